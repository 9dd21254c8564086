import { createHash } from 'node:crypto';
import type { Cause } from '../../event-log/event.ts';
import type { SettlementStatement as StatementRow } from '../../generated/prisma/client.ts';
import { newUuid } from '../../kernel/ids.ts';
import type { InputRule } from '../../kernel/input-rules.ts';
import { currency } from '../../kernel/money.ts';
import { invalid, type RefusalOf } from '../../kernel/refusal.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import type { Tx } from '../../platform/db.ts';
import type { Caller, CommandOutcome, KeyRefusal } from '../command/command.ts';
import type { DomainDeps } from '../command/deps.ts';
import { resumableCommand } from '../command/resumable-command.ts';
import { notConnected, notSupported } from '../command/supported.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import type { ProviderName, SettlementStatement, StatementLine, StatementProblem } from '../port/provider.ts';
import { applyFacts } from '../reconcile/apply.ts';
import { applyContext, FactMismatch } from '../reconcile/apply-context.ts';
import { payoutsOf, type SinceLastPayout } from './of-statements.ts';

/** Whose, and the file as text. */
export interface ImportSettlementStatementsInput {
  readonly idempotencyKey: string;
  readonly provider: ProviderName;
  readonly content: string;
}

/** Characters, movements and statements that one file may have: more would hold up others. A file may be cut between two statements. */
export const contentMax = 750_000;
export const linesMax = 5_000;
export const statementsMax = 400;
/** So many places that are odd are told of one statement. */
const problemsMax = 100;

/** What became of a statement. */
export const statementOutcomes = ['IMPORTED', 'ALREADY_IMPORTED', 'GAP', 'SUMS_DIFFER', 'CONTRADICTION'] as const;
export type StatementOutcome = (typeof statementOutcomes)[number];

/** The answer, as it is kept with the key: amounts are minor units as text. */
export interface ImportedStatement {
  readonly accountNumber: string;
  readonly number: string;
  readonly day: string;
  readonly currency: string;
  readonly openingMinor: string;
  readonly closingMinor: string;
  readonly lineCount: number;
  readonly outcome: StatementOutcome;
  readonly payoutIds: readonly string[];
  readonly problems: readonly StatementProblem[];
}
export interface ImportedStatements {
  readonly statements: readonly ImportedStatement[];
  readonly problems: readonly StatementProblem[];
}
type ImportRefusal = RefusalOf<'invalidInput' | 'provider'>;

/**
 * Takes in statements of the account on which a provider keeps a merchant's money, each for itself and in their order: one that does not follow the
 * last one, or does not add up, is left, and spoils none before it. What was taken in before is known again, so a file that was cut
 * short is handed in once more.
 */
export async function importSettlementStatements(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey: key, provider: name, content }: ImportSettlementStatementsInput,
): Promise<Result<ImportedStatements & Pick<CommandOutcome, 'idempotency'>, ImportRefusal | KeyRefusal>> {
  const result = await resumableCommand(deps, caller, {
    name: 'importSettlementStatements',
    key,
    // Told from another file by its hash.
    input: { provider: name, content: createHash('sha256').update(content).digest('hex') },
    intend: async () => ({}),
    effect: () => importFile(deps, caller, { by: 'mutation', actor: caller.actor, key }, { provider: name, content }),
  });
  deps.wake('sequencer');
  return result.ok ? ok({ ...result.value.answer, idempotency: result.value.idempotency }) : result;
}

async function importFile(
  deps: DomainDeps,
  { merchantId }: Caller,
  cause: Cause,
  { provider: name, content }: Omit<ImportSettlementStatementsInput, 'idempotencyKey'>,
): Promise<Result<ImportedStatements, ImportRefusal>> {
  const connected = await deps.accounts.of(merchantId, name);
  if (!connected) return refuse(notConnected(name));
  const reader = connected.provider.settlementStatements;
  if (!reader) return refuse(notSupported(name, `${name} has no statements to hand in.`));
  const wrong = (rule: InputRule, message: string) => refuse(invalid(['input', 'content'], rule, message));
  if (content.length > contentMax)
    return wrong('length', `expected at most ${contentMax} characters; got ${content.length}`);
  const { statements: told, problems } = reader.read(content, connected.account.settings as never);
  const lines = told.reduce((sum, statement) => sum + statement.lines.length, 0);
  if (lines > linesMax) return wrong('limit', `expected at most ${linesMax} movements in one file; got ${lines}`);
  if (told.length > statementsMax)
    return wrong('limit', `expected at most ${statementsMax} statements in one file; got ${told.length}`);
  const [first] = problems;
  if (told.length === 0) return wrong('value', `line ${first?.line ?? 1}: ${first?.message ?? 'expected a statement'}`);
  const statements: ImportedStatement[] = [];
  for (const statement of told) statements.push(await importOne(deps, connected, cause, statement));
  return ok({ statements, problems: problems.slice(0, problemsMax) });
}

