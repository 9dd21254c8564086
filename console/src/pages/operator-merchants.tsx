import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { askOperator } from '../api/request.ts';
import { may } from '../api/session.ts';
import {
  OperatorMerchantsDocument,
  type OperatorMerchantsQuery,
  OperatorResumeDocument,
  OperatorSuspendDocument,
} from '../operator/generated/graphql.ts';
import { Button, PageHead, Tag, Time } from '../parts/basics.tsx';
import { Ask } from '../parts/dialog.tsx';
import { providerText } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Field } from '../parts/pickers.tsx';
import { usePages } from '../parts/use-pages.ts';
import { useSession } from '../session.tsx';

type Merchant = OperatorMerchantsQuery['merchants']['nodes'][number];

export default function OperatorMerchants() {
  const session = useSession();
  const client = useQueryClient();
  const [open, setOpen] = useState<Merchant | null>(null);
  const [reason, setReason] = useState('');
  const merchants = usePages(
    ['operator', 'merchants'],
    async (after, signal) => (await askOperator(OperatorMerchantsDocument, { after }, signal)).merchants,
  );
  const isSuspended = Boolean(open?.suspendedAt);
  return (
    <>
      <PageHead title="Merchants" about="Whoever has money moved, and their accounts with providers." />
      <ListTable
        title="Merchants"
        items={merchants.items}
        query={merchants.query}
        empty={<p>“paygraph merchants create” makes one.</p>}
        columns={[
          {
            name: 'Merchant',
            isMain: true,
            cell: (one) => (
              <>
                <strong>{one.name}</strong>
                <code className="muted">{one.id}</code>
              </>
            ),
          },
          {
            name: 'Money',
            cell: (one) => (
              <Tag tone={one.environment === 'LIVE' ? 'good' : 'warn'}>
                {one.environment === 'LIVE' ? 'Live' : 'Sandbox'}
              </Tag>
            ),
          },
          {
            name: 'Accounts',
            cell: (one) =>
              one.providerAccounts.length === 0 ? (
                <span className="muted">None</span>
              ) : (
                <ul>
                  {one.providerAccounts.map((account) => (
                    <li key={account.id} className="row small">
                      {providerText(account.provider)} <Tag status={account.status} />
                    </li>
                  ))}
                </ul>
              ),
          },
          { name: 'Suspended', cell: (one) => <Time at={one.suspendedAt} /> },
          { name: 'Created', cell: (one) => <Time at={one.createdAt} /> },
          {
            name: 'Suspend',
            cell: (one) => (
              <Button
                size="small"
                isDisabled={!may(session, 'merchants:write')}
                onPress={() => {
                  setReason('');
                  setOpen(one);
                }}
              >
                {one.suspendedAt ? 'Let in again' : 'Suspend'}
              </Button>
            ),
          },
        ]}
      />
      {open ? (
        <Ask
          title={`${isSuspended ? 'Let in again' : 'Suspend'}: ${open.name}`}
          about={
            isSuspended
              ? 'Its keys are good again.'
              : 'All its keys are refused within a second, and its streams end. What is under way goes on.'
          }
          does={isSuspended ? 'Let in again' : 'Suspend'}
          danger={!isSuspended}
          ready={reason.trim() !== ''}
          act={() => {
            const input = { merchantId: open.id, reason: reason.trim() };
            return isSuspended
              ? askOperator(OperatorResumeDocument, { input })
              : askOperator(OperatorSuspendDocument, { input });
          }}
          onClose={() => setOpen(null)}
          onDone={() => {
            void client.invalidateQueries({ queryKey: ['operator'] });
            return false;
          }}
        >
          <Field label="Why, for the record" lines value={reason} onChange={setReason} />
        </Ask>
      ) : null}
    </>
  );
}
