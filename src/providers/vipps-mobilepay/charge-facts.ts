import type { Fact, ProviderRef } from '../../domain/port/provider.ts';
import { type Money, money, sameMoney } from '../../kernel/money.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { mismatch, type Unknown, unknown } from '../kit/outcomes.ts';
import { quote } from '../kit/quote.ts';
import { isDay, plusDays } from '../kit/times.ts';
import { dayOf, lastTriedOn } from './charge-days.ts';
import { name } from './client.ts';
import { paymentCancelled, reservationExpired, whyFailed } from './reasons.ts';
import type { Settings } from './settings.ts';
import { refundRef, toInstant, toMoney } from './translate.ts';
import type { WireCharge, WireChargeEvent } from './wire.ts';

/** What is true of a charge: where its money stands by the sums and the history, since a status may jump, and names no parts (notes §3.4). */

const statuses = [
  'PENDING',
  'DUE',
  'PROCESSING',
  'RESERVED',
  'PARTIALLY_CAPTURED',
  'CHARGED',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
  'CANCELLED',
  'FAILED',
] as const;
type ChargeStatus = (typeof statuses)[number];

export interface ReadCharge {
  readonly status: ChargeStatus;
  readonly amount: Money;
  readonly captured: bigint;
  readonly refunded: bigint;
  readonly released: bigint;
  /** Asked for together with its agreement. */
  readonly isInitial: boolean;
  /** Whether its money was ever set aside, or taken. */
  readonly hasMoved: boolean;
  /** What has come about, in the order of time. */
  readonly history: readonly WireChargeEvent[];
  readonly facts: readonly [Fact, ...Fact[]];
}

const dayMs = 86_400_000;
/** How long money stays reserved: a fortnight in Denmark and Finland, unless the sales unit is approved for more. */
export function reservationMs({ market, lateCaptureApproved }: Settings): number {
  return (market === 'NO' || lateCaptureApproved ? 180 : 14) * dayMs;
}
// Times of theirs and our reckoning of them are not to the minute.
const deadlineSlackMs = 3_600_000;

export function readCharge(
  wire: WireCharge,
  ref: ProviderRef,
  asked: Date,
  settings: Settings,
): Result<ReadCharge, Unknown> {
  const status = statuses.find((known) => known === wire.status);
  if (status === undefined) return refuse(unknown('unknownStatus', `charge status ${quote(wire.status)}`));
  const amount = toMoney(wire.amount, wire.currency);
  if (!amount.ok) return refuse(unknown('unreadable', `charge amount: ${amount.error}`));
  const sums = sumsOf(wire, status);
  if (!sums.ok) return sums;
  const { captured, released } = sums.value;
  if (captured + released > amount.value.amountMinor)
    return refuse(unknown('amountMismatch', `${name} says that more was taken and released than the charge is of`));
  const history = (wire.history ?? []).filter(({ success }) => success !== false);
  const read = {
    status,
    amount: amount.value,
    ...sums.value,
    isInitial: wire.type === 'INITIAL',
    hasMoved: captured > 0n || history.some(({ event }) => event === 'RESERVE' || event === 'CAPTURE'),
    history,
  };
  return ok({ ...read, facts: toFacts(read, wire, ref, asked, settings) });
}

const withMoney: readonly string[] = ['PARTIALLY_CAPTURED', 'CHARGED', 'PARTIALLY_REFUNDED', 'REFUNDED'];

function sumsOf(
  { summary }: WireCharge,
  status: ChargeStatus,
): Result<Pick<ReadCharge, 'captured' | 'refunded' | 'released'>, Unknown> {
  const sum = (text: string | null | undefined): bigint => BigInt(text ?? 0);
  const captured = sum(summary?.captured);
  if (withMoney.includes(status) && captured === 0n)
    return refuse(unknown('unreadable', `a charge that is ${status} has no sum of what was captured`));
  return ok({ captured, refunded: sum(summary?.refunded), released: sum(summary?.cancelled) });
}

function toFacts(
  read: Omit<ReadCharge, 'facts'>,
  wire: WireCharge,
  ref: ProviderRef,
  asked: Date,
  settings: Settings,
): readonly [Fact, ...Fact[]] {
  const { status, amount, captured, history } = read;
  const providerStatus = wire.status;
  const reservedAt = toInstant(history.find(({ event }) => event === 'RESERVE')?.occurred);
  const until = new Date((reservedAt ?? asked).getTime() + reservationMs(settings));
  const reserved: Fact = { kind: 'reserved', ref, amount, at: reservedAt ?? asked, until, providerStatus };
  if (captured > 0n) return takenFacts(read, wire, reserved, asked, settings);
  switch (status) {
    case 'RESERVED':
      return [reserved];
    case 'CANCELLED': {
      const at = lastTime(history, 'CANCEL') ?? asked;
      const why = paymentCancelled;
      const lapsed = reservedAt !== null && at.getTime() >= until.getTime() - deadlineSlackMs;
      return [
        lapsed
          ? { kind: 'expired', ref, at, why: reservationExpired, providerStatus }
          : { kind: 'cancelled', ref, at, why, providerStatus },
      ];
    }
    case 'FAILED':
      return [
        {
          kind: 'failed',
          ref,
          at: lastTime(history, 'FAIL') ?? asked,
          why: whyFailed(wire.failureReason, false),
          providerStatus,
        },
      ];
    default:
      return [openFact(read, wire, ref, asked, settings)];
  }
}

