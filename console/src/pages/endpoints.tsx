import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { askMerchant } from '../api/request.ts';
import { may } from '../api/session.ts';
import { CreateEndpointDocument, EndpointsDocument } from '../merchant/generated/graphql.ts';
import { Button, PageHead, Tag, Time } from '../parts/basics.tsx';
import { Ask, Show } from '../parts/dialog.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { Field } from '../parts/pickers.tsx';
import { useSession } from '../session.tsx';

export default function Endpoints() {
  const session = useSession();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [url, setUrl] = useState('');
  const [email, setEmail] = useState('');
  const [secret, setSecret] = useState<string | null>(null);
  const endpoints = useQuery({
    queryKey: ['work', 'endpoints'],
    queryFn: ({ signal }) => askMerchant(EndpointsDocument, {}, signal),
  });
  return (
    <>
      <PageHead
        title="Partner endpoints"
        about="Systems of yours and your partners' that are sent events, in the order of the log."
      >
        <Button kind="primary" isDisabled={!may(session, 'webhooks:write')} onPress={() => setOpen(true)}>
          New endpoint
        </Button>
      </PageHead>
      <ListTable
        title="Endpoints"
        items={endpoints.data?.webhookEndpoints.nodes}
        query={endpoints}
        empty={<p>Make one, and events are sent to it from then on.</p>}
        columns={[
          {
            name: 'Address',
            isMain: true,
            cell: (one) => (
              <>
                <Link className="row-link" href={`/endpoints/${one.id}`}>
                  {one.url}
                </Link>
                <span className="small muted">
                  {one.eventTypes.length === 0 ? 'All events' : `${one.eventTypes.length} kinds of events`}
                </span>
              </>
            ),
          },
          {
            name: 'Status',
            cell: (one) => (
              <Tag status={one.failingSince ? 'WARNING' : one.status}>{one.failingSince ? 'Failing' : undefined}</Tag>
            ),
          },
          { name: 'Failing since', cell: (one) => <Time at={one.failingSince} /> },
          { name: 'Created', cell: (one) => <Time at={one.createdAt} /> },
        ]}
      />
      {open ? (
        <Ask
          title="New endpoint"
          about="Its signing secret is shown once, when it has been made."
          does="Make it"
          ready={URL.canParse(url)}
          act={(idempotencyKey) =>
            askMerchant(CreateEndpointDocument, { input: { idempotencyKey, url, contactEmail: email || null } })
          }
          onClose={() => setOpen(false)}
          onDone={(result) => {
            if ('signingSecret' in result) setSecret(String(result.signingSecret));
            void client.invalidateQueries({ queryKey: ['work', 'endpoints'] });
            return false;
          }}
        >
          <Field
            label="Address"
            value={url}
            onChange={setUrl}
            autoFocus
            hint="https://…; of a sandbox http://localhost, too."
          />
          <Field label="E-mail when it is switched off (optional)" value={email} onChange={setEmail} />
        </Ask>
      ) : null}
      {secret ? (
        <Show title="The signing secret" onClose={() => setSecret(null)}>
          <p className="muted">It is shown this once. Partners verify with it that what they get comes from you.</p>
          <code className="secret">{secret}</code>
        </Show>
      ) : null}
    </>
  );
}
