import type { z } from 'zod';
import type { Currency } from '../../kernel/money.ts';
import type { ProviderName, ProviderRef } from '../../kernel/provider-ref.ts';
import type { InputProblem } from '../../kernel/refusal.ts';
import type { Result } from '../../kernel/result.ts';
import type { StatusReason } from '../../kernel/status-reason.ts';
import type { AdoptedMandate } from './adopted-mandate.ts';
import type { Fact } from './fact.ts';
import type { FileCharge } from './file-charge.ts';
import type { Institution, InstitutionsQuestion } from './institution.ts';
import type { MandateScheme } from './mandate-scheme.ts';
import type { Capability, ChargeTarget, DebtorName, OperationMap, RetryPlan } from './operation-inputs.ts';
import type { RecurringPaymentReport } from './report.ts';
import type { StatementFile } from './settlement-statement.ts';
import type { AgreementByProvider, DebtorByProvider, RequestByProvider, TermsMap } from './terms.ts';

export * from '../../kernel/provider-ref.ts';
export type { InputProblem } from '../../kernel/refusal.ts';
export * from '../../kernel/status-reason.ts';
export * from './adopted-mandate.ts';
export * from './fact.ts';
export * from './file-charge.ts';
export * from './institution.ts';
export * from './mandate-scheme.ts';
export * from './operation-inputs.ts';
export * from './payout-fact.ts';
export * from './report.ts';
export * from './settlement-statement.ts';
export * from './terms.ts';
export * from './transfer-details.ts';

/**
 * The port: what we ask of a provider, and what it reports back. There is one door for truth: replies, probes, polls and
 * webhooks all end as `Fact`s, and one function applies a fact. A provider never touches the database; the domain never
 * knows a provider's words.
 */

export type NotSentCause = {
  readonly kind: 'unauthorised' | 'throttled' | 'unavailable';
  readonly retryAfterMs?: number;
  readonly detail: string;
};
export type UnknownCause = {
  readonly kind: 'timeout' | 'reset' | 'serverError' | 'unreadable' | 'amountMismatch' | 'unknownStatus' | 'crash';
  readonly detail: string;
};

/** What a call can end in. Five cases; an exception is a bug, never a result. */
export type Outcome =
  /** The provider told us what is now true. */
  | { readonly kind: 'facts'; readonly facts: readonly [Fact, ...Fact[]] }
  /** Taken in; it will tell, or we ask. */
  | { readonly kind: 'pending'; readonly ref: ProviderRef; readonly checkAgainMs: number }
  /** Certain: it did not happen and will not. */
  | { readonly kind: 'refused'; readonly why: StatusReason }
  /** Certain: no byte was acted on; it may be sent again. */
  | { readonly kind: 'notSent'; readonly why: NotSentCause }
  /** It may have happened: ask, never just resend. */
  | { readonly kind: 'unknown'; readonly why: UnknownCause };

/** What a status check, or a probe, can end in: an outcome, or that the provider has no such thing (`certain`: and never will). */
export type StatusCheck = Outcome | { readonly kind: 'absent'; readonly certain: boolean; readonly why?: StatusReason };

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
  /** Of a refund: the provider's ids of the payment's other refunds, none of which is this one. */
  readonly others?: readonly string[];
}

/** How an operation behaves when sent twice. Without a key on the provider's side a probe is demanded by the type. */
export type Repeat<I, S> =
  | {
      readonly repeat: 'sameKey';
      readonly keyLivesHours: number;
      probe?(context: CallContext<S>, input: I, key: string, sent: Sent): Promise<StatusCheck>;
    }
  | {
      readonly repeat: 'lookFirst';
      /** Absent now is not absent for ever: how long an absence must have lasted before we send again. */
      readonly quietMs: number;
      probe(context: CallContext<S>, input: I, key: string, sent: Sent): Promise<StatusCheck>;
    }
  | { readonly repeat: 'harmless' };

