import { z } from 'zod';
import { baseUrl } from '../kit/urls.ts';

// All of them travel in a header: no blanks, no line breaks.
const secret = z
  .string()
  .min(1)
  .max(4_000)
  .regex(/^[\x21-\x7e]+$/);

/** Where the sales unit is: it decides the currency, and how long money stays reserved. */
export const markets = ['NO', 'DK', 'FI'] as const;
export type Market = (typeof markets)[number];

/** Credentials and switches of an account at Vipps MobilePay, which is one sales unit. No secret has a default, and an unknown key is refused. */
export const settings = z.strictObject({
  /** https://api.vipps.no, or https://apitest.vipps.no. */
  apiUrl: baseUrl,
  clientId: secret,
  clientSecret: secret,
  /** Ocp-Apim-Subscription-Key: the primary or the secondary one. */
  subscriptionKey: secret,
  /** The sales unit (MSN) that agreements are made for. */
  merchantSerialNumber: z.string().regex(/^\d{4,10}$/),
  market: z.enum(markets),
  /** The merchant's own page on which a payer manages agreements: shown in the app. */
  agreementUrl: baseUrl,
  /** Of the webhook that has our address, with its secret: we register one, and keep both, where they are left out. */
  webhookId: z.guid().toLowerCase().optional(),
  webhookSecret: z.string().min(1).max(4_000).optional(),
  /** Also taken as proof: what was signed before the webhook was registered anew. */
  previousWebhookSecret: z.string().min(1).max(4_000).optional(),
  /** Charges without the payer (UNSCHEDULED) have to be applied for. */
  autoReserveApproved: z.boolean().default(false),
  /** Captures after 14 days (Denmark, Finland) have to be applied for: then 180, as in Norway. */
  lateCaptureApproved: z.boolean().default(false),
  /** Counted from the capture. */
  refundWindowDays: z.int().min(1).max(365).default(365),
});

export type Settings = z.output<typeof settings>;
