import type { Cause, Change, ReportedPayment } from '../../event-log/event.ts';
import { hashedText } from '../../event-log/hash.ts';
import type { EventLogEntry } from '../../generated/prisma/client.ts';
import { encodeId, type IdPrefix } from '../../kernel/ids.ts';
import { currency, money } from '../../kernel/money.ts';
import { Agreement } from '../agreement/type.ts';
import { BillingRequest } from '../billing-request/type.ts';
import { Mandate } from '../mandate/type.ts';
import { Operation } from '../operation/type.ts';
import { Capture, Refund } from '../payment/capture-refund.ts';
import { OneOffPayment } from '../payment/type.ts';
import { Payout } from '../payout/type.ts';
import { ProviderNotification } from '../provider-notifications/type.ts';
import type { EventRow } from '../read/beneath.ts';
import { PaymentSchedule } from '../schedule/type.ts';
import { builder } from '../schema/builder.ts';
import { Provider } from '../schema/enums.ts';
import { Money } from '../schema/money.ts';
import { Node } from '../schema/node.ts';
import { StatusReason } from '../schema/reason.ts';
import { Transfer, TransferReceipt } from '../transfer/type.ts';
import { ProviderAccount } from '../viewer/provider-account.ts';
import { WebhookEndpoint } from '../webhooks/endpoint.ts';
import { EventType } from './event-type.ts';

const StatusChange = builder.objectRef<Change>('StatusChange').implement({
  description: 'From what to what something moved.',
  fields: (t) => ({
    from: t.exposeString('from', {
      nullable: true,
      description: 'The status before. Null when it did not exist before.',
    }),
    to: t.exposeString('to', { description: 'The status after.' }),
    reason: t.field({
      type: StatusReason,
      nullable: true,
      description: 'Why. Null when nothing is out of the ordinary.',
      resolve: ({ reason }) => reason ?? null,
    }),
    amount: t.field({
      type: Money,
      nullable: true,
      description: 'The money that moved with it. Null when none did.',
      resolve: ({ amount }) => (amount ? money(BigInt(amount.amountMinor), currency(amount.currency)) : null),
    }),
  }),
});

const RecurringPaymentReport = builder.objectRef<ReportedPayment>('RecurringPaymentReport').implement({
  description:
    'A payment of an agreement that another system of yours has asked for, as the provider told of it. A callback of MobilePay is not signed: ask MobilePay before you rely on it.',
  fields: (t) => ({
    providerReference: t.exposeString('providerReference', { description: "The provider's id of the payment." }),
    agreementReference: t.exposeString('agreementReference', {
      nullable: true,
      description: "The provider's id of its agreement. Null where the provider does not say.",
    }),
    agreementId: t.id({
      nullable: true,
      description: 'Id of the agreement. Null where it is not known here.',
      resolve: ({ agreementId }) => agreementId && encodeId('agr', agreementId),
    }),
    externalId: t.exposeString('externalId', {
      nullable: true,
      description: "The other system's own reference of the payment. Null when there is none.",
    }),
    dueDate: t.field({
      type: 'Date',
      nullable: true,
      description: 'The day on which it is due. Null when it was not told.',
      resolve: ({ dueDate }) => dueDate,
    }),
    status: t.exposeString('status', {
      description: 'What has become of it: SETTLED, FAILED, REJECTED, CANCELLED or UNKNOWN. May grow.',
    }),
    providerStatus: t.exposeString('providerStatus', {
      description: "The same in the provider's own word, for example Executed.",
    }),
  }),
});

type CauseBy<By extends Cause['by']> = Extract<Cause, { readonly by: By }>;

const CausedByMutation = builder.objectRef<CauseBy<'mutation'>>('CausedByMutation').implement({
  description: 'A caller asked for it.',
  fields: (t) => ({
    actor: t.exposeString('actor', { description: 'Id of the API key that asked.' }),
    idempotencyKey: t.field({
      type: 'IdempotencyKey',
      nullable: true,
      description: 'The key of the mutation. Null where a step needed none.',
      resolve: ({ key }) => key,
    }),
  }),
});
type WebhookCause = CauseBy<'webhook'> & { readonly event: EventRow };
const CausedByProviderWebhook = builder.objectRef<WebhookCause>('CausedByProviderWebhook').implement({
  description: 'The provider told us.',
  fields: (t) => ({
    provider: t.field({
      type: Provider,
      description: 'The provider that called back.',
      resolve: ({ event }) => {
        if (!event.provider) throw new Error(`event ${event.id} came by webhook from no provider`);
        return event.provider;
      },
    }),
    inboxId: t.id({
      description: 'Id of the piece of news, for support.',
      resolve: ({ inboxId }) => encodeId('inb', inboxId),
    }),
    receivedAt: t.field({
      type: 'DateTime',
      description: 'When it reached us.',
      resolve: ({ receivedAt }) => new Date(receivedAt),
    }),
  }),
});
const CausedByReconciliation = builder.objectRef<CauseBy<'reconciliation'>>('CausedByReconciliation').implement({
  description: 'The provider answered us, or was asked what became of an operation.',
  fields: (t) => ({
    operationId: t.id({
      description: 'Id of the operation that was sent or asked about.',
      resolve: ({ operationId }) => encodeId('opr', operationId),
    }),
  }),
});
const CausedByClock = builder.objectRef<CauseBy<'clock'>>('CausedByClock').implement({
  description: 'A rule of time.',
  fields: (t) => ({ rule: t.exposeString('rule', { description: 'Name of the rule.' }) }),
});

