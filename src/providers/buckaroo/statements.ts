import type {
  SettlementStatement,
  StatementFile,
  StatementLine,
  StatementProblem,
} from '../../domain/port/provider.ts';
import { type Currency, fromDecimal, isCurrency } from '../../kernel/money.ts';
import { banksRest } from '../kit/bank-days.ts';
import { quote } from '../kit/quote.ts';
import { isDay } from '../kit/times.ts';

/**
 * Statements of the account on which Buckaroo keeps a merchant's money, as MT940: one for each account and day, from its opening to its
 * closing balance. Names and bank accounts of payers stand in them; nothing of that is taken up.
 */

interface Tag {
  readonly line: number;
  readonly tag: string;
  readonly value: string;
}

// A transaction has four lines of some 200 characters in all.
const textMax = 140;

/** All statements of a file. What is no statement is told by its line, and spoils none. */
export function readStatements(content: string): StatementFile {
  const tags = tagsOf(content);
  const statements: SettlementStatement[] = [];
  const problems: StatementProblem[] = [];
  for (const part of partsOf(tags)) {
    const read = readStatement(part);
    if ('line' in read) problems.push(read);
    else statements.push(read);
  }
  if (tags.length === 0)
    problems.push({ line: 1, message: 'expected an MT940 statement, with fields such as :20: and :61:' });
  return { statements, problems };
}

