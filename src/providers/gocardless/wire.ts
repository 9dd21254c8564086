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
// Others may keep anything in it: what is no text is nothing of ours.
const metadata = z.record(z.string(), z.unknown()).nullish().catch(null);
const optionalId = id.nullish();
/** What is no more than shown: where it is strange, it is as if it were not there, and spoils nothing. */
const shown = <T>(schema: z.ZodType<T>) => schema.nullish().catch(null);
const words = shown(z.array(word).max(50));
const countries = shown(z.array(z.string().regex(/^[A-Z]{2}$/)).max(100));

const action = z.object({
  type: word,
  // Without a word that it is completed, it is not.
  status: word.catch(''),
  // What may be left undone does no harm when it is done.
  required: z.boolean().catch(true),
  requires_actions: words,
  completes_actions: words,
  available_currencies: words,
  available_country_codes: countries,
  institution_guess_status: shown(word),
  collect_customer_details: shown(
    z.object({
      incomplete_fields: shown(z.object({ customer: words, customer_billing_detail: words })),
      default_country_code: shown(z.string().regex(/^[A-Z]{2}$/)),
    }),
  ),
  bank_authorisation: shown(z.object({ authorisation_type: shown(word) })),
});
export type WireAction = z.output<typeof action>;

/** One action that cannot be read is left out, as one of a kind that we do not know. */
const actions = z
  .array(z.unknown())
  .max(50)
  .nullish()
  .catch(null)
  .transform((list) => list?.flatMap((one) => action.safeParse(one).data ?? []));

const person = shown(z.record(z.string(), z.unknown()));

export const billingRequest = z.object({
  id,
  status: word,
  payment_request: z
    .object({ amount, currency: word, scheme: shown(word), links: z.object({ payment: optionalId }).nullish() })
    .nullish(),
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
      customer: shown(id),
      customer_bank_account: shown(id),
    })
    .nullish(),
  fallback_occurred: shown(z.boolean()),
  actions,
  resources: shown(
    z.object({
      customer: person,
      customer_billing_detail: person,
      customer_bank_account: shown(z.object({ account_number_ending: shown(z.string().regex(/^[\w-]{1,8}$/)) })),
    }),
  ),
});
export type WireBillingRequest = z.output<typeof billingRequest>;

export const mandate = z.object({
  id,
  status: word,
  scheme: shown(word),
  next_possible_charge_date: text.nullish().catch(undefined),
  metadata,
  consent_parameters: shown(
    z.object({
      start_date: shown(text),
      end_date: shown(text),
      max_amount_per_payment: shown(amount),
      max_amount_per_period: shown(amount),
      max_payments_per_period: shown(z.string().regex(/^\d{1,6}$/)),
      period: shown(word),
    }),
  ),
  verified_at: shown(text),
  links: z
    .object({ customer_bank_account: shown(id), new_mandate: shown(id) })
    .nullish()
    .catch(null),
});
export type WireMandate = z.output<typeof mandate>;

export const payment = z.object({
  id,
  status: word,
  amount,
  currency: word,
  amount_refunded: amount.nullish(),
  charge_date: shown(text),
  metadata,
  // Whether it was in a payout is asked, not in which.
  links: z
    .object({ mandate: shown(id), payout: shown(z.string()) })
    .nullish()
    .catch(null),
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

/** Minor units that may be below zero. */
const signed = z.string().regex(/^-?\d{1,18}$/);
/** Decimals of minor units. */
const fine = z.string().regex(/^-?\d{1,17}(\.\d{1,10})?$/);

export const payout = z.object({
  id,
  status: word,
  amount,
  currency: word,
  deducted_fees: shown(signed),
  arrival_date: shown(text),
  reference: shown(z.string().max(140)),
  payout_type: shown(word),
  metadata,
  created_at: shown(text),
  fx: shown(z.object({ fx_currency: shown(word), fx_amount: shown(amount), exchange_rate: shown(z.string().max(40)) })),
});
export type WirePayout = z.output<typeof payout>;

export const payoutItem = z.object({
  type: word,
  amount: fine,
  links: z.object({ payment: optionalId, refund: optionalId }).nullish(),
  taxes: shown(z.array(z.object({ amount: fine, currency: word })).max(20)),
});
export type WirePayoutItem = z.output<typeof payoutItem>;
/** A page of the items of a payout. `after` leads to the next; null on the last. One that cannot be read spoils all: their sum is what counts. */
export const payoutItemPage = z.object({
  payout_items: z.array(payoutItem).max(500),
  meta: z.object({ cursors: z.object({ after: optionalId }) }),
});

export const flow = z.object({
  id,
  authorisation_url: text,
  redirect_uri: shown(text),
  exit_uri: shown(text),
  created_at: shown(text),
  expires_at: shown(text),
});
export type WireFlow = z.output<typeof flow>;

/** The page of a payer's bank. */
export const bankAuthorisation = z.object({
  id,
  url: text,
  redirect_uri: shown(text),
  created_at: shown(text),
  expires_at: shown(text),
});

// One link that is strange hides no other.
const links = shown(
  z
    .record(z.string(), z.unknown())
    .transform((all) =>
      Object.fromEntries(
        Object.entries(all).filter(
          (link): link is [string, string] => typeof link[1] === 'string' && link[1].length <= 200,
        ),
      ),
    ),
);
const details = z.object({
  origin: shown(word),
  cause: shown(word),
  scheme: shown(word),
  reason_code: shown(word),
  will_attempt_retry: shown(z.boolean()),
});

/** What we keep of an event: which, about what, and why. Descriptions and metadata could hold anything, and are left behind. */
export const event = z.object({
  id,
  created_at: shown(text),
  resource_type: word,
  action: word,
  links,
  details: shown(details),
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
  links,
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
