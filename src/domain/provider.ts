import type { z } from 'zod';
import type { Currency, Money } from './money.ts';
import type { Result } from './result.ts';

/**
 * The port: what we ask of a provider, and what it reports back. There is one door for truth: replies, probes, polls and
 * webhooks all end as `Fact`s, and one function applies a fact. A provider never touches the database; the domain never
 * knows a provider's words.
 */

export const providerNames = ['MOBILEPAY', 'BETALINGSSERVICE', 'GOCARDLESS', 'BUCKAROO'] as const;
export type ProviderName = (typeof providerNames)[number];

/** A thing in the provider's book by the provider's own id, with the thing it lies in where a look-up needs that too. */
export interface ProviderRef {
  readonly kind: 'agreement' | 'payment' | 'refund';
  readonly id: string;
  readonly within?: ProviderRef;
}

/** Why something is as it is: our neutral code beside the provider's own words. Shown to callers as `StatusReason`. */
export interface StatusReason {
  readonly code: ReasonCode;
  /** A plain sentence. Never a provider's raw body. */
  readonly message: string;
  /** Verbatim provider code, for example 50008. */
  readonly providerCode?: string;
  readonly origin: (typeof reasonOrigins)[number];
  readonly retryable: boolean;
}
export const reasonOrigins = ['PAYER', 'MERCHANT', 'BANK', 'PROVIDER', 'SYSTEM'] as const;
export const reasonCodes = [
  'REJECTED_BY_PAYER',
  'CANCELLED_BY_MERCHANT',
  'CANCELLED_BY_PAYER',
  'CANCELLED_BY_SYSTEM',
  'EXPIRED',
  'AUTO_RESERVE_FAILED',
  'AUTO_RESERVE_NOT_APPROVED',
  'INSUFFICIENT_FUNDS',
  'MERCHANT_BALANCE_TOO_LOW',
  'AUTHORITY_NOT_ACTIVE',
  'DUPLICATE_REQUEST',
  'AMOUNT_MISMATCH',
  'AMOUNT_NOT_AVAILABLE',
  'REFUND_WINDOW_CLOSED',
  'NOT_IN_THIS_STATE',
  'PROVIDER_TIMEOUT',
  'PROVIDER_UNAVAILABLE',
  'OTHER',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

/** What the payer has to do next. */
export type PayerStep =
  | { readonly kind: 'redirect'; readonly url: string }
  | { readonly kind: 'app'; readonly app: string };

export type AuthorityState = 'PENDING' | 'ACTIVE' | 'CANCELLED' | 'REJECTED' | 'EXPIRED';

/** Something that is true in the provider's book. `at` is the provider's time where it says one, else when we asked. */
export type Fact =
  /** An agreement stands so. `step` and `until` go with PENDING. */
  | {
      readonly is: 'authority';
      readonly ref: ProviderRef;
      readonly now: AuthorityState;
      readonly at: Date;
      readonly step?: PayerStep;
      readonly until?: Date;
      readonly why?: StatusReason;
    }
  /** The payment is known to the provider and waits for its payer; `why` says what made it wait (a failed auto-reserve). */
  | {
      readonly is: 'awaitingPayer';
      readonly ref: ProviderRef;
      readonly at: Date;
      readonly step?: PayerStep;
      readonly until?: Date;
      readonly why?: StatusReason;
    }
  /** Money is held for us; it must be captured or cancelled before `until`. */
  | {
      readonly is: 'reserved';
      readonly ref: ProviderRef;
      readonly amount: Money;
      readonly at: Date;
      readonly until?: Date;
    }
  | { readonly is: 'captured'; readonly ref: ProviderRef; readonly amount: Money; readonly at: Date }
  /** `ref` is the refund, within its payment. `operationKey` is the key we sent, where the provider echoes it. */
  | {
      readonly is: 'refunded';
      readonly ref: ProviderRef;
      readonly amount: Money;
      readonly at: Date;
      readonly operationKey?: string;
    }
  | {
      readonly is: 'refundDeclined';
      readonly ref: ProviderRef;
      readonly at: Date;
      readonly why: StatusReason;
      readonly operationKey?: string;
    }
  /** The payment ended without money moving. */
  | {
      readonly is: 'rejected' | 'expired' | 'cancelled';
      readonly ref: ProviderRef;
      readonly at: Date;
      readonly why: StatusReason;
    };

export type NotSentCause = {
  readonly is: 'unauthorised' | 'throttled' | 'unavailable';
  readonly retryAfterMs?: number;
  readonly detail: string;
};
export type UnknownCause = {
  readonly is: 'timeout' | 'reset' | 'serverError' | 'unreadable' | 'amountMismatch' | 'unknownStatus' | 'crash';
  readonly detail: string;
};

/** What a call can end in. Five cases; an exception is a bug, never a result. */
export type Outcome =
  /** The provider told us what is now true. */
  | { readonly kind: 'facts'; readonly facts: readonly [Fact, ...Fact[]] }
  /** Taken in; it will tell, or we ask. */
  | { readonly kind: 'pending'; readonly ref: ProviderRef; readonly askAgainMs: number }
  /** Certain: it did not happen and will not. */
  | { readonly kind: 'refused'; readonly why: StatusReason }
  /** Certain: no byte was acted on; it may be sent again. */
  | { readonly kind: 'notSent'; readonly why: NotSentCause }
  /** It may have happened: ask, never just resend. */
  | { readonly kind: 'unknown'; readonly why: UnknownCause };

/** What asking can end in: an outcome, or the news that the provider has no such thing (`certain`: and never will). */
export type Answer = Outcome | { readonly kind: 'absent'; readonly certain: boolean; readonly why?: StatusReason };

export const agreementFrequencies = [
  'FLEXIBLE',
  'DAILY',
  'WEEKLY',
  'BIWEEKLY',
  'MONTHLY',
  'QUARTERLY',
  'SEMIANNUAL',
  'ANNUAL',
] as const;
export type AgreementFrequency = (typeof agreementFrequencies)[number];

export interface NewOneOffPayment {
  readonly externalId: string;
  readonly amount: Money;
  readonly description: string;
}

/** Every operation that any provider may offer, with its input. */
export interface OperationMap {
  'agreement.create': {
    readonly externalId: string;
    readonly plan: string;
    readonly description?: string;
    readonly amount?: Money;
    readonly currency: Currency;
    readonly country: string;
    readonly frequency: AgreementFrequency;
    /** A plain day, YYYY-MM-DD. */
    readonly nextPaymentDate?: string;
    readonly expiresInMs: number;
    readonly returnUrl: string;
    readonly payerPhone?: string;
    readonly oneOffPayment?: NewOneOffPayment;
  };
  'agreement.cancel': { readonly agreement: ProviderRef };
  'payment.create': NewOneOffPayment & {
    readonly agreement: ProviderRef;
    readonly autoReserve: boolean;
    readonly expiresInMs: number;
    readonly returnUrl: string;
  };
  'payment.capture': { readonly payment: ProviderRef; readonly amount: Money };
  'payment.cancel': { readonly payment: ProviderRef };
  'payment.refund': { readonly payment: ProviderRef; readonly amount: Money; readonly externalId?: string };
}
export type Capability = keyof OperationMap;
export type OperationInput<K extends Capability = Capability> = OperationMap[K];

/** One field that breaks a rule; `path` is within the operation's input. */
export interface InputProblem {
  readonly path: readonly string[];
  readonly rule: string;
  /** What was expected and what came. */
  readonly message: string;
}

/** One connected account of a merchant. The same object for as long as its credentials do not change: key caches on it. */
export interface Account<Settings> {
  readonly id: string;
  readonly settings: Settings;
}

export interface CallContext<Settings> {
  readonly account: Account<Settings>;
  readonly now: () => Date;
  /** Where the provider is to call us back for this account. */
  readonly callbackUrl: string;
  /** The whole call, token refresh included, ends within this. */
  readonly deadlineMs: number;
  /** A GUID for the provider's own tracing header; the same in our logs. */
  readonly traceId: string;
}

export interface Sent {
  /** When the first byte may have left us. */
  readonly at: Date;
  /** What the provider answered with, when it answered at all. */
  readonly ref?: ProviderRef;
}

/** How an operation behaves when sent twice. Without a key on the provider's side a probe is demanded by the type. */
export type Repeat<I, S> =
  | {
      readonly repeat: 'sameKey';
      readonly keyLivesHours: number;
      probe?(cx: CallContext<S>, input: I, key: string, sent: Sent): Promise<Answer>;
    }
  | {
      readonly repeat: 'lookFirst';
      /** Absent now is not absent for ever: how long an absence must have lasted before we send again. */
      readonly quietMs: number;
      probe(cx: CallContext<S>, input: I, key: string, sent: Sent): Promise<Answer>;
    }
  | { readonly repeat: 'harmless' };

export type Operation<K extends Capability, S> = Repeat<OperationMap[K], S> & {
  readonly deadlineMs: number;
  /** Pure: the provider's limits on this input, checked before anything is written. Empty when all is well. */
  check(input: OperationMap[K], settings: S): readonly InputProblem[];
  call(cx: CallContext<S>, input: OperationMap[K], key: string): Promise<Outcome>;
};

/** A request exactly as it came in. Header names are lower-case; a header sent twice is joined by a comma. */
export interface RawRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
export const verdicts = ['genuine', 'hint', 'forged', 'stale', 'malformed'] as const;
/** `hint`: rightly addressed, but its proof is weak, so it may only make us ask. */
export type Verdict = (typeof verdicts)[number];
export interface InboundItem {
  /** Names this piece of news: the same news again has the same key. */
  readonly dedupeKey: string;
  readonly about: ProviderRef;
  readonly occurredAt?: Date;
  /** Parsed JSON of this one item. */
  readonly body: unknown;
}
export type Interpretation =
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'ask'; readonly ref: ProviderRef }
  | { readonly kind: 'irrelevant' }
  /** Not in any list of ours: kept as a dead letter for a person, never guessed at. */
  | { readonly kind: 'unrecognised'; readonly detail: string };