/** What was taken. Of one that falls due all is told that was taken so far, and that its rest was let go where it was. */
function takenFacts(
  read: Omit<ReadCharge, 'facts'>,
  wire: WireCharge,
  reserved: Fact,
  asked: Date,
  settings: Settings,
): readonly [Fact, ...Fact[]] {
  const { ref } = reserved;
  const providerStatus = wire.status;
  const taken = toCaptured(read, ref, asked, providerStatus);
  const refunds = toRefunds(read, ref, asked);
  if (ref.kind !== 'charge') return [reserved, taken, ...refunds];
  const { amount, captured, released, history, status } = read;
  const atOnce = wire.transactionType === 'DIRECT_CAPTURE' && !history.some(({ event }) => event === 'RESERVE');
  if (atOnce) return [{ ...taken, chargeDate: dayOf(taken.at, settings) }, ...refunds];
  const letGo = status === 'CANCELLED' || (released > 0n && captured + released === amount.amountMinor);
  const at = lastTime(history, 'CANCEL') ?? asked;
  const rest: readonly Fact[] = letGo ? [{ kind: 'cancelled', ref, at, why: paymentCancelled, providerStatus }] : [];
  return [reserved, taken, ...rest, ...refunds];
}

/**
 * Nothing has come of it yet. One that falls due stays DUE all through its attempts, of which nothing is told but why the last one took nothing
 * (notes §3.5, §3.8).
 */
function openFact(
  { status, isInitial }: Omit<ReadCharge, 'facts'>,
  wire: WireCharge,
  ref: ProviderRef,
  asked: Date,
  settings: Settings,
): Fact {
  const common = { ref, at: asked, providerStatus: wire.status };
  if (isInitial) return { kind: 'awaitingPayer', ...common };
  const due = wire.due?.slice(0, 10) ?? '';
  if (ref.kind !== 'charge' || !isDay(due)) return { kind: 'scheduled', ...common };
  const retries = /^\d{1,2}$/.test(wire.retryDays ?? '') ? Number(wire.retryDays) : 0;
  const until = plusDays(due, retries);
  const days = { chargeDate: due, graceUntil: until };
  if (status === 'PROCESSING') return { kind: 'submitted', ...common, ...days };
  const on = status === 'DUE' ? lastTriedOn({ due, until }, asked, settings) : null;
  if (on === null) return { kind: 'scheduled', ...common, ...days };
  return wire.failureReason
    ? { kind: 'attemptFailed', ...common, on, graceUntil: until, why: whyFailed(wire.failureReason, true) }
    : { kind: 'submitted', ...common, ...days };
}

/** Taken in parts: a charge that is cancelled later has given its rest back. */
function toCaptured(
  { amount, captured, released, history, status }: Omit<ReadCharge, 'facts'>,
  ref: ProviderRef,
  asked: Date,
  providerStatus: string,
): Extract<Fact, { kind: 'captured' }> {
  const rest = status === 'CANCELLED' ? amount.amountMinor - captured : released;
  return {
    kind: 'captured',
    ref,
    amount: money(captured, amount.currency),
    at: lastTime(history, 'CAPTURE') ?? asked,
    released: money(rest, amount.currency),
    operationKeys: history.flatMap(({ event, idempotencyKey }) =>
      (event === 'CAPTURE' || event === 'CANCEL') && idempotencyKey ? [idempotencyKey] : [],
    ),
    providerStatus,
  };
}

/** What was given back, whoever asked for it. What bears no key, as what was moved here from elsewhere, is named by its transaction or its place. */
function toRefunds({ amount, history }: Omit<ReadCharge, 'facts'>, ref: ProviderRef, asked: Date): readonly Fact[] {
  return history
    .filter(({ event }) => event === 'REFUND')
    .map((refund, place) => {
      const id = refund.idempotencyKey || refund.transactionId || `${ref.id}-refund-${place + 1}`;
      return {
        kind: 'refunded',
        ref: refundRef(ref, id),
        amount: money(BigInt(refund.amount), amount.currency),
        at: toInstant(refund.occurred) ?? asked,
        operationKey: id,
      };
    });
}

function lastTime(history: readonly WireChargeEvent[], event: string): Date | null {
  return toInstant(history.findLast((one) => one.event === event)?.occurred);
}

/** What came about under a key of ours, and nothing where it has not, or not yet. */
export function doneUnder(
  { history }: Pick<ReadCharge, 'history'>,
  event: 'CAPTURE' | 'CANCEL' | 'REFUND',
  key: string,
): WireChargeEvent | null {
  return history.find((one) => one.event === event && one.idempotencyKey === key) ?? null;
}

/** The echo check of what came about under our key. */
export function wrongAmount(
  event: WireChargeEvent,
  { amount }: Pick<ReadCharge, 'amount'>,
  expected: Money,
): Unknown | null {
  const got = money(BigInt(event.amount), amount.currency);
  return sameMoney(got, expected) ? null : mismatch(name, got, expected);
}
