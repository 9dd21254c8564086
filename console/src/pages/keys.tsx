import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { askMerchant } from '../api/request.ts';
import { may } from '../api/session.ts';
import { CreateKeyDocument, KeysDocument, type KeysQuery, RevokeKeyDocument } from '../merchant/generated/graphql.ts';
import { Button, PageHead, Tag, Time } from '../parts/basics.tsx';
import { Ask, Show } from '../parts/dialog.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { Origins } from '../parts/origins.tsx';
import { Field, PickSome } from '../parts/pickers.tsx';
import { usePages } from '../parts/use-pages.ts';
import { useSession } from '../session.tsx';

type Key = KeysQuery['apiKeys']['nodes'][number];

export default function Keys() {
  const session = useSession();
  const client = useQueryClient();
  const keys = usePages(
    ['keys'],
    async (after, signal) => (await askMerchant(KeysDocument, { after }, signal)).apiKeys,
  );
  const [making, setMaking] = useState(false);
  const [ending, setEnding] = useState<Key | null>(null);
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly string[]>([]);
  const [secret, setSecret] = useState<string | null>(null);
  const again = (): false => {
    void client.invalidateQueries({ queryKey: ['keys'] });
    return false;
  };
  const mayWrite = may(session, 'keys:write');
  return (
    <>
      <PageHead
        title="Keys"
        about="What programs of yours come in with. A key that is unused or has no end is worth a look."
      >
        <Button kind="primary" isDisabled={!mayWrite} onPress={() => setMaking(true)}>
          New key
        </Button>
      </PageHead>
      <ListTable
        title="Keys to this API"
        items={keys.items}
        query={keys.query}
        empty={<p>There is always the one that you have signed in with.</p>}
        columns={[
          {
            name: 'Key',
            isMain: true,
            cell: (one) => (
              <>
                <strong>{one.name}</strong>
                <span className="small muted">
                  <code>…{one.lastFour ?? '????'}</code> · {one.scopes.length} scopes
                </span>
                <details>
                  <summary>What it may do</summary>
                  <span className="small">{one.scopes.join(', ') || 'Read'}</span>
                </details>
              </>
            ),
          },
          { name: 'Status', cell: (one) => <Tag status={one.status} /> },
          { name: 'Last used', cell: (one) => (one.lastUsedAt ? <Time at={one.lastUsedAt} /> : 'Never') },
          { name: 'Ends', cell: (one) => (one.expiresAt ? <Time at={one.expiresAt} /> : 'No end') },
          { name: 'Created', cell: (one) => <Time at={one.createdAt} /> },
          {
            name: 'Revoke',
            cell: (one) => (
              <Button size="small" isDisabled={!mayWrite || one.status !== 'ACTIVE'} onPress={() => setEnding(one)}>
                Revoke
              </Button>
            ),
          },
        ]}
      />
      {making ? (
        <Ask
          title="New key"
          about="Give it no more than its program needs. Its secret is shown once."
          does="Make the key"
          ready={name.trim() !== '' && scopes.length > 0}
          act={(idempotencyKey) =>
            askMerchant(CreateKeyDocument, { input: { idempotencyKey, name: name.trim(), scopes: [...scopes] } })
          }
          onClose={() => setMaking(false)}
          onDone={(result) => {
            if ('secret' in result && result.secret) setSecret(String(result.secret));
            return again();
          }}
        >
          <Field label="Name" value={name} onChange={setName} autoFocus />
          <PickSome
            label="Scopes"
            choices={session.scopes.map((id) => ({ id, text: id }))}
            value={scopes}
            onChange={setScopes}
          />
        </Ask>
      ) : null}
      <Origins />
      {ending ? (
        <Ask
          title={`Revoke “${ending.name}”`}
          about="Programs that come with it are refused within a second, and their streams end. That cannot be undone."
          does="Revoke the key"
          danger
          act={(idempotencyKey) => askMerchant(RevokeKeyDocument, { input: { idempotencyKey, apiKeyId: ending.id } })}
          onClose={() => setEnding(null)}
          onDone={again}
        />
      ) : null}
      {secret ? (
        <Show title="The new key" onClose={() => setSecret(null)}>
          <p className="muted">It is shown this once, and kept nowhere.</p>
          <code className="secret">{secret}</code>
        </Show>
      ) : null}
    </>
  );
}
