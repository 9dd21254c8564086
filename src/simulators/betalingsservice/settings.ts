import { z } from 'zod';
import { openSettings } from '../kit/settings.ts';
import { dayMs } from '../kit/time.ts';
import { debtorKey, maskCpr } from './mask.ts';
import {
  type MandateError,
  mandateErrors,
  oauthWindowSeconds,
  type PaymentError,
  paymentErrors,
  requestLifetimeMinutes,
} from './unconfirmed.ts';

/** What a test may turn. */
export interface Settings {
  /** Whether the client was activated in the customer portal; until then its calls are declined. */
  readonly clientActivated: boolean;
  /** How far a request's time stamp may be off. */
  readonly oauthWindowSeconds: number;
  /** When mandates move: in the runs of banking days, or a short while after each step, as in the provider's own sandbox. */
  readonly mandateRuns: 'bankingHours' | 'shortly';
  /** From the request to the bank's answer, where that comes shortly. */
  readonly mandateDelayMs: number;
  readonly bankAnswer: 'APPROVES' | MandateError;
  /** From a collection request until it is in the debtor's app. */
  readonly appDelayMs: number;
  readonly requestLifetimeMinutes: number;
  /** From the debtor's approval until the payment is done, or is not. */
  readonly paymentDelayMs: number;
  readonly paymentAnswer: 'COMPLETES' | PaymentError;
  /** Lets CPR numbers through that hold no date, as banks make them up for people without one. */
  readonly cprFormatOnly: boolean;
  /** People without the app; everybody else has it. */
  readonly notOnboarded: readonly { readonly key: string; readonly masked: string }[];
}

const initial: Settings = {
  clientActivated: true,
  oauthWindowSeconds,
  mandateRuns: 'bankingHours',
  // Mastercard's sandbox takes 30 to 90 seconds.
  mandateDelayMs: 60_000,
  bankAnswer: 'APPROVES',
  appDelayMs: 1_000,
  requestLifetimeMinutes,
  paymentDelayMs: 2_000,
  paymentAnswer: 'COMPLETES',
  cprFormatOnly: false,
  notOnboarded: [],
};

/** Whether a person has the app. */
export function isOnboarded({ notOnboarded }: Settings, key: string): boolean {
  return !notOnboarded.some((person) => person.key === key);
}

const names = <T extends string>(errors: Readonly<Record<T, string>>) => Object.keys(errors) as [T, ...T[]];
const delay = z.int().min(0).max(dayMs);

/** The switches of this simulator. People are named by CPR number, and shown masked. */
export const { of: settingsOf, setup } = openSettings<Settings>({
  id: 'provider',
  initial,
  schema: z
    .strictObject({
      clientActivated: z.boolean(),
      oauthWindowSeconds: z.int().min(1).max(86_400),
      mandateRuns: z.enum(['bankingHours', 'shortly']),
      mandateDelayMs: delay,
      bankAnswer: z.enum(['APPROVES', ...names(mandateErrors)]),
      appDelayMs: delay,
      requestLifetimeMinutes: z.int().min(1).max(10_080),
      paymentDelayMs: delay,
      paymentAnswer: z.enum(['COMPLETES', ...names(paymentErrors)]),
      cprFormatOnly: z.boolean(),
      notOnboarded: z
        .array(z.string().regex(/^\d{10}$/))
        .max(1_000)
        .transform((people) => people.map((cpr) => ({ key: debtorKey(cpr), masked: maskCpr(cpr) }))),
    })
    .partial(),
  show: (settings) => ({ ...settings, notOnboarded: settings.notOnboarded.map(({ masked }) => masked) }),
});
