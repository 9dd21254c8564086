import { z } from 'zod';
import { openSettings } from '../kit/settings.ts';
import { dayMs, minuteMs } from '../kit/time.ts';

/** What the sales unit is approved for, and what a test may turn. */
export interface Settings {
  readonly market: 'NO' | 'DK' | 'FI';
  readonly recurringActive: boolean;
  readonly unscheduledApproved: boolean;
  readonly skipLandingPageApproved: boolean;
  readonly directCaptureApproved: boolean;
  readonly lateCaptureApproved: boolean;
  /** Sales units with single payment settlement refund nothing. */
  readonly singlePaymentSettlement: boolean;
  /** PATCH, capture and DELETE are answered 202, and done so much later; null is at once, with 204. */
  readonly acceptedForMs: number | null;
  /** How long a charge without the payer is worked on after its 201. */
  readonly processingMs: number;
  readonly tokenLifeSeconds: number;
  /** What the payer can spend, in minor units; null is without end. */
  readonly payerBalance: number | null;
  /** The host of the landing page, which is to change on 12 January 2027; null is the sandbox's own. */
  readonly landingOrigin: string | null;
  readonly rateLimitEnforced: boolean;
  /** Whether five times the price of an agreement bounds all charges of an interval, rather than each. */
  readonly cumulativeCeiling: boolean;
  /** Whether an agreement that its payer rejects is EXPIRED, rather than STOPPED. */
  readonly rejectedIsExpired: boolean;
  /** Whether an agreement tells its history, as it does since September 2026. */
  readonly agreementHistory: boolean;
  /** Whether the sum of a capture in an event is of that one, rather than of all so far. */
  readonly staleAmounts: boolean;
  /** Whether fees are invoiced, rather than kept back from payouts. */
  readonly feesInvoiced: boolean;
  /** Whether there is a report API: the real test environment has none. */
  readonly reportAvailable: boolean;
  readonly reportPageSize: number;
}

const initial: Settings = {
  market: 'DK',
  recurringActive: true,
  unscheduledApproved: false,
  skipLandingPageApproved: false,
  directCaptureApproved: true,
  lateCaptureApproved: false,
  singlePaymentSettlement: false,
  acceptedForMs: null,
  processingMs: 50,
  tokenLifeSeconds: 3_600,
  payerBalance: null,
  landingOrigin: null,
  rateLimitEnforced: false,
  cumulativeCeiling: false,
  rejectedIsExpired: false,
  agreementHistory: true,
  staleAmounts: false,
  feesInvoiced: false,
  reportAvailable: true,
  reportPageSize: 1_000,
};

export const {
  of: settingsOf,
  keep: keepSettings,
  setup,
} = openSettings<Settings>({
  id: 'salesUnit',
  initial,
  schema: z
    .strictObject({
      market: z.enum(['NO', 'DK', 'FI']),
      recurringActive: z.boolean(),
      unscheduledApproved: z.boolean(),
      skipLandingPageApproved: z.boolean(),
      directCaptureApproved: z.boolean(),
      lateCaptureApproved: z.boolean(),
      singlePaymentSettlement: z.boolean(),
      acceptedForMs: z.int().min(0).max(dayMs).nullable(),
      processingMs: z
        .int()
        .min(0)
        .max(60 * minuteMs),
      tokenLifeSeconds: z.int().min(1).max(86_400),
      payerBalance: z.int().min(0).nullable(),
      landingOrigin: z.url().max(200).nullable(),
      rateLimitEnforced: z.boolean(),
      cumulativeCeiling: z.boolean(),
      rejectedIsExpired: z.boolean(),
      agreementHistory: z.boolean(),
      staleAmounts: z.boolean(),
      feesInvoiced: z.boolean(),
      reportAvailable: z.boolean(),
      reportPageSize: z.int().min(1).max(1_000),
    })
    .partial(),
});

export const currencies = { NO: 'NOK', DK: 'DKK', FI: 'EUR' } as const;
