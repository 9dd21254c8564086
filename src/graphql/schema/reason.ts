import type { StatusReason as DomainReason, reasonCodes, reasonOrigins } from '../../domain/port/provider.ts';
import { builder } from './builder.ts';
import { described } from './enums.ts';

const ReasonCode = builder.enumType('ReasonCode', {
  description: 'Why something is as it is, in words that are the same for all providers. May grow.',
  values: described<(typeof reasonCodes)[number]>({
    REJECTED_BY_PAYER: 'The payer said no.',
    CANCELLED_BY_MERCHANT: 'The merchant ended it.',
    CANCELLED_BY_PAYER: 'The payer ended it.',
    CANCELLED_BY_SYSTEM: 'The provider ended it by a rule of its own.',
    EXPIRED: 'Its time ran out.',
    AUTO_RESERVE_FAILED: "Reserving without the payer's swipe did not work; the payer is asked instead.",
    AUTO_RESERVE_NOT_APPROVED: "The merchant is not approved to reserve without the payer's swipe.",
    INSUFFICIENT_FUNDS: 'The payer had too little money.',
    DISPUTED_BY_PAYER: 'The payer has told the bank that it was not authorised.',
    PAYER_DECEASED: 'The payer has died. Ask for nothing more, and stop writing.',
    ACCOUNT_CLOSED: 'The bank account is closed.',
    MERCHANT_BALANCE_TOO_LOW: 'The merchant had too little money with the provider to give some back.',
    AUTHORITY_NOT_ACTIVE: 'The agreement or mandate is not active.',
    DUPLICATE_REQUEST: 'The provider has this already.',
    AMOUNT_MISMATCH: 'Another amount came than was asked for.',
    AMOUNT_NOT_AVAILABLE: 'So much is not there to be taken or given back.',
    REFUND_WINDOW_CLOSED: 'It is too late to give the money back.',
    BANK_NOT_PARTICIPATING: "The payer's bank takes no part in the scheme.",
    DEBTOR_DETAILS_INVALID: 'What was given about the debtor is not right.',
    NOT_IN_THIS_STATE: 'It is not possible as things stand now.',
    PROVIDER_TIMEOUT: 'The provider did not answer in time, so the outcome is not known yet.',
    PROVIDER_UNAVAILABLE: 'The provider cannot be reached, or refuses our credentials.',
    PROVIDER_ANSWER_UNREADABLE: 'What the provider says of it cannot be read here; it may have moved.',
    OTHER: 'Anything else: see the message.',
  }),
});

const ReasonOrigin = builder.enumType('ReasonOrigin', {
  description: 'Who brought it about.',
  values: described<(typeof reasonOrigins)[number]>({
    PAYER: 'The payer.',
    MERCHANT: 'The merchant.',
    BANK: "The payer's or the merchant's bank.",
    PROVIDER: 'The provider.',
    SYSTEM: 'We, or a rule of time.',
  }),
});

export const StatusReason = builder.objectRef<DomainReason>('StatusReason').implement({
  description: "Why something is as it is: our own code, the same for all providers, beside the provider's word.",
  fields: (t) => ({
    code: t.expose('code', { type: ReasonCode, description: 'Stable code, the same for all providers.' }),
    message: t.exposeString('message', { description: 'A plain sentence for a person.' }),
    providerCode: t.string({
      nullable: true,
      description: "The provider's code, verbatim, for example 50008. Null when the provider gave none.",
      resolve: ({ providerCode }) => providerCode ?? null,
    }),
    bankCode: t.string({
      nullable: true,
      description: "The bank's own code in its scheme, verbatim, for example ARUDD-0. Null when none was told.",
      resolve: ({ bankCode }) => bankCode ?? null,
    }),
    willRetry: t.boolean({
      nullable: true,
      description:
        'Whether the provider tries again by itself: then leave it to the provider, whatever `retryable` says. Null when it does not say.',
      resolve: ({ willRetry }) => willRetry ?? null,
    }),
    origin: t.expose('origin', { type: ReasonOrigin, description: 'Who brought it about.' }),
    retryable: t.exposeBoolean('retryable', {
      description: 'Whether the same thing may succeed later without any change.',
    }),
  }),
});

/** The reason in a JSON column, written by ourselves. */
export function toReason(stored: unknown): DomainReason | null {
  return (stored as DomainReason | null | undefined) ?? null;
}
