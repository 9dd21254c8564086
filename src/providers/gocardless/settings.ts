import { z } from 'zod';
import { baseUrl } from '../kit/urls.ts';

// Both travel in a header or are a key: no blanks, no line breaks.
const secret = z
  .string()
  .min(1)
  .max(4_000)
  .regex(/^[\x21-\x7e]+$/);

/** Credentials and switches of a GoCardless account. No secret has a default, and an unknown key is refused. */
export const settings = z.strictObject({
  /** https://api.gocardless.com, or https://api-sandbox.gocardless.com: the host alone tells live from sandbox. */
  apiUrl: baseUrl,
  /** From the dashboard; it does not expire. */
  accessToken: secret,
  /** Of the endpoint that is set in the dashboard for our address. */
  webhookSecret: secret,
  /** Also taken as proof: secrets of further endpoints with our address, as while one is being replaced by another. */
  otherWebhookSecrets: z.array(secret).max(5).default([]),
  /** Needed only where the account has several creditors. */
  creditorId: z
    .string()
    .regex(/^[\w-]{1,128}$/)
    .optional(),
  /** Whether the token is that of a partner's app, which may take a fee of its own off each payment. */
  appFees: z.boolean().default(false),
  /** Which version of the API this account speaks. */
  apiVersion: z.literal('2015-07-06').default('2015-07-06'),
});

export type Settings = z.output<typeof settings>;
