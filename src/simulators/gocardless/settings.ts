import { z } from 'zod';
import { openSettings } from '../kit/settings.ts';
import { dayMs, hourMs } from '../kit/time.ts';

/** Made up: it opens and proves nothing outside this simulator. */
export const sandboxSecret = 'sandbox-gocardless-webhook-secret';

/** Where GoCardless sends events to, and the secret with which it signs them there. */
export interface WebhookEndpoint {
  readonly url: string;
  readonly secret: string;
}

/** What GoCardless has enabled for the account, what the merchant has set on its dashboard, and what a test may turn. */
export interface Settings {
  /** Each gets every event. The same address twice, with two secrets, is how a secret is changed without a gap. */
  readonly webhookEndpoints: readonly WebhookEndpoint[];
  readonly eventsPerWebhook: number;
  /** How long events are held to be sent together; 0 sends those of one cause at once. */
  readonly webhookWindowMs: number;
  /** Completing actions by API needs the upgrade to custom payment pages. */
  readonly customPaymentPages: boolean;
  readonly refundsEnabled: boolean;
  readonly customReferences: boolean;
  /** Whether the token is that of a partner's app, which may take a fee of its own. */
  readonly partnerApp: boolean;
  readonly accessTokenActive: boolean;
  readonly requestsPerMinute: number;
  /** Whether calls over the limit are refused, rather than only counted in the headers. */
  readonly rateLimitEnforced: boolean;
  /** How long a billing request with a payment is `fulfilling`. Not documented; long enough to be seen. */
  readonly fulfillingMs: number;
  /** What can still be refunded, in minor units; null is without end. */
  readonly refundBalance: number | null;
  readonly payerNameVerification: 'full' | 'close' | 'mismatch' | 'cannot_perform_verification';
  /** Whether the suspension of a PayTo mandate is an event of its own. Not documented: its payments' events are. */
  readonly suspensionEvent: boolean;
  /** The currency of the merchant's bank account, where payouts are exchanged into it. */
  readonly fxPayoutCurrency: string | null;
  readonly fxRate: string;
}

const initial: Settings = {
  webhookEndpoints: [],
  eventsPerWebhook: 250,
  webhookWindowMs: 0,
  customPaymentPages: true,
  refundsEnabled: true,
  customReferences: true,
  partnerApp: true,
  accessTokenActive: true,
  requestsPerMinute: 1_000,
  rateLimitEnforced: false,
  fulfillingMs: 1_000,
  refundBalance: null,
  payerNameVerification: 'full',
  suspensionEvent: true,
  fxPayoutCurrency: null,
  fxRate: '1.1702',
};

export const {
  of: settingsOf,
  keep: keepSettings,
  setup,
} = openSettings<Settings>({
  id: 'account',
  initial,
  schema: z
    .strictObject({
      webhookEndpoints: z
        .array(z.strictObject({ url: z.url().max(2_048), secret: z.string().min(1).max(256).default(sandboxSecret) }))
        .max(10),
      eventsPerWebhook: z.int().min(1).max(250),
      webhookWindowMs: z.int().min(0).max(hourMs),
      customPaymentPages: z.boolean(),
      refundsEnabled: z.boolean(),
      customReferences: z.boolean(),
      partnerApp: z.boolean(),
      accessTokenActive: z.boolean(),
      requestsPerMinute: z.int().min(1).max(1_000_000),
      rateLimitEnforced: z.boolean(),
      fulfillingMs: z.int().min(0).max(dayMs),
      refundBalance: z.int().min(0).nullable(),
      payerNameVerification: z.enum(['full', 'close', 'mismatch', 'cannot_perform_verification']),
      suspensionEvent: z.boolean(),
      fxPayoutCurrency: z
        .string()
        .regex(/^[A-Z]{3}$/)
        .nullable(),
      fxRate: z.string().regex(/^\d{1,6}(\.\d{1,10})?$/),
    })
    .partial(),
});