/** `:61:…` and what follows it up to the next tag. An envelope around the fields, and the end of one, say nothing. */
function tagsOf(content: string): readonly Tag[] {
  const tags: Tag[] = [];
  for (const [index, text] of content.split(/\r\n|\n|\r/).entries()) {
    const [, tag, value = ''] = /^:(\d{2}[A-Z]?|940):(.*)$/.exec(text) ?? [];
    const last = tags.at(-1);
    if (tag !== undefined) tags.push({ line: index + 1, tag, value });
    else if (last && text !== '' && !/^(-|\{)/.test(text))
      tags[tags.length - 1] = { ...last, value: `${last.value}\n${text}` };
  }
  return tags;
}

/** The fields of each statement: one begins with :20:. */
function partsOf(tags: readonly Tag[]): readonly (readonly Tag[])[] {
  const parts: Tag[][] = [];
  for (const tag of tags.filter((one) => one.tag !== '940')) {
    if (tag.tag === '20' || parts.length === 0) parts.push([]);
    parts.at(-1)?.push(tag);
  }
  return parts;
}

function readStatement(tags: readonly Tag[]): SettlementStatement | StatementProblem {
  const begins = tags[0]?.line ?? 1;
  const field = (...names: readonly string[]) => tags.find(({ tag }) => names.includes(tag));
  const number = field('28', '28C');
  const account = field('25');
  if (!account || !number) return { line: begins, message: 'expected a statement with :25: and :28:' };
  const opening = readBalance(field('60F', '60M'));
  const closing = readBalance(field('62F', '62M'));
  if (!opening || !closing || opening.currency !== closing.currency)
    return { line: begins, message: 'expected balances :60F: and :62F: in one currency, such as C261130EUR10,00' };
  const problems: StatementProblem[] = [];
  const read = linesOf(tags).map((fields) => readLine(fields, closing.currency, closing.day, problems));
  // What the balances leave for lines that nobody can read: all of it at the first of them.
  const known = read.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const first = read.findIndex(({ kind }) => kind === 'UNREAD');
  const left = closing.amountMinor - opening.amountMinor - known;
  return {
    accountNumber: account.value.trim(),
    number: number.value.trim(),
    day: closing.day,
    currency: closing.currency,
    openingMinor: opening.amountMinor,
    closingMinor: closing.amountMinor,
    lines: read.map((line, index) => (index === first ? { ...line, amountMinor: left } : line)),
    problems,
  };
}

interface Balance {
  readonly day: string;
  readonly currency: Currency;
  readonly amountMinor: bigint;
}

/** `C261130EUR000000001234,56`. */
function readBalance(tag: Tag | undefined): Balance | null {
  const [, side, date = '', currency = '', amount = ''] =
    /^([CD])(\d{6})([A-Z]{3})(\d{1,18},\d{0,3})\s*$/.exec(tag?.value ?? '') ?? [];
  const day = toDay(date);
  if (day === null || !isCurrency(currency)) return null;
  const minor = toMinor(amount, currency);
  return minor === null ? null : { day, currency, amountMinor: side === 'C' ? minor : -minor };
}

/** Each :61: with the :86: behind it. What stands behind the closing balance is about the whole statement. */
function linesOf(tags: readonly Tag[]): readonly (readonly Tag[])[] {
  const lines: Tag[][] = [];
  for (const tag of tags) {
    if (tag.tag === '61') lines.push([tag]);
    else if (tag.tag === '86') lines.at(-1)?.push(tag);
    else if (tag.tag.startsWith('62')) break;
  }
  return lines;
}

/**
 * `261130C0000000000012,96C001NL91ABNA0417164300C. Serinus`: day of value, day of booking where it is told, side (with R where it is taken
 * back), amount, type, and whose account it was.
 */
function readLine(
  [head, ...info]: readonly Tag[],
  currency: Currency,
  statementDay: string,
  problems: StatementProblem[],
): StatementLine {
  const line = head?.line ?? 0;
  const note = (message: string): void => void problems.push({ line, message });
  const [, date = '', side = '', amount = '', providerType = ''] =
    /^(\d{6})(?:\d{4})?(R?[CD])(\d{1,18},\d{0,3})([A-Z][A-Z0-9]{3})/.exec(head?.value ?? '') ?? [];
  const minor = toMinor(amount, currency);
  if (minor === null) {
    note(
      `expected :61: with a day, C or D, an amount such as 12,96 and a type such as C001; got ${quote(masked(head?.value ?? ''))}`,
    );
    return { kind: 'UNREAD', providerType: '', amountMinor: 0n, day: statementDay };
  }
  const told = toDay(date);
  if (told === null) note(`expected a day YYMMDD; got ${quote(date)}, and the day of the statement was taken`);
  const day = told ?? statementDay;
  const amountMinor = side === 'C' || side === 'RD' ? minor : -minor;
  const key = labelled(info, 'xid.:')?.toUpperCase();
  if (key === undefined)
    note('expected the key of the transaction behind xid.:, and found none: it cannot be told whose it is');
  const kind = kindOf(providerType, amountMinor);
  const text = info[0]?.value.replace(/\s+/g, ' ').trim().slice(0, textMax);
  return {
    kind,
    providerType,
    amountMinor,
    day,
    ...(key === undefined ? {} : { reference: key }),
    ...(kind === 'PAYOUT' ? { ...(text ? { text } : {}), arrivesOn: nextBankDay(day) } : {}),
  };
}

/** What stands behind a label in one of the :86: of a line. */
function labelled(info: readonly Tag[], label: string): string | undefined {
  const found = info.find(({ value }) => value.toLowerCase().startsWith(label));
  const value = found?.value.slice(label.length).replace(/\s/g, '');
  return value && value.length <= 64 ? value : undefined;
}

/** By the first of a type, and the side. C057 pays out one payment by itself; C0xx is money that comes in, C1xx its refund, C5xx what a bank takes back. */
const kinds: readonly (readonly [type: RegExp, side: '+' | '-' | '±', kind: StatementLine['kind']])[] = [
  [/^N404$/, '-', 'PAYOUT'],
  [/^C057$/, '-', 'PAYOUT'],
  [/^N901$/, '±', 'FEE'],
  [/^C0\d\d$/, '+', 'PAYMENT'],
  [/^C1\d\d$/, '-', 'REFUND'],
  [/^C1\d\d$/, '+', 'REFUND_RETURNED'],
  [/^C5\d\d$/, '-', 'REVERSAL'],
  [/^C5\d\d$/, '+', 'REVERSAL_WITHDRAWN'],
];

/** A type that is in no table is money all the same, and shows its own word. */
function kindOf(type: string, amountMinor: bigint): StatementLine['kind'] {
  const side = amountMinor < 0n ? '-' : '+';
  return kinds.find(([pattern, at]) => pattern.test(type) && (at === '±' || at === side))?.[2] ?? 'ADJUSTMENT';
}

/** `000000000012,5` as 1250 cents; null where it is none, or finer than the currency. */
function toMinor(amount: string, currency: Currency): bigint | null {
  if (amount === '') return null;
  const read = fromDecimal(amount.replace(/,$/, '').replace(',', '.'), currency);
  return read.ok ? read.value.amountMinor : null;
}

/** `261130` as 2026-11-30. */
function toDay(date: string): string | null {
  const day = date.replace(/^(\d\d)(\d\d)(\d\d)$/, '20$1-$2-$3');
  return isDay(day) ? day : null;
}

// A euro transfer between banks is there on the next day on which they work.
function nextBankDay(day: string): string {
  for (let at = Date.parse(`${day}T00:00:00Z`) + 86_400_000; ; at += 86_400_000) {
    const next = new Date(at).toISOString().slice(0, 10);
    if (!banksRest('TARGET', next)) return next;
  }
}

/** What is shown of a line that is odd: no letters and digits but the first, since a payer's name and account may stand behind them. */
function masked(text: string): string {
  return `${text.slice(0, 12)}${text.length > 12 ? '…' : ''}`;
}