/** Demanded of an operation whose input the core cannot read by itself; without settings where there is no account. Pure. */
type NeutralTerms<K extends Capability, S> = [K] extends [keyof TermsMap]
  ? { terms(from: TermsMap[K]['from'], settings: S | undefined): TermsMap[K]['terms'] }
  : unknown;

export type Operation<K extends Capability, S> = Repeat<OperationMap[K], S> &
  NeutralTerms<K, S> & {
    readonly deadlineMs: number;
    /** Pure: the provider's limits on this input, checked before anything is written. Empty when all is well. */
    check(input: OperationMap[K], settings: S): readonly InputProblem[];
    call(context: CallContext<S>, input: OperationMap[K], key: string): Promise<Outcome>;
  };

/** A request exactly as it came in. Header names are lower-case; a header sent twice is joined by a comma. */
export interface RawRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The address that the provider was given for this account: some sign it with the rest. */
  readonly url?: string;
  /** When it came in, for a provider that signs a time. */
  readonly receivedAt?: Date;
}
export const signatureChecks = ['verified', 'unverified', 'invalid', 'stale', 'malformed'] as const;
/** `unverified`: rightly addressed, but its proof is weak, so it may only make us check. */
export type SignatureCheck = (typeof signatureChecks)[number];
export interface InboundItem {
  /** Names this event: the same event again has the same key. */
  readonly dedupeKey: string;
  readonly about: ProviderRef;
  readonly occurredAt?: Date;
  /** Parsed JSON of this one item. */
  readonly body: unknown;
  /** What of it names a person, as plain JSON: it is sealed for as long as the item is kept. */
  readonly personal?: unknown;
}
export type Interpretation =
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  /**
   * Only things of ours are checked, with three exceptions, which only an item that the provider has signed may name: a receipt, which may bear a key
   * that the provider has just made, a payout, and a refund alone, whose payment is told by the answer. Any other refund is named within its payment
   * or receipt, which is ours.
   */
  | { readonly kind: 'checkStatus'; readonly ref: ProviderRef }
  | { readonly kind: 'irrelevant' }
  /** About a payment that another system of the merchant's may have asked for: one of ours is asked about; of any other the merchant is told, and nothing moves. */
  | { readonly kind: 'report'; readonly report: RecurringPaymentReport }
  /**
   * Not in any list of ours, and never guessed at: what it is about is asked, where that is ours. `ref` is there where the item names a thing in
   * words that we know: then one that is not ours is another system's, and no concern of a person.
   */
  | { readonly kind: 'unrecognised'; readonly detail: string; readonly ref?: ProviderRef };

/** One page of a provider's own list of events, as the items that a callback would have carried. */
export type PolledEvents =
  | {
      readonly kind: 'events';
      readonly items: readonly InboundItem[];
      /** Where the next page, or the next poll, goes on. Opaque to us. */
      readonly cursor: string;
      /** Whether there is a further page right now. */
      readonly more: boolean;
      /** Where it was asked both, and does not know any more where to call us. */
      readonly forgotten?: true;
    }
  /** It does not know any more where to call us, and is to be told anew. */
  | { readonly kind: 'forgotten' }
  | Extract<Outcome, { kind: 'notSent' | 'unknown' }>;

export interface Capabilities {
  readonly currencies: readonly Currency[];
  readonly partialCapture: boolean;
  readonly partialRefund: boolean;
  /** Whether this merchant is approved to reserve without the payer's swipe. */
  readonly autoReserve: boolean;
  /** Whether a payer may end an agreement while money is reserved on it, which then stays reserved. */
  readonly payerEndsReserved?: boolean;
  /** How long after the capture money can be given back; null where there is no limit. */
  readonly refundWindowMs: number | null;
  /** Whether a mandate may be charged while it is still PENDING; some schemes submit a mandate with its first payment only. */
  readonly chargesPendingMandates?: boolean;
  /** Whether a charge may be cancelled while it is being taken, also between two attempts. */
  readonly cancelsChargesBeingTaken?: boolean;
  /** The operations that the provider offers. Filled in from its table of operations, so a provider never gives it. */
  readonly operations?: readonly Capability[];
}

