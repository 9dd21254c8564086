import type { LedgerAccount, LedgerMovement } from '../../generated/prisma/client.ts';
import { csvLine } from '../../kernel/csv.ts';
import { currency, type Money, money, toDecimal } from '../../kernel/money.ts';
import type { Tx } from '../../platform/db.ts';
import { normalSide } from './chart.ts';

/** What one movement has brought to an account in a period. */
export interface StatementMovement {
  readonly movement: LedgerMovement;
  readonly debits: Money;
  readonly credits: Money;
}

/** An account in one currency over a period. Balances are on the side on which the account grows. */
export interface StatementAccount {
  readonly account: LedgerAccount;
  readonly currency: string;
  readonly opening: Money;
  readonly movements: readonly StatementMovement[];
  readonly closing: Money;
}

interface Sums {
  readonly account: LedgerAccount;
  readonly currency: string;
  readonly movement: LedgerMovement;
  readonly before: string;
  readonly debits: string;
  readonly credits: string;
}

/** Every account that had something on it before the end of a period: from its first instant, up to but not including its last. */
export async function statementOf(
  tx: Tx,
  merchantId: string,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<readonly StatementAccount[]> {
  // Text, since a sum of 64-bit integers may be longer than one.
  const rows = await tx.$queryRaw<Sums[]>`
    select account, currency, movement,
           coalesce(sum(case direction when 'DEBIT' then amount_minor else -amount_minor end) filter (where posted_at < ${from}), 0)::text as before,
           coalesce(sum(amount_minor) filter (where direction = 'DEBIT' and posted_at >= ${from}), 0)::text as debits,
           coalesce(sum(amount_minor) filter (where direction = 'CREDIT' and posted_at >= ${from}), 0)::text as credits
      from journal where merchant_id = ${merchantId}::uuid and posted_at < ${to}
     group by account, currency, movement order by account, currency, movement`;
  const accounts = Map.groupBy(rows, ({ account, currency: code }) => `${account} ${code}`);
  return [...accounts.values()].flatMap((of) => (of[0] ? toAccount(of[0], of) : []));
}

function toAccount({ account, currency: code }: Sums, rows: readonly Sums[]): StatementAccount {
  const inMoney = (minor: bigint): Money => money(minor, currency(code));
  const side = normalSide[account] === 'DEBIT' ? 1n : -1n;
  const sum = (of: (row: Sums) => bigint): bigint => rows.reduce((total, row) => total + of(row), 0n);
  const opening = side * sum(({ before }) => BigInt(before));
  const change = side * sum(({ debits, credits }) => BigInt(debits) - BigInt(credits));
  const moved = rows.filter(({ debits, credits }) => debits !== '0' || credits !== '0');
  return {
    account,
    currency: code,
    opening: inMoney(opening),
    movements: moved.map(({ movement, debits, credits }) => ({
      movement,
      debits: inMoney(BigInt(debits)),
      credits: inMoney(BigInt(credits)),
    })),
    closing: inMoney(opening + change),
  };
}

const columns = ['account', 'currency', 'line', 'movement', 'debit', 'credit', 'balance'];

/** Pure: a statement as CSV (RFC 4180), with a line for the opening, each movement and the closing of each account. Amounts are plain decimals. */
export function statementCsv(accounts: readonly StatementAccount[]): string {
  const lines = accounts.flatMap(({ account, currency: code, opening, movements, closing }) => [
    [account, code, 'OPENING', '', '', '', toDecimal(opening)],
    ...movements.map(({ movement, debits, credits }) => [
      account,
      code,
      'MOVEMENT',
      movement,
      toDecimal(debits),
      toDecimal(credits),
      '',
    ]),
    [account, code, 'CLOSING', '', '', '', toDecimal(closing)],
  ]);
  return [columns, ...lines].map(csvLine).join('');
}
