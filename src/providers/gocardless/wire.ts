import { z } from 'zod';

/**
 * What GoCardless writes, parsed once on arrival. Bodies come from `readJson`, so a number is the text it was written in. Fields
 * that are not named here are ignored, since GoCardless adds to its answers without notice. Only what we decide on is required.
 */
const id = z.string().regex(/^[\w-]{1,128}$/);
const text = z.string().max(2_000);
/** A word of theirs; which one it is, `translate.ts` decides. */
const word = z.string().min(1).max(100);
// Whole minor units. Anything with a point or an exponent is not what the docs promise.
const amount = z.string().regex(/^\d{1,19}$/);
const metadata = z.record(z.string().max(200), text).nullish();
const optionalId = id.nullish();

const action = z.object({
  type: word,
  status: word,
  required: z.boolean(),
  requires_actions: z.array(word).max(50).nullish(),
  completes_actions: z.array(word).max(50).nullish(),
  available_currencies: z.array(word).max(50).nullish(),
  institution_guess_status: word.nullish(),
  collect_customer_details: z
    .object({
      incomplete_fields: z
        .object({
          customer: z.array(word).max(50).nullish(),
          customer_billing_detail: z.array(word).max(50).nullish(),
        })
        .nullish(),
    })
    .nullish(),
});
export type WireAction = z.output<typeof action>;

const person = z.record(z.string(), z.unknown()).nullish();

export const billingRequest = z.object({
  id,
  status: word,
  payment_request: z.object({ amount, currency: word, links: z.object({ payment: optionalId }).nullish() }).nullish(),
  mandate_request: z
    .object({
      currency: word.nullish(),
      scheme: word.nullish(),
      links: z.object({ mandate: optionalId }).nullish(),
    })
    .nullish(),
  metadata,
  links: z
    .object({
      payment_request_payment: optionalId,
      mandate_request_mandate: optionalId,
      customer: optionalId.catch(null),
      customer_bank_account: optionalId.catch(null),
    })
    .nullish(),
  fallback_occurred: z.boolean().nullish(),
  actions: z.array(action).max(50).nullish(),
  resources: z
    .object({
      customer: person,
      customer_billing_detail: person,
      customer_bank_account: z.object({ account_number_ending: text.nullish() }).nullish(),
    })
    .nullish(),
});
export type WireBillingRequest = z.output<typeof billingRequest>;

export const mandate = z.object({
  id,
  status: word,
  scheme: word.nullish(),
  next_possible_charge_date: text.nullish().catch(undefined),
  metadata,
  links: z.object({ customer_bank_account: optionalId, new_mandate: optionalId.catch(null) }).nullish(),
});
export type WireMandate = z.output<typeof mandate>;

export const payment = z.object({
  id,
  status: word,
  amount,
  currency: word,
  amount_refunded: amount.nullish(),
  charge_date: text.nullish(),
  metadata,
  links: z.object({ mandate: optionalId, payout: optionalId }).nullish(),
});
export type WirePayment = z.output<typeof payment>;

export const refund = z.object({
  id,
  status: word,
  amount,
  currency: word,
  metadata,
  links: z.object({ payment: optionalId }).nullish(),
});
export type WireRefund = z.output<typeof refund>;

export const flow = z.object({
  id,
  authorisation_url: text,
  redirect_uri: text.nullish(),
  exit_uri: text.nullish(),
  created_at: text.nullish(),
  expires_at: text.nullish(),
});
export type WireFlow = z.output<typeof flow>;

/** The page of a payer's bank. */
export const bankAuthorisation = z.object({
  id,
  url: text,
  redirect_uri: text.nullish(),
  created_at: text.nullish(),
  expires_at: text.nullish(),
});

const links = z.record(z.string().max(100), z.string().max(200)).nullish();
const details = z.object({
  origin: word.nullish(),
  cause: word.nullish(),
  scheme: word.nullish().catch(null),
  reason_code: word.nullish().catch(null),
  will_attempt_retry: z.boolean().nullish().catch(null),
});

/** What we keep of an event: which, about what, and why. Descriptions and metadata could hold anything, and are left behind. */
export const event = z.object({
  id,
  created_at: text.nullish(),
  resource_type: word,
  action: word,
  links,
  details: details.nullish(),
});
export type WireEvent = z.output<typeof event>;

/** The body of a delivery; each event is read on its own. */
export const delivery = z.object({ events: z.array(z.unknown()) });
/** A page of their list of events, newest first. `after` leads to the next; null on the last. */
export const eventPage = z.object({
  events: z.array(z.unknown()).max(500),
  meta: z.object({ cursors: z.object({ after: optionalId }) }),
});

const errorEntry = z.object({
  reason: word.nullish().catch(null),
  field: word.nullish().catch(null),
  message: text.nullish().catch(null),
  links: links.catch(null),
});
const errorBody = z.object({
  type: word.nullish().catch(null),
  message: text.nullish().catch(null),
  errors: z.array(errorEntry).max(100).nullish().catch(null),
});
/** An error may also be a bare word. */
export const errorReply = z.object({ error: z.union([errorBody, word.transform((type) => ({ type }) as WireError)]) });
export type WireError = z.output<typeof errorBody>;

/** Everything stands in an envelope that bears the plural of its name, single things too. */
export function inside<T>(plural: string, schema: z.ZodType<T>): z.ZodType<T> {
  return z.object({ [plural]: schema }).transform((envelope) => envelope[plural] as T) as unknown as z.ZodType<T>;
}