/** An agreement in the provider's records, whoever has made it. `fact` tells how it stands, with its terms. */
export interface ListedAgreement {
  readonly fact: Extract<Fact, { kind: 'authority' }>;
  /** What it was called at the provider from which it has moved here with all others; null where there was none. */
  readonly former: { readonly provider: ProviderName; readonly id: string } | null;
  readonly externalId: string | null;
  readonly currency: Currency;
  readonly country: string;
  /** A plain day, YYYY-MM-DD. */
  readonly nextPaymentDate: string | null;
  readonly returnUrl: string | null;
}
/** One page of what a provider has. */
export type ListedAgreements =
  | {
      readonly kind: 'agreements';
      readonly agreements: readonly ListedAgreement[];
      /** How many of the page could not be read. */
      readonly unreadable: number;
      /** Where the next page begins; null after the last one. Opaque to us. */
      readonly after: string | null;
    }
  | Extract<Outcome, { kind: 'refused' | 'notSent' | 'unknown' }>;

/** What asking whether a debtor can approve in the provider's app can end in. */
export type DebtorAnswer =
  | { readonly kind: 'reachable'; readonly reachable: boolean }
  | Extract<Outcome, { kind: 'refused' | 'notSent' | 'unknown' }>;

/** What asking for banks can end in. */
export type InstitutionsAnswer =
  | { readonly kind: 'institutions'; readonly institutions: readonly Institution[] }
  | Extract<Outcome, { kind: 'refused' | 'notSent' | 'unknown' }>;

/** What a provider may be asked without anything being done. */
export type Question = 'debtorCheck' | 'institutions';

/** What telling a provider where to call us came to: settings that it has given us, such as the secret that it signs by, are kept with the others. */
export type Connection<S> = { readonly settings?: Partial<S> } | undefined;

/** One thing that a merchant does by hand on a provider's own pages. */
export interface SetUpStep {
  /** The page, by the names that lead to it. */
  readonly where: string;
  readonly what: string;
  /** What to put there. Null where it is a secret, or a choice. */
  readonly value: string | null;
}