const causeTypes = {
  mutation: 'CausedByMutation',
  webhook: 'CausedByProviderWebhook',
  reconciliation: 'CausedByReconciliation',
  clock: 'CausedByClock',
} as const satisfies Record<Cause['by'], string>;
const EventCause = builder.unionType('EventCause', {
  description: 'Why an event came about. May grow.',
  types: [CausedByMutation, CausedByProviderWebhook, CausedByReconciliation, CausedByClock],
  resolveType: (cause) => causeTypes[(cause as Cause).by],
});

const EventSubject = builder.unionType('EventSubject', {
  description: 'What an event is about. May grow.',
  types: [
    Agreement,
    Mandate,
    BillingRequest,
    OneOffPayment,
    PaymentSchedule,
    Transfer,
    TransferReceipt,
    Capture,
    Refund,
    Payout,
    WebhookEndpoint,
    ProviderNotification,
    Operation,
    ProviderAccount,
  ],
});

export const Event = builder.objectRef<EventRow>('Event').implement({
  description: 'An immutable fact. `sequence` is dense per merchant, so a reader can prove that nothing is missing.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Id of the event: evt_ and 26 characters.', resolve: ({ id }) => encodeId('evt', id) }),
    sequence: t.field({
      type: 'Int64',
      description: "Number in the merchant's log: 1, 2, 3 … without a gap.",
      resolve: (event) => logEntryOf(event).sequence,
    }),
    cursor: t.field({
      type: 'EventCursor',
      description: 'Place in the log just after this event: good in `events(after:)` and in every stream.',
      resolve: (event, _args, { deps, caller }) => deps.cursors.forEvent(caller.merchantId, logEntryOf(event).sequence),
    }),
    type: t.expose('type', { type: EventType, description: 'What happened.' }),
    occurredAt: t.expose('occurredAt', {
      type: 'DateTime',
      description: "When it happened, in the provider's words where it said so. Never use it for order.",
    }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'When it was written here.' }),
    subjectVersion: t.exposeInt('subjectVersion', {
      description: "Order within one subject: the subject's version after this event.",
    }),
    subjectId: t.id({
      description: 'Id of what it is about.',
      resolve: ({ subjectType, subjectId }) => encodeId(subjectType as IdPrefix, subjectId),
    }),
    subject: t.field({
      type: EventSubject,
      nullable: true,
      description:
        'What it is about, as it stands now, which may be later than the event. Null when it is no longer kept.',
      directives: { cost: { weight: 1 } },
      resolve: async ({ subjectType, subjectId }, _args, { loaders }) => {
        const row = await loaders.node.load({ prefix: subjectType as IdPrefix, uuid: subjectId });
        return row as Extract<typeof row, { readonly merchantId: string }> as never;
      },
    }),
    change: t.field({
      type: StatusChange,
      nullable: true,
      description: 'What changed. Null when the event tells of no move.',
      resolve: ({ change }) => change as Change | null,
    }),
    recurringPayment: t.field({
      type: RecurringPaymentReport,
      nullable: true,
      description:
        'The payment that RECURRING_PAYMENT_REPORTED tells of; its amount and the reason are in `change`. Null in every other event.',
      resolve: ({ change }) => (change as Change | null)?.recurringPayment ?? null,
    }),
    provider: t.field({
      type: Provider,
      nullable: true,
      description: 'The provider of what it is about. Null where that has none, as a webhook endpoint.',
      resolve: ({ provider }) => provider,
    }),
    cause: t.field({
      type: EventCause,
      description: 'Why it came about.',
      resolve: (event) => ({ ...(event.cause as unknown as Cause), event }) as WebhookCause,
    }),
    hash: t.field({
      type: 'Sha256',
      description: 'Hash over this event and `previousHash`: the log is a chain.',
      resolve: (event) => hex(logEntryOf(event).hash),
    }),
    hashedText: t.string({
      description:
        'What `hash` is over: `hash` is the SHA-256 of the 32 bytes of `previousHash` and the UTF-8 of this text. Canonical JSON (RFC 8785) of the event as it was written, with the ids as UUIDs.',
      resolve: (event) => hashedText(logEntryOf(event).sequence, event),
    }),
    previousHash: t.field({
      type: 'Sha256',
      description: 'The hash of the event before it; 64 zeros for the first.',
      resolve: (event) => hex(logEntryOf(event).previousHash),
    }),
  }),
});

/** Lower-case hexadecimal. */
export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

// Events reach a reader through the log, where each has its sequence, or by a door that waits for it.
function logEntryOf(event: EventRow): EventLogEntry {
  if (!event.logEntry) throw new Error(`event ${event.id} has no sequence yet`);
  return event.logEntry;
}
