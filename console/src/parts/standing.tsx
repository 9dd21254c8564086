import { useQuery } from '@tanstack/react-query';
import { askMerchant } from '../api/request.ts';
import { may } from '../api/session.ts';
import { type NextStepFragment, type ReasonFieldsFragment, UnresolvedDocument } from '../merchant/generated/graphql.ts';
import { useSession } from '../session.tsx';
import { Notice, Sentence, Time } from './basics.tsx';
import { words } from './format.ts';

/** Where a thing of a status stands, for whoever has never seen one. */
const standings: Readonly<Record<string, string>> = {
  CREATED: 'It has been created here, and the provider has not said yet what became of it.',
  REQUIRES_PAYER_ACTION: 'It waits for the payer.',
  PENDING: 'It waits for the payer or the bank.',
  PROCESSING: 'The provider is at work on it. Nobody has to do anything.',
  AUTHORIZED: 'The payer has reserved the money. It lapses unless it is captured.',
  READY_TO_FULFIL: 'The payer has done all steps. It is fulfilled next.',
  FULFILLING: 'It is being fulfilled.',
  UNRESOLVED:
    'Nobody knows whether what was asked for happened. The provider is asked until it says; nothing is sent twice.',
  SUSPENDED: 'It is suspended: nothing can be asked for on it until that ends.',
};

interface Props {
  readonly id: string;
  readonly others?: readonly string[];
  readonly status: string;
  readonly reason?: ReasonFieldsFragment | null | undefined;
  readonly next?: NextStepFragment | null | undefined;
  readonly actBy?: string | null | undefined;
}

/** Where it waits, on whom, and what happens next: in plain sentences. Nothing where it is over. */
export function Standing({ id, others = [], status, reason, next, actBy }: Props) {
  const session = useSession();
  const unresolved = useQuery({
    queryKey: ['work', 'unresolved'],
    queryFn: ({ signal }) => askMerchant(UnresolvedDocument, {}, signal),
    enabled: may(session, 'operations:resolve'),
  });
  const about = new Set([id, ...others]);
  const operations = unresolved.data?.unresolvedOperations.nodes.filter(({ subjectId }) => about.has(subjectId)) ?? [];
  const text = standings[status];
  if (!text && !reason && operations.length === 0) return null;
  const tone = operations.length > 0 || status === 'UNRESOLVED' ? 'warn' : reason ? 'bad' : 'accent';
  return (
    <Notice tone={tone} title={text ? 'Where it stands' : words(status)}>
      {text ? <p>{text}</p> : null}
      {reason ? (
        <p>
          {reason.message}
          {reason.providerCode ? <span className="muted"> (the provider's code: {reason.providerCode})</span> : null}
        </p>
      ) : null}
      {operations.map((operation) => (
        <p key={operation.id}>
          <Sentence of={operation.explanation} />
        </p>
      ))}
      {actBy && status === 'AUTHORIZED' ? (
        <p>
          Capture it until <Time at={actBy} />.
        </p>
      ) : null}
      {next ? <NextStep next={next} /> : null}
    </Notice>
  );
}

function NextStep({ next }: { readonly next: NextStepFragment }) {
  switch (next.__typename) {
    case 'RedirectPayer':
      return (
        <p>
          Send the payer to{' '}
          <a href={next.url} target="_blank" rel="noreferrer">
            the provider's page
          </a>
          {next.expiresAt ? (
            <>
              , good until <Time at={next.expiresAt} />
            </>
          ) : null}
          .
        </p>
      );
    case 'AwaitPayerApp':
      return <p>The payer approves it in the provider's app.</p>;
    case 'ShowBankDetails':
      return (
        <p>
          The payer sends the money to {next.accountHolder}, IBAN <code>{next.iban}</code>, with the reference{' '}
          <code>{next.paymentReference}</code>.
        </p>
      );
    case 'CompleteBillingActions':
      return (
        <p>
          Still to be done by the payer: {next.outstanding.map(({ type }) => words(type).toLowerCase()).join(', ')}.
        </p>
      );
    default:
      return null;
  }
}