export interface Provider<C extends Capability, S> {
  readonly name: ProviderName;
  /** The name by which the API's input gives terms that are this provider's own. */
  readonly inputKey?: keyof DebtorByProvider | keyof RequestByProvider | keyof AgreementByProvider;
  /** Credentials and switches of an account; refuses unknown keys. */
  readonly settings: z.ZodType<S>;
  /** Settings that are addresses of the merchant's own pages: payers open them, we never do. */
  readonly merchantPages?: readonly string[];
  capabilities(settings: S): Capabilities;
  readonly operations: { readonly [K in C]: Operation<K, S> };
  /** What speaks a wire that is not documented publicly: written from what is known, and to be compared with the provider's own pages. */
  readonly unconfirmed?: readonly (NoInfer<C> | Question)[];
  /** What stands in the provider's book now. `hint` is the webhook item that made us check: it may lend its reason code, never its state. */
  checkStatus(context: CallContext<S>, ref: ProviderRef, hint?: InboundItem): Promise<StatusCheck>;
  /**
   * When the status of an open thing is to be checked next, for a provider with office hours or one that wants it more often; hourly where this
   * is left out. Later than `now`; within a thing of the kind `ref.kind` (a Betalingsservice payment lies within its billing request).
   */
  nextCheckAt?(ref: ProviderRef, now: Date, settings: S): Date;
  /** Whether a debtor can approve in the provider's app. Asked afresh each time; `check` is the pure part, empty when all is well. */
  readonly debtorCheck?: {
    check(input: DebtorName, settings: S): readonly InputProblem[];
    call(context: CallContext<S>, input: DebtorName): Promise<DebtorAnswer>;
  };
  /** The banks at which payers can approve. Asked afresh each time; `check` is the pure part, empty when all is well. */
  readonly institutions?: {
    check(input: InstitutionsQuestion, settings: S): readonly InputProblem[];
    call(context: CallContext<S>, input: InstitutionsQuestion): Promise<InstitutionsAnswer>;
  };
  /** For a provider that offers charges, by calls or by file: its arithmetic of days. Pure. */
  readonly charges?: {
    /** The first day on which money can be taken if it is asked for now, YYYY-MM-DD; null where there is none. */
    earliestDueOn(on: ChargeTarget, now: Date, settings: S): string | null;
    /** The moment by which a charge for that day has to be asked for. A schedule asks for it some time before. */
    createBy(dueOn: string, on: ChargeTarget, settings: S): Date;
    /** Whether nothing is taken on a day since banks rest; never where this is left out. */
    restsOn?(day: string, on: ChargeTarget): boolean;
    /** The last day on which it is tried; null where the provider does not say. */
    graceUntil(dueOn: string, plan: RetryPlan): string | null;
  };
  /** For a provider that is asked for charges by a file, past its API: who asks for one all the same is told so, and what goes into a file is checked. Pure. */
  readonly chargeFile?: {
    /** A sentence. */
    readonly instead: string;
    check(line: FileCharge, settings: S): readonly InputProblem[];
  };
  /**
   * For a provider whose mandates may be made past us: what a mandate that exists there is taken over as. Where the provider has made its
   * own request it is asked by `providerReference`; by its number in the scheme it can be known from the merchant alone. Both are pure.
   */
  readonly mandateAdoption?: {
    check(input: AdoptedMandate, settings: S): readonly InputProblem[];
    terms(input: AdoptedMandate, settings: S): AdoptedMandate & { readonly scheme: MandateScheme };
  };
  /** The agreements that there are, page by page: what was made before us, and by others. `check` says what is wrong with `after`. */
  readonly agreementList?: {
    check(input: { readonly after: string | null }, settings: S): readonly InputProblem[];
    call(context: CallContext<S>, input: { readonly after: string | null }): Promise<ListedAgreements>;
  };
  /** For a provider that tells of payouts in statements of its account alone, which the merchant hands in. Pure: a file, as text, in our words. */
  readonly settlementStatements?: {
    read(content: string, settings: S): StatementFile;
  };
  readonly inbound: {
    verify(request: RawRequest, settings: S): SignatureCheck;
    split(request: RawRequest): Result<readonly InboundItem[], string>;
    interpret(item: InboundItem, settings: S): Interpretation;
    answer(check: SignatureCheck): { readonly status: number; readonly body?: string };
  };
  /**
   * For a provider that forgets, without a word, where it is to call us, and says when asked whether it still knows; or one that keeps a list of
   * its events: what has happened since `cursor`, which is null the first time and then means from now
   * on. It makes up for callbacks that were lost for good, also about things that are over. Events may come twice, never not at all.
   */
  pollEvents?(context: CallContext<S>, cursor: string | null): Promise<PolledEvents>;
  /**
   * Whether the credentials open anything, by one question that changes nothing and names nobody. Refuses with what the provider said, in
   * words that repeat no secret.
   */
  checkCredentials(context: CallContext<S>): Promise<Result<void, string>>;
  /**
   * What the merchant has to decide before `connect` may tell the provider anything, as problems of the settings. Asked before they are
   * saved; changes nothing.
   */
  connectProblems?(context: CallContext<S>): Promise<Result<readonly InputProblem[], string>>;
  /** What the merchant copies to the provider's own pages, since there is no call for it. Nothing where this is left out. */
  setUp?(settings: S, callbackUrl: string): readonly SetUpStep[];
  /** Tells the provider where and how to call us back. Harmless to repeat. */
  connect(context: CallContext<S>): Promise<Result<Connection<S>, string>>;
}

// Methods are compared bivariantly, so every provider fits here; the settings stay behind the provider that parsed them.
export type AnyProvider = Omit<Provider<never, unknown>, 'operations' | 'unconfirmed'> & {
  readonly operations: { readonly [K in Capability]?: Operation<K, unknown> };
  readonly unconfirmed?: readonly (Capability | Question)[];
};

/** The table of contents of a provider folder. `C` is inferred from the operations that are given. */
export function defineProvider<const C extends Capability, S>(provider: Provider<C, S>): Provider<C, S> {
  return provider;
}