async function importOne(
  deps: DomainDeps,
  connected: ConnectedAccount,
  cause: Cause,
  statement: SettlementStatement,
): Promise<ImportedStatement> {
  const { accountNumber, number, day, currency: code, openingMinor, closingMinor, lines, problems } = statement;
  const done = (outcome: StatementOutcome, payoutIds: readonly string[] = []): ImportedStatement => ({
    accountNumber,
    number,
    day,
    currency: code,
    openingMinor: openingMinor.toString(),
    closingMinor: closingMinor.toString(),
    lineCount: lines.length,
    outcome,
    payoutIds,
    problems: problems.slice(0, problemsMax),
  });
  if (lines.reduce((sum, { amountMinor }) => sum + amountMinor, openingMinor) !== closingMinor)
    return done('SUMS_DIFFER');
  try {
    return await deps.db.forMerchant(
      connected.merchantId,
      async (tx, now) => {
        // Two at once would both be the next.
        await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`statements ${connected.id}`}, 0))`;
        const place = await placeOf(tx, connected, statement);
        if (typeof place === 'string') return done(place);
        const since = place === 1 ? null : await sinceLastPayout(tx, connected, accountNumber);
        await insert(tx, now, connected, statement, place);
        const { payouts } = payoutsOf(statement, since);
        const context = applyContext(deps, { tx, now, connected, cause });
        for (const payout of payouts) await applyFacts(context, [payout]);
        const { merchantId, provider } = connected;
        const references = payouts.map(({ ref }) => ref.id);
        const rows = await tx.payout.findMany({
          where: { merchantId, provider: provider.name, providerReference: { in: references } },
          orderBy: { id: 'asc' },
          select: { id: true },
        });
        return done(
          'IMPORTED',
          rows.map(({ id }) => id),
        );
      },
      { insist: true },
    );
  } catch (error) {
    if (!(error instanceof FactMismatch)) throw error;
    deps.log.warn(
      { accountId: connected.id, number, day, err: error },
      'a settlement statement says something else than before',
    );
    return done('CONTRADICTION');
  }
}

/** Its place among those of its account, or why it has none. */
async function placeOf(
  tx: Tx,
  { merchantId, id: accountId }: ConnectedAccount,
  statement: SettlementStatement,
): Promise<number | Exclude<StatementOutcome, 'IMPORTED' | 'SUMS_DIFFER'>> {
  const { accountNumber, number, day, currency: code, openingMinor } = statement;
  const of = { merchantId, accountId, accountNumber };
  const known = await tx.settlementStatement.findFirst({
    where: { ...of, day: dateOf(day), number },
    select: { contentHash: true },
  });
  if (known) return hashOf(statement).equals(known.contentHash) ? 'ALREADY_IMPORTED' : 'CONTRADICTION';
  const last = await tx.settlementStatement.findFirst({ where: of, orderBy: { sequence: 'desc' } });
  if (!last) return 1;
  const follows = last.closingMinor === openingMinor && last.currency === code && last.day <= dateOf(day);
  return follows ? last.sequence + 1 : 'GAP';
}

/** What has moved on an account since its last payout, by the statements that are here. */
async function sinceLastPayout(
  tx: Tx,
  { merchantId, id: accountId }: ConnectedAccount,
  accountNumber: string,
): Promise<SinceLastPayout | null> {
  const of = { merchantId, accountId, accountNumber };
  const paid = await tx.settlementStatement.findFirst({
    where: { ...of, hasPayout: true },
    orderBy: { sequence: 'desc' },
    select: { sequence: true },
  });
  const rows = await tx.settlementStatement.findMany({
    where: { ...of, sequence: { gte: paid?.sequence ?? 1 } },
    orderBy: { sequence: 'asc' },
  });
  return rows.reduce<SinceLastPayout | null>((since, row) => payoutsOf(stored(row), since).since, null);
}

interface StoredLine extends Omit<StatementLine, 'amountMinor'> {
  readonly amountMinor: string;
}

function stored({ accountNumber, number, currency: code, openingMinor, lines }: StatementRow) {
  const read = (lines as unknown as readonly StoredLine[]).map((line) => ({
    ...line,
    amountMinor: BigInt(line.amountMinor),
  }));
  return { accountNumber, number, currency: currency(code), openingMinor, lines: read };
}

const toStored = ({ lines }: SettlementStatement): readonly StoredLine[] =>
  lines.map((line) => ({ ...line, amountMinor: line.amountMinor.toString() }));

async function insert(
  tx: Tx,
  now: Date,
  { merchantId, id: accountId, provider }: ConnectedAccount,
  statement: SettlementStatement,
  sequence: number,
): Promise<void> {
  const { accountNumber, number, day, currency: code, openingMinor, closingMinor, lines } = statement;
  await tx.settlementStatement.create({
    data: {
      merchantId,
      id: newUuid(now.getTime()),
      provider: provider.name,
      accountId,
      accountNumber,
      sequence,
      number,
      day: dateOf(day),
      currency: code,
      openingMinor,
      closingMinor,
      contentHash: hashOf(statement),
      lines: toStored(statement) as unknown as object[],
      hasPayout: lines.some(({ kind }) => kind === 'PAYOUT'),
      createdAt: now,
    },
  });
}

function hashOf(statement: SettlementStatement): Buffer<ArrayBuffer> {
  const { accountNumber, number, day, currency: code, openingMinor, closingMinor } = statement;
  const said = [accountNumber, number, day, code, String(openingMinor), String(closingMinor), toStored(statement)];
  return createHash('sha256').update(JSON.stringify(said)).digest() as Buffer<ArrayBuffer>;
}

const dateOf = (day: string): Date => new Date(`${day}T00:00:00Z`);
