import type { Money } from '../../kernel/money.ts';
import { money } from '../../kernel/money.ts';
import type { PayoutFact, PayoutItemFact, SettlementStatement, StatementLine } from '../port/provider.ts';

/** What of a statement its payouts are made of. */
export type PayingStatement = Pick<
  SettlementStatement,
  'accountNumber' | 'number' | 'currency' | 'openingMinor' | 'lines'
>;

/** What has moved on an account since the last payout. */
export interface SinceLastPayout {
  /** What was left on it then. */
  readonly carriedMinor: bigint;
  readonly lines: readonly StatementLine[];
}

export interface PayoutsOfStatement {
  readonly payouts: readonly PayoutFact[];
  readonly since: SinceLastPayout;
}

/**
 * Pure: the payouts of a statement, each made of what has moved since the one before it. A statement does not say which lines a payout pays:
 * what stays on the account behind one is carried to the next, as a line of both. So a payout is what its lines come to, but for
 * those that nobody can read.
 */
export function payoutsOf(
  { accountNumber, number, currency, openingMinor, lines }: PayingStatement,
  before: SinceLastPayout | null,
): PayoutsOfStatement {
  const payouts: PayoutFact[] = [];
  let balance = openingMinor;
  let carriedMinor = before?.carriedMinor ?? openingMinor;
  let gathered = [...(before?.lines ?? [])];
  for (const [index, line] of lines.entries()) {
    balance += line.amountMinor;
    if (line.kind !== 'PAYOUT') {
      gathered.push(line);
      continue;
    }
    const id = line.reference ?? `${accountNumber}/${number}/${index + 1}`;
    payouts.push(
      toFact(id, line, money(-line.amountMinor, currency), [
        ...carried(carriedMinor),
        ...gathered.flatMap(toItem),
        ...carried(-balance),
      ]),
    );
    carriedMinor = balance;
    gathered = [];
  }
  return { payouts, since: { carriedMinor, lines: gathered } };
}

function toFact(id: string, line: StatementLine, amount: Money, items: readonly PayoutItemFact[]): PayoutFact {
  const at = new Date(`${line.day}T00:00:00Z`);
  return {
    kind: 'payout',
    ref: { kind: 'payout', id },
    now: 'IN_TRANSIT',
    providerStatus: line.providerType,
    amount,
    ...(line.text === undefined ? {} : { bankReference: line.text }),
    ...(line.arrivesOn === undefined ? {} : { arrivesOn: line.arrivesOn }),
    madeAt: at,
    at,
    items,
  };
}

function carried(amountMinor: bigint): readonly PayoutItemFact[] {
  if (amountMinor === 0n) return [];
  const providerType = amountMinor > 0n ? 'balance before' : 'balance after';
  return [{ kind: 'BALANCE', providerType, amountTenths: amountMinor * 10n }];
}

function toItem({ kind, providerType, amountMinor, reference }: StatementLine): readonly PayoutItemFact[] {
  if (kind === 'UNREAD' || kind === 'PAYOUT') return [];
  const isRefund = kind === 'REFUND' || kind === 'REFUND_RETURNED';
  const named =
    reference === undefined ? {} : isRefund ? { refundReference: reference } : { paymentReference: reference };
  return [{ kind, providerType, amountTenths: amountMinor * 10n, ...named }];
}
