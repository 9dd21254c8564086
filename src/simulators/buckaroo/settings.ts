import { z } from 'zod';
import { covers as coversAmount, moved } from '../kit/amounts.ts';
import { openSettings } from '../kit/settings.ts';
import type { Step } from '../kit/simulator.ts';
import { dayMs } from '../kit/time.ts';
import { readPositive } from './amounts.ts';
import { type Digest, digests } from './form.ts';
import { type Culture, cultures } from './texts.ts';

/** What comes of a refund that nothing stands in the way of. */
export const refundResults = [
  /** 190 at once. */
  'PAID',
  /** 791, and 190 after a while. */
  'PAID_LATER',
  /** 791, and 490 after a while. */
  'FAILED_LATER',
  'FAILED',
  'REJECTED',
  /** 793, until it is tried again. */
  'ON_HOLD',
  /** 794, until someone decides in the Plaza. */
  'NEEDS_APPROVAL',
] as const;
export type RefundResult = (typeof refundResults)[number];

/** What the merchant has set in the Plaza, and what a test may turn. */
export interface Settings {
  readonly pushUrl: string | null;
  /** Where bad news goes instead, where there is such an address. */
  readonly pushUrlFailure: string | null;
  readonly pushContentType: 'json' | 'httppost';
  readonly pushDigest: Digest;
  /** Some accounts get `BRQ_…` instead of `brq_…`. */
  readonly pushUpperCase: boolean;
  readonly pushCulture: Culture;
  /** Whether there is a push when a transfer is created. Not confirmed for every account. */
  readonly initialPush: boolean;
  /** Whether money that fits nothing becomes a transaction of its own, rather than wait for a person. */
  readonly automaticDeposits: boolean;
  /** What can still be refunded; null is without end. */
  readonly balance: string | null;
  readonly refundApproval: boolean;
  readonly refundResult: RefundResult;
  readonly refundDelayMs: number;
  /** What a refund of more than is left ends in: older and newer gateways differ. */
  readonly overRefundStatus: 690 | 490;
  /** Whether an open transfer may be cancelled through the API. The documentation's example says no. */
  readonly cancelable: boolean;
  /** How far a request's time stamp may be from the present. Not published. */
  readonly clockWindowSeconds: number;
}

const initial: Settings = {
  pushUrl: null,
  pushUrlFailure: null,
  pushContentType: 'json',
  pushDigest: 'sha1',
  pushUpperCase: false,
  pushCulture: 'nl-NL',
  initialPush: true,
  automaticDeposits: false,
  balance: null,
  refundApproval: false,
  refundResult: 'PAID',
  refundDelayMs: 2_000,
  overRefundStatus: 690,
  cancelable: false,
  clockWindowSeconds: 300,
};

const url = z.url({ protocol: /^https?$/ }).max(2_048);

export const {
  of: settingsOf,
  keep: keepSettings,
  setup,
} = openSettings<Settings>({
  id: 'website',
  initial,
  schema: z
    .strictObject({
      pushUrl: url.nullable(),
      pushUrlFailure: url.nullable(),
      pushContentType: z.enum(['json', 'httppost']),
      pushDigest: z.enum(digests),
      pushUpperCase: z.boolean(),
      pushCulture: z.enum(cultures),
      initialPush: z.boolean(),
      automaticDeposits: z.boolean(),
      balance: z
        .string()
        .transform((value) => (/^0(\.0{1,2})?$/.test(value) ? '0.00' : readPositive(value)))
        .refine((value) => value !== null, 'expected a decimal amount such as "100.00"')
        .nullable(),
      refundApproval: z.boolean(),
      refundResult: z.enum(refundResults),
      refundDelayMs: z.int().min(0).max(dayMs),
      overRefundStatus: z.literal([690, 490]),
      cancelable: z.boolean(),
      clockWindowSeconds: z.int().min(1).max(86_400),
    })
    .partial(),
});

/** Whether the balance covers an amount. It is in euro: one without end covers everything, and other money needs none of it. */
export function covers(
  { balance }: Settings,
  { amount, currency }: { readonly amount: string; readonly currency: string },
): boolean {
  return currency !== 'EUR' || coversAmount(balance, amount);
}

/** Moves an amount in (+1) or out (−1) of the balance. */
export function moveBalance(
  step: Pick<Step, 'documents'>,
  sign: 1n | -1n,
  { amount, currency }: { readonly amount: string; readonly currency: string },
): void {
  if (currency === 'EUR') keepSettings(step, { balance: moved(settingsOf(step).balance, sign, amount) });
}
