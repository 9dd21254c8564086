import { z } from 'zod';
import { listOf, type WireList } from '../kit/lists.ts';

/**
 * What MobilePay writes, parsed once on arrival. Bodies come from `readJson`, so a number is the text it was written in
 * and `19.45` and `"19.45"` are the same to us, which the API needs: callbacks quote amounts, GET answers do not.
 * Fields that are not named here are ignored, as the docs ask. Only what we decide on is required.
 */
const guid = z.guid().toLowerCase();
const text = z.string().max(2_000);
/** What is good to know: where it is odd, it is as if it were not there. */
const optionalText = text.nullish().catch(undefined);
/** A status is a word of theirs; which one it is, `translate.ts` decides. */
const status = z.string().min(1).max(60);
const code = z.string().max(20).nullish();
const amount = z.string().min(1).max(40);

const links = z.array(z.object({ rel: text, href: text })).max(20);
const knownLinks = links.nullish().catch(undefined);

export const newAgreementReply = z.object({ id: guid, one_off_payment_id: guid.nullish(), links: links.nullish() });
export const newPaymentReply = z.object({ id: guid, links: links.nullish() });
export const newRefundReply = z.object({ id: guid, amount, external_id: optionalText });

export const agreement = z.object({
  id: guid,
  status,
  external_id: optionalText,
  date_created: optionalText,
  date_accepted: optionalText,
  date_canceled: optionalText,
  amount: amount.nullish().catch(undefined),
  currency: optionalText,
  plan: optionalText,
  description: optionalText,
  frequency: optionalText,
  country_code: optionalText,
  next_payment_date: optionalText,
  links: knownLinks,
  expiration_timeout_minutes: optionalText,
});
export type WireAgreement = z.output<typeof agreement>;

const agreementPageWrapper = z.object({ agreements: listOf(agreement, 2_000) });
/** The schema file shows an array of wrappers, the samples one wrapper: both are read. */
export const agreementPage = z
  .union([agreementPageWrapper, z.array(agreementPageWrapper).max(100)])
  .transform((page): WireList<WireAgreement> => {
    const lists = [page].flat().map(({ agreements }) => agreements);
    return {
      items: lists.flatMap(({ items }) => items),
      unreadable: lists.reduce((sum, { unreadable }) => sum + unreadable, 0),
    };
  });

/** The subscription provider: only where its payments are called back. */
export const provider = z.object({ payment_status_callback_url: z.string().max(4_000).nullish() });

export const payment = z.object({
  id: guid,
  amount,
  currency: text,
  status,
  external_id: optionalText,
  links: knownLinks,
});
export type WirePayment = z.output<typeof payment>;
export const paymentList = listOf(payment, 10_000);

/** What a batch of payments of a subscription comes to at first: whether each will be judged. */
export const newRequestsReply = z.object({
  pending_payments: z
    .array(z.object({ payment_id: guid, external_id: optionalText }))
    .max(2_000)
    .nullish(),
  rejected_payments: z
    .array(z.object({ external_id: optionalText, error_description: optionalText }))
    .max(2_000)
    .nullish(),
});
export const paymentRequest = z.object({
  id: guid,
  amount,
  /** That of the agreement, where it is not told. */
  currency: optionalText,
  status,
  external_id: optionalText,
  /** A day, or a time of it. */
  due_date: optionalText,
  grace_period_days: optionalText,
});
export type WirePaymentRequest = z.output<typeof paymentRequest>;
export const paymentRequestList = listOf(paymentRequest, 10_000);

/** Camel case here and nowhere else; the snake form is read too, since the rest of the API writes it. */
export const refund = z
  .object({ id: guid, amount, currency: text, status, externalId: optionalText, external_id: optionalText })
  .transform(({ external_id, externalId, ...rest }) => ({ ...rest, externalId: externalId ?? external_id ?? null }));
export type WireRefund = z.output<typeof refund>;
export const refundList = listOf(refund, 10_000);

export const tokenReply = z.object({
  access_token: z
    .string()
    .min(1)
    .max(16_000)
    .regex(/^[\x21-\x7e]+$/),
  expires_in: z.string().regex(/^\d{1,9}$/),
  refresh_token: z.string().min(1).max(4_000).nullish(),
});

/** The two shapes of an error body: the documented one, and the flat one of newer refunds. Anything else says nothing. */
export const errorReply = z.union([
  z.object({ error_description: z.object({ message: optionalText, error_code: optionalText }) }),
  z.object({ StatusCode: z.string().max(20), StatusText: optionalText }),
]);

/** Of a callback only the ids are needed, to ask by; whatever else is odd in it does not keep us from asking. */
const told = status.catch('');
const toldCode = code.catch(null);

export const agreementCallback = z.object({
  agreement_id: guid,
  status: told,
  status_code: toldCode,
  timestamp: optionalText.catch(null),
});
export const paymentCallback = z.object({
  agreement_id: guid,
  payment_id: guid,
  status: told,
  status_code: toldCode,
  payment_type: optionalText.catch(null),
  // Of a recurring payment, which is handed on as it was told.
  amount: amount.nullish().catch(null),
  currency: z.string().max(10).nullish().catch(null),
  payment_date: z.iso.date().nullish().catch(null),
  external_id: z.string().max(64).nullish().catch(null),
});
export type PaymentCallback = z.output<typeof paymentCallback>;
export const refundCallback = z.object({
  refund_id: guid,
  agreement_id: guid,
  payment_id: guid,
  status: told,
  status_code: toldCode,
});

export type WireLinks = z.output<typeof links>;

/** Request bodies, as we send them. Amounts go out quoted, with a point and all decimals of the currency. */
export interface NewPaymentBody {
  readonly amount: string;
  readonly external_id: string;
  readonly description: string;
  readonly expiration_timeout_minutes: number;
}
export interface NewAgreementBody {
  readonly external_id: string;
  readonly plan: string;
  readonly description?: string;
  readonly amount?: string;
  readonly currency: string;
  readonly country_code: string;
  readonly frequency: number;
  readonly next_payment_date?: string;
  readonly links: readonly { readonly rel: string; readonly href: string }[];
  readonly expiration_timeout_minutes: number;
  readonly mobile_phone_number?: string;
  readonly one_off_payment?: NewPaymentBody;
}
export interface NewRefundBody {
  readonly amount: string;
  readonly status_callback_url: string;
  readonly external_id: string;
}
export interface NewRequestBody {
  readonly agreement_id: string;
  readonly amount: string;
  readonly due_date: string;
  readonly external_id: string;
  readonly description: string;
  readonly grace_period_days: number;
}
/** A JSON Patch: what is replaced, and by what. */
export type AgreementPatchBody = readonly {
  readonly op: 'replace';
  readonly path: '/plan' | '/description' | '/amount' | '/frequency';
  readonly value: string | number;
}[];
