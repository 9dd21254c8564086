import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { askOperator } from '../api/request.ts';
import { may } from '../api/session.ts';
import {
  type OperationVerdict,
  OperatorOperationsDocument,
  type OperatorOperationsQuery,
  OperatorResolveDocument,
} from '../operator/generated/graphql.ts';
import { Button, PageHead, Sentence, Time } from '../parts/basics.tsx';
import { Ask } from '../parts/dialog.tsx';
import { Id } from '../parts/facts.tsx';
import { providerText, words } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Field, PickOne } from '../parts/pickers.tsx';
import { usePages } from '../parts/use-pages.ts';
import { useSession } from '../session.tsx';

type Operation = OperatorOperationsQuery['unresolvedOperations']['nodes'][number];
const verdicts = [
  { id: 'HAPPENED', text: 'It happened', about: 'What was set aside is taken or given back.' },
  { id: 'DID_NOT_HAPPEN', text: 'It did not happen, and will not', about: 'What was set aside is free again.' },
];

export default function OperatorOperations() {
  const session = useSession();
  const client = useQueryClient();
  const [open, setOpen] = useState<Operation | null>(null);
  const [outcome, setOutcome] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const operations = usePages(
    ['operator', 'operations'],
    async (after, signal) => (await askOperator(OperatorOperationsDocument, { after }, signal)).unresolvedOperations,
    15_000,
  );
  return (
    <>
      <PageHead
        title="Unknown outcomes"
        about="Operations of all merchants of which nobody knows whether they happened. Nothing of them is sent again."
      />
      <ListTable
        title="Operations"
        items={operations.items}
        query={operations.query}
        empty={<p>Of every operation it is known whether it happened.</p>}
        columns={[
          {
            name: 'Operation',
            isMain: true,
            cell: (one) => (
              <>
                <strong>
                  {words(one.kind)} at {providerText(one.provider)}
                </strong>
                <span className="small muted">
                  <Sentence of={one.explanation} />
                </span>
                {one.problem ? <span className="small muted">{one.problem}</span> : null}
              </>
            ),
          },
          { name: 'Merchant', cell: (one) => one.merchantName },
          { name: 'About', cell: (one) => <Id id={one.subjectId} /> },
          { name: 'Sent', cell: (one) => <Time at={one.sentAt ?? one.requestedAt} /> },
          { name: 'Asked again', cell: (one) => <Time at={one.nextAskAt} /> },
          {
            name: 'Settle',
            cell: (one) => (
              <Button size="small" isDisabled={!may(session, 'operations:resolve')} onPress={() => setOpen(one)}>
                Settle
              </Button>
            ),
          },
        ]}
      />
      {open ? (
        <Ask
          title="Say what happened"
          about={
            <>
              <p>
                {open.merchantName}: <Sentence of={open.explanation} />
              </p>
              <p>Nothing is sent by this; who said it and why is kept for ever.</p>
            </>
          }
          does="Settle it"
          danger
          ready={outcome !== null && reason.trim() !== ''}
          act={(idempotencyKey) =>
            askOperator(OperatorResolveDocument, {
              input: {
                idempotencyKey,
                merchantId: open.merchantId,
                operationId: open.id,
                outcome: outcome as OperationVerdict,
                reason: reason.trim(),
              },
            })
          }
          onClose={() => setOpen(null)}
          onDone={() => {
            void client.invalidateQueries({ queryKey: ['operator'] });
            return false;
          }}
        >
          <PickOne label="Outcome" choices={verdicts} value={outcome} onChange={setOutcome} />
          <Field label="How you know" lines value={reason} onChange={setReason} />
        </Ask>
      ) : null}
    </>
  );
}
