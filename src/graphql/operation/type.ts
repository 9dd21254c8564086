import type { Operation as OperationRow, OperationStatus as Status } from '../../generated/prisma/client.ts';
import { encodeId } from '../../kernel/ids.ts';
import { builder } from '../schema/builder.ts';
import { OperationStatus } from '../schema/enums.ts';
import { Node } from '../schema/node.ts';
import { StatusReason, toReason } from '../schema/reason.ts';

export const Operation = builder.prismaObject('Operation', {
  description: 'One intention sent to a provider, and what became of it.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Id of the operation: opr_ and 26 characters.', resolve: ({ id }) => encodeId('opr', id) }),
    kind: t.exposeString('kind', { description: 'What was asked of the provider, for example payment.capture.' }),
    status: t.expose('status', { type: OperationStatus, description: 'What has become of it.' }),
    statusReason: t.field({
      type: StatusReason,
      nullable: true,
      description: 'Why it failed or is not settled yet. Null when nothing is out of the ordinary.',
      resolve: ({ reason }) => toReason(reason),
    }),
    subjectId: t.id({
      description: 'Id of the agreement, mandate, billing request, payment or receipt that it is about.',
      resolve: subjectIdOf,
    }),
    requestedAt: t.expose('requestedAt', { type: 'DateTime', description: 'When it was asked for.' }),
    sentAt: t.expose('sentAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last about to be sent. Null before that.',
    }),
    completedAt: t.expose('completedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its outcome was known. Null until then.',
    }),
    asked: t.exposeInt('pollCount', { description: 'How often the provider was asked what became of it.' }),
    nextAskAt: t.expose('nextAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it is sent, or asked about, next. Null when nothing is planned.',
    }),
    explanation: t.string({
      description: 'A plain sentence for a person: what is known, what is waited for, what happens next.',
      resolve: explanationOf,
    }),
  }),
});

/** What of an operation says what it is about. */
type AboutOperation = Pick<
  OperationRow,
  'kind' | 'paymentId' | 'agreementId' | 'mandateId' | 'billingRequestId' | 'receiptId' | 'id'
>;

/** The public id of what an operation is about. */
export function subjectIdOf({
  kind,
  paymentId,
  agreementId,
  mandateId,
  billingRequestId,
  receiptId,
  id,
}: AboutOperation): string {
  if (paymentId) {
    const prefix = kind.startsWith('transfer.') ? 'trf' : kind.startsWith('charge.') ? 'chg' : 'oop';
    return encodeId(prefix, paymentId);
  }
  if (agreementId) return encodeId('agr', agreementId);
  if (mandateId) return encodeId('man', mandateId);
  if (receiptId) return encodeId('rcp', receiptId);
  return billingRequestId ? encodeId('brq', billingRequestId) : encodeId('opr', id);
}

const at = (time: Date | null): string => (time ? ` at ${time.toISOString()}` : '');

/** What of an operation says how it stands. */
type StandingOperation = Pick<OperationRow, 'kind' | 'status' | 'nextAt' | 'sentAt' | 'completedAt' | 'pollCount'>;

/** How an operation stands, in a sentence. */
export const explanationOf = (operation: StandingOperation): string => explanations[operation.status](operation);

const explanations: Readonly<Record<Status, (operation: StandingOperation) => string>> = {
  REQUESTED: ({ kind, nextAt }) => `${kind} is stored and will be sent${at(nextAt)}.`,
  SENT: ({ kind, sentAt }) => `${kind} was sent${at(sentAt)}; the answer is awaited.`,
  PENDING: ({ kind, nextAt }) =>
    `The provider has taken in ${kind} and decides later; ${nextAt ? `we ask again${at(nextAt)}` : 'it will tell us'}.`,
  SUCCEEDED: ({ kind, completedAt }) => `${kind} succeeded${at(completedAt)}.`,
  FAILED: ({ kind, completedAt }) => `${kind} failed${at(completedAt)}; it did not happen and will not be sent again.`,
  UNRESOLVED: ({ kind, pollCount, nextAt }) =>
    `It is not known whether ${kind} happened. The provider was asked ${pollCount} times${nextAt ? ` and is asked again${at(nextAt)}` : '; a person has to find out'}. What it concerns stays reserved until then.`,
};
