import { z } from 'zod';
import { moved, readAmount } from '../kit/amounts.ts';
import { openSettings } from '../kit/settings.ts';
import type { Step } from '../kit/simulator.ts';
import { dayMs } from '../kit/time.ts';

/** How the merchant wants callbacks to prove themselves. */
export type CallbackAuth =
  | { readonly scheme: 'none' }
  | { readonly scheme: 'basic'; readonly userName: string; readonly password: string }
  | { readonly scheme: 'apikey'; readonly apiKey: string }
  | {
      readonly scheme: 'oauth2';
      readonly clientId: string;
      readonly clientSecret: string;
      readonly tokenUrl: string;
      readonly scope: string | null;
    };

/** What the merchant has set through the API, and what a test may turn. */
export interface Settings {
  readonly callbackUrl: string | null;
  readonly callbackAuth: CallbackAuth;
  readonly autoReserveApproved: boolean;
  /** From the reservation until it lapses. */
  readonly reservationMinutes: number;
  /** Whether a lapsed reservation is called back. Not documented for the classic API; most merchants would expect it. */
  readonly reservationExpiryCallback: boolean;
  readonly refundDelayMs: number;
  /** How long after its 202 a payment of a subscription is judged. */
  readonly requestJudgedMs: number;
  /** Payments of a merchant with instant transfers cannot be refunded. */
  readonly instantTransfer: boolean;
  /** What the payer can spend and the merchant can give back; null is without end. */
  readonly payerBalance: string | null;
  readonly merchantBalance: string | null;
}

const initial: Settings = {
  callbackUrl: null,
  callbackAuth: { scheme: 'none' },
  autoReserveApproved: true,
  // 6 days, 23 hours and 45 minutes: MobilePay's figure since 9 March 2023.
  reservationMinutes: 10_065,
  reservationExpiryCallback: true,
  refundDelayMs: 2_000,
  requestJudgedMs: 1_000,
  instantTransfer: false,
  payerBalance: null,
  merchantBalance: null,
};

const balance = z
  .string()
  .transform((value) => readAmount(value))
  .refine((value) => value !== null, 'expected a decimal amount such as "100.00"')
  .nullable();
const text = z.string().min(1).max(256);

export const {
  of: settingsOf,
  keep: keepSettings,
  setup,
} = openSettings<Settings>({
  id: 'provider',
  initial,
  schema: z
    .strictObject({
      autoReserveApproved: z.boolean(),
      reservationMinutes: z.int().min(1).max(100_000),
      reservationExpiryCallback: z.boolean(),
      refundDelayMs: z.int().min(0).max(dayMs),
      requestJudgedMs: z.int().min(0).max(dayMs),
      instantTransfer: z.boolean(),
      payerBalance: balance,
      merchantBalance: balance,
      callbackUrl: z.url().max(2_048).nullable(),
      callbackAuth: z.discriminatedUnion('scheme', [
        z.strictObject({ scheme: z.literal('none') }),
        z.strictObject({ scheme: z.literal('basic'), userName: text, password: text }),
        z.strictObject({ scheme: z.literal('apikey'), apiKey: text }),
        z.strictObject({
          scheme: z.literal('oauth2'),
          clientId: text,
          clientSecret: text,
          tokenUrl: z.url(),
          scope: text.nullable().default(null),
        }),
      ]),
    })
    .partial(),
});

/** Moves an amount in (+1) or out (−1) of a balance. */
export function moveBalance(
  step: Pick<Step, 'documents'>,
  whose: 'payerBalance' | 'merchantBalance',
  sign: 1n | -1n,
  amount: string,
): void {
  keepSettings(step, { [whose]: moved(settingsOf(step)[whose], sign, amount) });
}
