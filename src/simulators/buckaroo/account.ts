import { fromMinor, toMinor, total } from '../kit/amounts.ts';
import { collection, compactId, nextNumber } from '../kit/records.ts';
import type { Step } from '../kit/simulator.ts';
import type { TransactionRecord } from './records.ts';
import { moveBalance } from './settings.ts';
import { dutchTime } from './time.ts';

/**
 * The account on which Buckaroo keeps the merchant's money, one for each currency: what moves on it, and its statements as MT940, in the form
 * that the page for Exact shows.
 */
interface Movement {
  readonly id: string;
  readonly currency: string;
  /** `C001`, `C101`, `N404`, `N901`. */
  readonly type: string;
  readonly sign: 1 | -1;
  readonly amount: string;
  readonly day: string;
  /** What stands behind the type: whose account it is. */
  readonly party: string;
  readonly description: string;
  readonly invoice: string | null;
  readonly key: string;
}
interface Statement {
  readonly number: number;
  readonly currency: string;
  readonly closing: string;
  readonly text: string;
}

type Reader = Pick<Step, 'documents'>;
const movements = collection<Movement>(
  'movement',
  ({ id }) => id,
  ({ currency }) => currency,
);
const statements = collection<Statement>(
  'statement',
  ({ currency, number }) => `${currency} ${number}`,
  ({ currency }) => currency,
);

/** Moves the money of a transaction onto the account (+1) or off it (−1). */
export function bookTransaction(step: Step, sign: 1 | -1, transaction: TransactionRecord): void {
  const { type, amount, currency, account, description, invoice, key } = transaction;
  moveBalance(step, sign === 1 ? 1n : -1n, transaction);
  const party = account ? `${account.iban}${account.name}` : '';
  book(step, { type, sign, amount, currency, party, description: description ?? '', invoice, key });
}

function book(step: Step, movement: Omit<Movement, 'id' | 'day'>): void {
  const id = String(nextNumber(step, 'movement')).padStart(12, '0');
  movements.keep(step, { ...movement, id, day: dutchTime(step.now.toISOString()).slice(0, 10) });
}

/** What stands on the account, in minor units. */
function balanceOf(reader: Reader, currency: string): bigint {
  const closed = lastOf(reader, currency)?.closing ?? '0.00';
  return movements
    .of(reader, currency)
    .reduce((sum, { sign, amount }) => sum + BigInt(sign) * toMinor(amount), toMinor(closed));
}

/** Pays an amount to the merchant's bank, or all that is there; null where there is not that much. */
export function payOut(step: Step, currency: string, asked: string | undefined, merchant: string): string | null {
  const there = balanceOf(step, currency);
  const minor = asked === undefined ? there : toMinor(asked);
  if (minor <= 0n || minor > there) return null;
  const [key, amount] = [compactId(step), fromMinor(minor)];
  const description = `Uitbetaling ${dutchDay(step)} - ${merchant}`;
  book(step, { type: 'N404', sign: -1, amount, currency, party: merchant, description, invoice: null, key });
  if (currency === 'EUR') moveBalance(step, -1n, { amount, currency });
  step.record({ effect: 'paidOut', subject: { kind: 'payout', id: key }, amount, currency });
  return key;
}

/** Charges what the transactions of the day have cost. */
export function chargeCosts(step: Step, currency: string, amount: string): void {
  const description = `Transactiekosten ${dutchDay(step)}`;
  const party = ' Buckaroo Stichting Derdengelden';
  book(step, { type: 'N901', sign: -1, amount, currency, party, description, invoice: null, key: compactId(step) });
  if (currency === 'EUR') moveBalance(step, -1n, { amount, currency });
}

/** Ends the day: the statement of what has moved since the last one. */
export function closeDay(step: Step, currency: string): Statement {
  const last = lastOf(step, currency);
  const moved = movements.of(step, currency);
  const number = (last?.number ?? 0) + 1;
  const opening = last?.closing ?? '0.00';
  const closing = fromMinor(balanceOf(step, currency));
  const day = dutchTime(step.now.toISOString()).slice(0, 10);
  const text = [
    ':940:',
    `:20:940A${short(day)}`,
    `:25:${accountNumber}${currency}`,
    `:28:${String(number).padStart(5, '0')}/00`,
    `:60F:${balance(day, currency, opening)}`,
    ...moved.flatMap(movementText),
    `:62F:${balance(day, currency, closing)}`,
    `:64:${balance(day, currency, closing)}`,
    '',
  ].join('\r\n');
  for (const { id } of moved) step.documents.remove('movement', id);
  return statements.keep(step, { number, currency, closing, text });
}

/** The statements of a currency from a number on, as they are downloaded: one file. */
export function statementsFrom(reader: Reader, currency: string, from: number): string {
  return statements
    .of(reader, currency)
    .filter(({ number }) => number >= from)
    .map(({ text }) => text)
    .join('');
}

const accountNumber = '103000029';
const lastOf = (reader: Reader, currency: string): Statement | undefined => statements.of(reader, currency).at(-1);
const short = (day: string): string => day.slice(2).replaceAll('-', '');
const dutchDay = (step: Step): string => dutchTime(step.now.toISOString()).slice(0, 10).split('-').reverse().join('-');
/** Fifteen characters, with a comma. */
const padded = (amount: string): string => amount.replace('-', '').replace('.', ',').padStart(15, '0');
const balance = (day: string, currency: string, amount: string): string =>
  `${total([amount]) < 0n ? 'D' : 'C'}${short(day)}${currency}${padded(amount)}`;

function movementText({ day, sign, amount, type, party, description, invoice, key }: Movement): readonly string[] {
  return [
    `:61:${short(day)}${sign === 1 ? 'C' : 'D'}${padded(amount)}${type}${party}`,
    `:86:${description}`,
    ...(invoice === null ? [] : [`:86:factuur/order: ${invoice}`]),
    `:86:xid.: ${key}`,
  ];
}
