import type { OneOffPayment as ChargeRow } from '../../generated/prisma/client.ts';
import { encodeId } from '../../kernel/ids.ts';
import { Agreement } from '../agreement/type.ts';
import { Mandate } from '../mandate/type.ts';
import { inCurrencyOf, Payment } from '../payment/type.ts';
import { builder } from '../schema/builder.ts';
import { RetryKind } from '../schema/enums.ts';
import { Money } from '../schema/money.ts';
import { NextAction, onPage } from '../schema/next-action.ts';
import { Node, ProviderBacked, Versioned } from '../schema/node.ts';
import { StatusReason, toReason } from '../schema/reason.ts';

// No provider tries more often; those of retries that we ask for come on top.
const attemptsShownMax = 100;

/** What money is taken on. */
export const ChargeAuthority = builder.unionType('ChargeAuthority', {
  description: 'The consent on which a charge is made. May grow.',
  types: [Agreement, Mandate],
});

/** Who tries again. */
export const RetryPlan = builder.objectRef<Pick<ChargeRow, 'retryKind' | 'retryDays'>>('RetryPlan').implement({
  description: 'Who tries again when nothing was taken on the day of a charge.',
  fields: (t) => ({
    kind: t.field({
      type: RetryKind,
      description: 'Who tries again.',
      resolve: ({ retryKind }) => retryKind ?? 'NONE',
    }),
    days: t.exposeInt('retryDays', {
      nullable: true,
      description: 'On how many days after the first: of PROVIDER_DAYS. Null otherwise.',
    }),
  }),
});

builder.prismaObject('ChargeAttempt', {
  description: 'A day on which the provider tried to take a charge, where it tells that.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: 'Counts from 1.' }),
    on: t.field({
      type: 'Date',
      description: 'The day of the attempt.',
      resolve: ({ on }) => on.toISOString().slice(0, 10),
    }),
    succeeded: t.exposeBoolean('succeeded', { description: 'Whether the money was taken, or reserved.' }),
    reason: t.field({
      type: StatusReason,
      nullable: true,
      description: 'Why nothing was taken. Null when it was.',
      resolve: ({ reason }) => toReason(reason),
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When we heard of it.' }),
  }),
});

export const Charge = builder.prismaObject('OneOffPayment', {
  variant: 'Charge',
  description:
    'Money that the provider takes on a day: on a mandate (GoCardless) or on an agreement. It may be tried on several days, and may be reserved first.',
  interfaces: [Payment, Node, Versioned, ProviderBacked],
  fields: (t) => ({
    id: t.id({ description: 'Id of the charge: chg_ and 26 characters.', resolve: ({ id }) => encodeId('chg', id) }),
    providerStatus: t.exposeString('providerStatus', {
      description:
        "Where the charge stands in the provider's own lifecycle, in the provider's words. Empty until it has said so.",
    }),
    nextAction: t.field({
      type: NextAction,
      nullable: true,
      description: 'What the payer has to do now. Null when nothing is waited for.',
      directives: { cost: { weight: 1 } },
      resolve: (charge) => (charge.state === 'REQUIRES_PAYER_ACTION' ? onPage(charge) : null),
    }),
    on: t.field({
      type: ChargeAuthority,
      description: 'The agreement or the mandate on which it is made.',
      directives: { cost: { weight: 1 } },
      resolve: async (charge: ChargeRow & Partial<Record<'agreement' | 'mandate', object | null>>, _args, context) => {
        const { agreementId, mandateId } = charge;
        const read = charge.agreement ?? charge.mandate;
        if (read) return read as never;
        const named = agreementId
          ? ({ prefix: 'agr', uuid: agreementId } as const)
          : ({ prefix: 'man', uuid: mandateId ?? '' } as const);
        const found = await context.loaders.node.load(named);
        if (!found) throw new Error(`charge ${charge.id} is on nothing`);
        return found as never;
      },
    }),
    description: t.exposeString('description', { description: 'What the payer sees as the reason for it.' }),
    reserve: t.exposeBoolean('autoReserve', {
      description: 'Whether it is reserved only, and captured by you (`capturePayment`), in parts if you like.',
    }),
    settleBy: t.expose('settleBy', {
      type: 'DateTime',
      nullable: true,
      description: 'Reserved money must be captured or cancelled by this time. Null unless money has been reserved.',
    }),
    dueOn: t.field({
      type: 'Date',
      nullable: true,
      description: 'The day that you asked for. Null where it was to be taken as soon as possible.',
      resolve: ({ dueOn }) => day(dueOn),
    }),
    chargeDate: t.field({
      type: 'Date',
      nullable: true,
      description:
        'The day on which it is, or was, taken by the word of the provider, which moves it where banks rest. Null until the provider has said.',
      resolve: ({ chargeDate }) => day(chargeDate),
    }),
    graceUntil: t.field({
      type: 'Date',
      nullable: true,
      description:
        'The last day on which the provider may still try. Null where that is not known: as soon as possible, or at the choice of the provider.',
      resolve: ({ graceUntil }) => day(graceUntil),
    }),
    retryPlan: t.field({
      type: RetryPlan,
      description: 'Who tries again when nothing was taken.',
      resolve: (charge) => charge,
    }),
    willRetry: t.exposeBoolean('willRetry', {
      nullable: true,
      description:
        'Whether the provider tries again by itself after what it told last. While that is true the charge is PROCESSING, and has not failed. Null where it does not say.',
    }),
    attemptCount: t.exposeInt('attemptCount', { description: 'How many attempts the provider has told of.' }),
    attempts: t.relation('attempts', {
      description: `Every attempt that the provider has told of, in order: the first ${attemptsShownMax}. Some providers tell only how it ended.`,
      directives: { cost: { weight: 2 } },
      query: () => ({ orderBy: { number: 'asc' }, take: attemptsShownMax }),
    }),
    reference: t.exposeString('reference', {
      nullable: true,
      description: "What you let stand on the payer's bank statement. Null when it was left to the provider.",
    }),
    appFee: t.field({
      type: Money,
      nullable: true,
      description: 'What your own platform keeps of it. Null when it keeps nothing.',
      resolve: (charge) => (charge.appFeeMinor === null ? null : inCurrencyOf(charge, charge.appFeeMinor)),
    }),
  }),
});

const day = (at: Date | null): string | null => at?.toISOString().slice(0, 10) ?? null;
