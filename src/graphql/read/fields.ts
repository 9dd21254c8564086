import { paymentConditions } from '../payment/filter.ts';
import type { Condition } from '../schema/filter.ts';
import type { Column, Model } from './models.ts';

/** The columns that the resolver of a field looks at. */
type Columns<M extends Model> = readonly Column<M>[];
/** A field that resolves with the row itself, seen as another type. */
interface Within<M extends Model> {
  readonly within: Fields<M>;
}
/** A field that leads to one row, of a kind for each type that it may be. `relations`: the property that the row is put under. */
interface ToOne<M extends Model> {
  readonly toOne: Readonly<Record<string, Relation<M>>>;
}
export interface Relation<M extends Model = Model> {
  readonly name: string;
  readonly model: Model;
  /** The column that holds its id. */
  readonly by: Column<M>;
}
/** A field that leads to a page of rows, which hold the id of this one in column `by`. */
export interface ToMany<M extends Model = Model> {
  readonly toMany: Model;
  readonly by: Column;
  readonly needs: Columns<M>;
  readonly conditions: (args: Readonly<Record<string, unknown>>) => readonly Condition[];
}
export type Need<M extends Model = Model> = Columns<M> | Within<M> | ToOne<M> | ToMany<M>;
export type Fields<M extends Model = Model> = Readonly<Record<string, Need<M>>>;

/** A type of the schema whose rows can be read so. */
export interface ReadType {
  readonly model: Model;
  readonly fields: Fields;
  /** Whether a field that is not here needs no more than its row: then it is given all of it. */
  readonly wholeRow?: true;
}

const node = { id: ['id'] } as const;
const versioned = { version: ['version'], createdAt: ['createdAt'], updatedAt: ['updatedAt'] } as const;
const providerBacked = {
  provider: ['provider'],
  providerReference: ['providerReference'],
  externalId: ['externalId'],
  lastProviderSyncAt: ['lastProviderSyncAt'],
} as const;
const common = { ...node, ...versioned, ...providerBacked, statusReason: ['reason'], metadata: ['metadata'] } as const;

const payments = {
  toMany: 'OneOffPayment',
  needs: ['id'],
  conditions: ({ filter }: Readonly<Record<string, unknown>>) =>
    paymentConditions(filter as Parameters<typeof paymentConditions>[0]),
} as const;

const refundable = [
  'provider',
  'kind',
  'state',
  'currency',
  'captured',
  'capturedAt',
  'refunded',
  'refundInFlight',
  'reversed',
] as const;
const capturable = [
  'state',
  'cancelling',
  'currency',
  'authorized',
  'captured',
  'captureInFlight',
  'released',
] as const;

const payment = {
  ...common,
  status: ['status'],
  amounts: {
    within: {
      requested: ['requested', 'currency'],
      authorized: ['authorized', 'currency'],
      captured: ['captured', 'currency'],
      refunded: ['refunded', 'currency'],
      released: ['released', 'currency'],
      reversed: ['reversed', 'currency'],
      pendingCapture: ['captureInFlight', 'currency'],
      pendingRefund: ['refundInFlight', 'currency'],
      pendingCancel: ['cancelling', 'authorized', 'captured', 'released', 'requested', 'currency'],
      capturable,
      refundable,
    },
  },
  actions: [
    ...refundable,
    ...capturable,
    'agreementId',
    'settleBy',
    'expiresAt',
    'providerReference',
    'unresolvedCount',
  ],
  expiresAt: ['expiresAt'],
  // Each asks by itself, for all rows at once.
  events: ['id'],
  ledgerEntries: ['id'],
  payoutItems: ['id'],
  fees: ['id'],
} as const satisfies Fields<'OneOffPayment'>;

const authority = { ...common, status: ['status'], events: ['id'] } as const;

/**
 * What each field of what is read most needs of its row, so that a statement can ask for that and no more. A selection with a field that
 * is not here goes by the Prisma plugin, as everything else does. A test resolves each field and sees what it looks at.
 */