export interface Capabilities {
  readonly currencies: readonly Currency[];
  readonly partialCapture: boolean;
  readonly partialRefund: boolean;
  /** Whether this merchant is approved to reserve without the payer's swipe. */
  readonly autoReserve: boolean;
  /** How long after the capture money can be given back; null where there is no limit. */
  readonly refundWindowMs: number | null;
}

export interface Provider<C extends Capability, S> {
  readonly name: ProviderName;
  /** Credentials and switches of an account; refuses unknown keys. */
  readonly settings: z.ZodType<S>;
  capabilities(settings: S): Capabilities;
  readonly operations: { readonly [K in C]: Operation<K, S> };
  /** What stands in the provider's book now. `hint` is the webhook item that made us ask: it may lend its reason code, never its state. */
  ask(cx: CallContext<S>, ref: ProviderRef, hint?: InboundItem): Promise<Answer>;
  readonly inbound: {
    verify(request: RawRequest, settings: S): Verdict;
    split(request: RawRequest): Result<readonly InboundItem[], string>;
    interpret(item: InboundItem): Interpretation;
    answer(verdict: Verdict): { readonly status: number; readonly body?: string };
  };
  /** Tells the provider where and how to call us back. Harmless to repeat. */
  connect(cx: CallContext<S>): Promise<Result<void, string>>;
}

// Methods are compared bivariantly, so every provider fits here; the settings stay behind the provider that parsed them.
export type AnyProvider = Omit<Provider<never, unknown>, 'operations'> & {
  readonly operations: { readonly [K in Capability]?: Operation<K, unknown> };
};

/** The table of contents of a provider folder. `C` is inferred from the operations that are given. */
export function defineProvider<const C extends Capability, S>(provider: Provider<C, S>): Provider<C, S> {
  return provider;
}
