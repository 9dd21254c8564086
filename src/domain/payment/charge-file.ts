import type { Mandate, Person } from '../../generated/prisma/client.ts';
import { encodeId } from '../../kernel/ids.ts';
import type { InputRule } from '../../kernel/input-rules.ts';
import { type Currency, type Money, money, toDecimal } from '../../kernel/money.ts';
import type { Caller } from '../command/command.ts';
import type { DomainDeps } from '../command/deps.ts';
import { openDebtorReference, openPerson } from '../payer/person.ts';
import type { FileCharge, InputProblem } from '../port/provider.ts';

/** What is to be collected by a file. */
export interface ChargeFileInput {
  readonly lines: readonly {
    /** Null: the id that was given is none. */
    readonly mandateId: string | null;
    readonly amount: Money;
    /** A plain day, YYYY-MM-DD. */
    readonly dueOn: string;
    /** What is wrong with it already. */
    readonly problems?: readonly InputProblem[];
  }[];
}

/** A line that may go into the file, with the place of what was asked for. */
export interface ChargeFileLine extends FileCharge {
  readonly index: number;
  readonly mandateId: string;
}

/** The lines that may go into a file, what is wrong with the others, and the file. */
export interface ChargeFile {
  readonly lines: readonly ChargeFileLine[];
  readonly refused: readonly { readonly index: number; readonly problems: readonly InputProblem[] }[];
  readonly total: Money | null;
  readonly csv: string;
}

/**
 * Checks charges that go to their provider by file, each for itself, and hands out the lines. Nothing is written, and nothing is sent: what the file
 * comes to is between the merchant and the provider.
 */
export async function chargeFile(
  deps: DomainDeps,
  { merchantId }: Caller,
  { lines }: ChargeFileInput,
): Promise<ChargeFile> {
  const ids = [...new Set(lines.flatMap(({ mandateId }) => mandateId ?? []))];
  const { mandates, now } = await deps.db.forMerchant(merchantId, async (tx, at) => ({
    mandates: await tx.mandate.findMany({ where: { merchantId, id: { in: ids } }, include: { person: true } }),
    now: at,
  }));
  const known = new Map(mandates.map((mandate) => [mandate.id, mandate]));
  const seen = new Set<string>();
  const good: ChargeFileLine[] = [];
  const refused: { index: number; problems: readonly InputProblem[] }[] = [];
  for (const [index, { mandateId, amount, dueOn, problems = [] }] of lines.entries()) {
    const mandate = known.get(mandateId ?? '');
    const wanted = `${mandateId} ${dueOn}`;
    const line = mandate && { ...numbersOf(deps, mandate), amount, dueOn, askedAt: now.getTime() };
    const found = line ? await wrongWith(deps, mandate, line) : [unknownMandate];
    const twice = mandate && seen.has(wanted) ? [asBefore] : [];
    const all = [...problems, ...found, ...twice];
    seen.add(wanted);
    if (line && mandate && all.length === 0) good.push({ ...line, index, mandateId: mandate.id });
    else refused.push({ index, problems: all });
  }
  return { lines: good, refused, total: totalOf(good), csv: toCsv(good) };
}

const unknownMandate: InputProblem = { path: ['mandateId'], rule: 'notFound', message: 'expected a mandate of yours' };
const asBefore: InputProblem = {
  path: ['dueOn'],
  rule: 'once',
  message: 'expected one line for a mandate and a day; there is one before this',
};

type Known = Mandate & { readonly person: Person };

async function wrongWith(deps: DomainDeps, mandate: Known, line: FileCharge): Promise<readonly InputProblem[]> {
  const connected = await deps.accounts.byId(mandate.accountId);
  const { chargeFile: file } = connected?.provider ?? {};
  const at = (rule: InputRule, message: string): readonly InputProblem[] => [{ path: ['mandateId'], rule, message }];
  if (!connected || connected.unreadable) return at('connected', 'expected a mandate whose account is connected');
  if (!file)
    return at('byFile', 'expected a mandate that is charged by file; charges on this one are made by createCharge');
  if (mandate.status !== 'ACTIVE' || mandate.cancelling)
    return at(
      'status',
      `expected a mandate that is ACTIVE; this one is ${mandate.cancelling ? 'being cancelled' : mandate.status}`,
    );
  return file.check(line, connected.account.settings as never);
}

function numbersOf({ sealer }: DomainDeps, { person: row, ...mandate }: Known) {
  const person = openPerson(sealer, row);
  return {
    creditorNumber: mandate.creditorNumber,
    debtorGroupNumber: mandate.debtorGroupNumber,
    debtorReference: person && openDebtorReference(person, row.debtorReferenceSealed),
    mandateNumber: mandate.mandateNumber,
  };
}

/** Those that go by file are in one currency. */
function totalOf(lines: readonly ChargeFileLine[]): Money | null {
  const [first] = lines;
  if (!first) return null;
  const currency: Currency = first.amount.currency;
  const same = lines.filter(({ amount }) => amount.currency === currency);
  return money(
    same.reduce((sum, { amount }) => sum + amount.amountMinor, 0n),
    currency,
  );
}

const columns: Readonly<Record<string, (line: ChargeFileLine) => string | null>> = {
  mandate: ({ mandateId }) => encodeId('man', mandateId),
  creditor_number: ({ creditorNumber }) => creditorNumber,
  debtor_group_number: ({ debtorGroupNumber }) => debtorGroupNumber,
  customer_number: ({ debtorReference }) => debtorReference,
  mandate_number: ({ mandateNumber }) => mandateNumber,
  amount: ({ amount }) => toDecimal(amount),
  currency: ({ amount }) => amount.currency,
  due_on: ({ dueOn }) => dueOn,
};

/** By RFC 4180, with a line of names. */
function toCsv(lines: readonly ChargeFileLine[]): string {
  const rows = [Object.keys(columns), ...lines.map((line) => Object.values(columns).map((of) => of(line) ?? ''))];
  return rows.map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}

const quoted = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
