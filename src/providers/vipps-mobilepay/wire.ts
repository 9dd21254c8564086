import { z } from 'zod';

/**
 * What Vipps MobilePay writes, parsed once on arrival. Bodies come from `readJson`, so a number is the text it was written in. Members that
 * are not named here are ignored, as its changelog asks. Only what we decide on is required: the rest may be strange.
 */
const text = z.string().max(2_000);
/** What is good to know: where it is odd, it is as if it were not there. */
const optionalText = text.nullish().catch(undefined);
const word = z.string().min(1).max(60);
/** agr_… and whatever a charge is called: own order ids, chr-…, GUIDs of what was moved here. */
const id = z
  .string()
  .max(64)
  .regex(/^[\w.-]{1,64}$/);
const minor = z.string().regex(/^\d{1,15}$/);
const optionalMinor = minor.nullish().catch(undefined);

/** All values are text here, and here alone. */
export const tokenReply = z.object({
  access_token: z
    .string()
    .min(1)
    .max(16_000)
    .regex(/^[\x21-\x7e]+$/),
  expires_in: z.string().regex(/^\d{1,9}$/),
});

export const newAgreementReply = z.object({
  agreementId: id,
  uuid: optionalText,
  vippsConfirmationUrl: text.nullish(),
  chargeId: id.nullish(),
});
export const newChargeReply = z.object({ chargeId: id });

const pricing = z.object({
  type: optionalText,
  amount: optionalMinor,
  suggestedMaxAmount: optionalMinor,
  maxAmount: optionalMinor,
  currency: optionalText,
});
const interval = z.object({ unit: optionalText, count: optionalText });
/** What has befallen an agreement, since September 2026. Which words there are is not told. */
const agreementEvent = z.object({ event: optionalText, actor: optionalText, occurred: optionalText });

export const agreement = z.object({
  id,
  uuid: optionalText,
  status: word,
  pricing: pricing.nullish().catch(undefined),
  interval: interval.nullish().catch(undefined),
  productName: optionalText,
  productDescription: optionalText,
  countryCode: optionalText,
  externalId: optionalText,
  created: optionalText,
  start: optionalText,
  stop: optionalText,
  merchantRedirectUrl: optionalText,
  vippsConfirmationUrl: optionalText,
  history: z.array(agreementEvent).max(10_000).nullish().catch(undefined),
});
export type WireAgreement = z.output<typeof agreement>;

const chargeEvent = z.object({
  event: word,
  amount: minor,
  occurred: optionalText,
  idempotencyKey: optionalText,
  success: z.boolean().nullish().catch(undefined),
  transactionId: optionalText,
});
export type WireChargeEvent = z.output<typeof chargeEvent>;

export const charge = z.object({
  id,
  agreementId: optionalText,
  status: word,
  type: optionalText,
  amount: minor,
  currency: word,
  externalId: optionalText,
  failureReason: optionalText,
  transactionType: optionalText,
  /** Of one that falls due: a day, told as a time. */
  due: optionalText,
  retryDays: optionalText,
  // Where money stands is told by the sums, never by the status: what is left out is nothing.
  summary: z.object({ captured: minor.nullish(), refunded: minor.nullish(), cancelled: minor.nullish() }).nullish(),
  history: z.array(chargeEvent).max(10_000).nullish(),
});
export type WireCharge = z.output<typeof charge>;

/** A list of theirs, as bare items: each is read by itself, so that one that is odd does not spoil the rest. */
export const list = z.array(z.unknown()).max(2_000);

/** A body that explains a refusal. Which of the two names an answer bears, and whether it has any, depends on who refuses. */
export const problem = z.object({
  type: optionalText,
  title: optionalText,
  detail: optionalText,
  extraDetails: z.unknown().optional(),
});

/** The gateway's own form, which stands before all of them. */
export const gatewayProblem = z.object({
  message: optionalText,
  result: z.object({ message: optionalText }).nullish().catch(undefined),
  responseInfo: z.object({ responseMessage: optionalText }).nullish().catch(undefined),
});

export const webhookCreated = z.object({ id: z.guid().toLowerCase(), secret: z.string().min(1).max(4_000) });
export const webhookList = z.object({
  webhooks: z
    .array(z.object({ id: z.guid().toLowerCase(), url: text, events: z.array(z.string().max(200)).max(1_000) }))
    .max(1_000),
});

/** A sales unit's ledger, as the report API tells it (notes §7). */
export const ledgerList = z.object({ items: z.array(z.unknown()).max(1_000), cursor: optionalText });
export const ledger = z.object({
  ledgerId: z.string().regex(/^\w{1,40}$/),
  settlesForRecipientHandles: z.array(z.string().max(200)).max(1_000).nullish().catch(undefined),
});

/** A page of a ledger's entries, as bare lines: each is read by itself. */
export const entryPage = z.object({
  items: z.array(z.unknown()).max(5_000),
  hasMore: z.boolean().nullish(),
  cursor: optionalText,
  tryLater: z.boolean().nullish(),
});
const signedMinor = z.string().regex(/^-?\d{1,15}$/);
export const ledgerEntry = z.object({
  pspReference: z.string().regex(/^[\w-]{1,60}$/),
  entryType: word,
  amount: signedMinor,
  currency: word,
  time: optionalText,
  ledgerDate: optionalText,
  reference: optionalText,
  balanceBefore: signedMinor.nullish().catch(undefined),
});

/** Of news only what it is about is needed, to ask by; whatever else is odd in it does not keep us from asking. */
export const news = z.object({
  eventType: word,
  agreementId: id,
  agreementUUID: optionalText,
  chargeId: id.nullish(),
  chargeType: optionalText,
  chargeExternalId: optionalText,
  actor: optionalText,
  occurred: optionalText,
  transactionId: optionalText,
  failureReason: optionalText,
  failureCode: optionalText,
  amount: optionalMinor,
  currency: optionalText,
});
export type WireNews = z.output<typeof news>;

/** Request bodies, as we send them. Amounts are whole minor units. */
export interface IntervalBody {
  readonly unit: string;
  readonly count: number;
}
export interface InitialChargeBody {
  readonly amount: bigint;
  readonly description: string;
  readonly transactionType: TransactionType;
  readonly orderId: string;
  readonly externalId: string;
}
export type TransactionType = 'DIRECT_CAPTURE' | 'RESERVE_CAPTURE';
export interface NewAgreementBody {
  readonly pricing: Readonly<Record<string, string | bigint>>;
  readonly merchantRedirectUrl: string;
  readonly merchantAgreementUrl: string;
  readonly productName: string;
  readonly productDescription?: string;
  readonly interval?: IntervalBody;
  readonly externalId: string;
  readonly phoneNumber?: string;
  readonly skipLandingPage?: true;
  readonly campaign?: object;
  readonly initialCharge?: InitialChargeBody;
}
export type NewChargeBody = InitialChargeBody &
  ({ readonly type: 'UNSCHEDULED' } | { readonly type: 'RECURRING'; readonly due: string; readonly retryDays: number });
