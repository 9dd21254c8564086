import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { askMerchant } from '../api/request.ts';
import { may } from '../api/session.ts';
import {
  AccountsDocument,
  type AccountsQuery,
  PauseAccountDocument,
  ResumeAccountDocument,
} from '../merchant/generated/graphql.ts';
import { Button, PageHead, Tag, Time } from '../parts/basics.tsx';
import { Ask } from '../parts/dialog.tsx';
import { providerText } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { useSession } from '../session.tsx';

const ConnectAccount = lazy(() => import('../parts/connect-account.tsx'));
type Account = AccountsQuery['providerAccounts'][number];

export default function Accounts() {
  const session = useSession();
  const client = useQueryClient();
  const [open, setOpen] = useState<Account | null>(null);
  const [connecting, setConnecting] = useState(false);
  const again = (): void => void client.invalidateQueries({ queryKey: ['work', 'accounts'] });
  const accounts = useQuery({
    queryKey: ['work', 'accounts'],
    queryFn: ({ signal }) => askMerchant(AccountsDocument, {}, signal),
  });
  const isPaused = open?.status === 'PAUSED';
  return (
    <>
      <PageHead
        title="Provider accounts"
        about="Where your money is moved, whether we are called back, and since when."
      >
        <Button kind="primary" isDisabled={!may(session, 'accounts:write')} onPress={() => setConnecting(true)}>
          Connect an account
        </Button>
      </PageHead>
      <ListTable
        title="Accounts"
        items={accounts.data?.providerAccounts}
        query={accounts}
        empty={<p>None is connected yet. The button above connects one.</p>}
        columns={[
          {
            name: 'Provider',
            isMain: true,
            cell: (one) => (
              <>
                <strong>{providerText(one.provider)}</strong>
                <span className="small muted">
                  {one.pausedBecause?.message ?? one.notCalledBackBecause ?? one.callbackUrl}
                </span>
              </>
            ),
          },
          { name: 'Status', cell: (one) => <Tag status={one.status} /> },
          { name: 'Last callback', cell: (one) => (one.lastCallbackAt ? <Time at={one.lastCallbackAt} /> : 'Never') },
          { name: 'Credentials tried', cell: (one) => <Time at={one.credentialsCheckedAt} /> },
          { name: 'Connected', cell: (one) => <Time at={one.createdAt} /> },
          {
            name: 'Pause',
            cell: (one) => (
              <Button
                size="small"
                isDisabled={!may(session, 'accounts:write') || one.status === 'DISCONNECTED'}
                onPress={() => setOpen(one)}
              >
                {one.status === 'PAUSED' ? 'Resume' : 'Pause'}
              </Button>
            ),
          },
        ]}
      />
      {connecting ? (
        <Suspense>
          <ConnectAccount onClose={() => setConnecting(false)} onDone={again} />
        </Suspense>
      ) : null}
      {open ? (
        <Ask
          title={`${isPaused ? 'Resume' : 'Pause'} ${providerText(open.provider)}`}
          about={
            isPaused
              ? 'What waits is sent and asked again.'
              : 'Nothing is sent and nothing is asked there until it is resumed. News from there is still taken in.'
          }
          does={isPaused ? 'Resume' : 'Pause'}
          danger={!isPaused}
          act={(idempotencyKey) => {
            const input = { idempotencyKey, accountId: open.id };
            return isPaused
              ? askMerchant(ResumeAccountDocument, { input })
              : askMerchant(PauseAccountDocument, { input });
          }}
          onClose={() => setOpen(null)}
          onDone={() => {
            again();
            return false;
          }}
        />
      ) : null}
    </>
  );
}