export const fieldsOf: Readonly<Record<string, ReadType>> = {
  OneOffPayment: {
    model: 'OneOffPayment',
    fields: {
      ...payment,
      providerStatus: ['providerStatus'],
      nextAction: ['state', 'payerUrl', 'expiresAt', 'billingRequestId'],
      origin: {
        toOne: {
          Agreement: { name: 'agreement', model: 'Agreement', by: 'agreementId' },
          Mandate: { name: 'mandate', model: 'Mandate', by: 'mandateId' },
          BillingRequest: { name: 'billingRequest', model: 'BillingRequest', by: 'billingRequestId' },
        },
      },
      description: ['description'],
      autoReserve: ['autoReserve'],
      settleBy: ['settleBy'],
      chargeDate: ['chargeDate'],
      reference: ['reference'],
      retryIfPossible: ['retryIfPossible'],
      appFee: ['appFeeMinor', 'currency'],
    } satisfies Fields<'OneOffPayment'>,
  },
  Charge: {
    model: 'OneOffPayment',
    fields: {
      ...payment,
      actions: [...payment.actions, 'reason'],
      providerStatus: ['providerStatus'],
      nextAction: ['state', 'payerUrl', 'expiresAt'],
      on: {
        toOne: {
          Agreement: { name: 'agreement', model: 'Agreement', by: 'agreementId' },
          Mandate: { name: 'mandate', model: 'Mandate', by: 'mandateId' },
        },
      },
      description: ['description'],
      reserve: ['autoReserve'],
      settleBy: ['settleBy'],
      dueOn: ['dueOn'],
      chargeDate: ['chargeDate'],
      graceUntil: ['graceUntil'],
      retryPlan: ['retryKind', 'retryDays'],
      willRetry: ['willRetry'],
      attemptCount: ['attemptCount'],
      reference: ['reference'],
      appFee: ['appFeeMinor', 'currency'],
    } satisfies Fields<'OneOffPayment'>,
  },
  Transfer: {
    model: 'OneOffPayment',
    fields: {
      ...payment,
      invoice: ['externalId'],
      providerStatusCode: ['providerStatus'],
      amountMatch: ['state', 'requested', 'captured', 'refunded'],
    } satisfies Fields<'OneOffPayment'>,
  },
  Agreement: {
    model: 'Agreement',
    fields: {
      ...authority,
      plan: ['plan'],
      description: ['description'],
      amount: ['amountMinor', 'currency'],
      frequency: ['frequency'],
      nextPaymentDate: ['nextPaymentDate'],
      formerProviderReference: ['formerReference'],
      expiresAt: ['expiresAt'],
      nextAction: ['status', 'payerUrl', 'expiresAt'],
      payments: { ...payments, by: 'agreementId' },
    } satisfies Fields<'Agreement'>,
  },
  Mandate: {
    model: 'Mandate',
    fields: {
      ...authority,
      scheme: ['scheme'],
      currency: ['scheme'],
      nextChargeDate: ['nextChargeDate'],
      providerStatus: ['providerStatus'],
      debtorReference: ['personId'],
      creditorNumber: ['creditorNumber'],
      debtorGroupNumber: ['debtorGroupNumber'],
      mandateNumber: ['mandateNumber'],
      consent: ['consent'],
      verifiedAt: ['verifiedAt'],
      // What leads to what belongs to a mandate tells it from an agreement by its scheme.
      events: ['id', 'scheme'],
      payments: { ...payments, needs: ['id', 'scheme'], by: 'mandateId' },
    } satisfies Fields<'Mandate'>,
  },
  BillingRequest: {
    model: 'BillingRequest',
    fields: {
      ...common,
      status: ['status'],
      purpose: ['purpose'],
      description: ['description'],
      amount: ['amountMinor', 'currency'],
      currency: ['currency'],
      mandateScheme: ['scheme'],
      paymentScheme: ['paymentScheme'],
      accountEnding: ['personId'],
      customerReference: ['customerReference'],
      customerBankAccountReference: ['customerBankAccountReference'],
      terms: ['terms'],
      debtorReference: ['personId'],
      actions: ['actions'],
      nextActions: ['actions'],
      flow: ['flowUrl', 'flowRedirectUrl', 'flowExitUrl', 'flowExpiresAt'],
      expiresAt: ['expiresAt'],
      fallbackEnabled: ['fallbackEnabled'],
      fallbackOccurred: ['fallbackOccurred'],
      events: ['id'],
    } satisfies Fields<'BillingRequest'>,
  },
  PaymentSchedule: {
    model: 'PaymentSchedule',
    fields: {
      ...common,
      status: ['status'],
      keptBy: ['keptBy'],
      description: ['description'],
      reference: ['reference'],
      every: ['unit', 'every'],
      anchor: ['unit', 'dayOfMonth', 'month', 'weekday'],
      startsOn: ['startsOn'],
      endsOn: ['endsOn'],
      count: ['count'],
      retryPlan: ['retryKind', 'retryDays'],
      nextDueOn: ['nextDueOn'],
      actions: ['status', 'kind', 'nextDueOn'],
      events: ['id'],
      charges: ['id'],
    } satisfies Fields<'PaymentSchedule'>,
  },
  Event: {
    model: 'LoggedEvent',
    wholeRow: true,
    fields: {
      id: ['id'],
      sequence: ['sequence'],
      cursor: ['sequence'],
      type: ['type'],
      occurredAt: ['occurredAt'],
      recordedAt: ['recordedAt'],
      subjectVersion: ['subjectVersion'],
      subjectId: ['subjectType', 'subjectId'],
      // Asks by itself, for all events at once.
      subject: ['subjectType', 'subjectId'],
      change: ['change'],
      cause: ['id', 'cause', 'provider'],
      hash: ['hash'],
      previousHash: ['previousHash'],
      provider: ['provider'],
      hashedText: [
        'sequence',
        'merchantId',
        'id',
        'type',
        'subjectType',
        'subjectId',
        'subjectVersion',
        'provider',
        'change',
        'cause',
        'occurredAt',
        'recordedAt',
      ],
    } satisfies Fields<'LoggedEvent'>,
  },
};
