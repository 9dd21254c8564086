import pg from 'pg';
import { databaseAddress, enterSession } from '../platform/postgres/session.ts';
import { type AuditContext, type Breach, type Check, type InvariantId, NotChecked } from './check.ts';
import { checks } from './checks.ts';

export interface AuditOptions extends Partial<Omit<AuditContext, 'client'>> {
  readonly databaseUrl: string;
  /** Only what is wrong with this merchant, by its uuid, and what is no merchant's; what is wrong with another is not spoken of. */
  readonly merchantId?: string | null;
  /** Left out, and not spoken of. */
  readonly except?: readonly InvariantId[];
  /** Told of each check as it is done. */
  readonly onResult?: (result: CheckResult) => void;
}

/** What became of one check. */
export interface CheckResult {
  readonly id: InvariantId;
  readonly sentence: string;
  readonly outcome: 'held' | 'broken' | 'not checked';
  /** Why it was not checked. */
  readonly why?: string;
  /** The first breaches found. */
  readonly breaches: readonly Breach[];
  /** How many there were in all. */
  readonly breachCount: number;
}

/** Breaches that are named; beyond that they are only counted. */
const namedMax = 50;

/**
 * Checks every invariant, all at one moment of the database and without writing to it. It runs beside the product: a snapshot of
 * PostgreSQL holds nobody up.
 */
export async function audit({
  databaseUrl,
  sandboxUrl = null,
  canaries = [],
  files = [],
  merchantId = null,
  except = [],
  onResult = () => undefined,
}: AuditOptions): Promise<readonly CheckResult[]> {
  const client = new pg.Client({
    connectionString: databaseAddress(databaseUrl),
    connectionTimeoutMillis: 10_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await enterSession(client, 'paygraph_worker');
    await client.query('begin isolation level repeatable read read only');
    const results: CheckResult[] = [];
    for (const check of checks)
      if (!except.includes(check.id)) {
        const result = await judge(check, { client, sandboxUrl, canaries, files }, merchantId);
        onResult(result);
        results.push(result);
      }
    return results;
  } finally {
    await client.end();
  }
}

async function judge(
  { id, sentence, look }: Check,
  context: AuditContext,
  merchantId: string | null,
): Promise<CheckResult> {
  const breaches: Breach[] = [];
  let breachCount = 0;
  try {
    for await (const { row, problem } of look(context)) {
      if (merchantId !== null && isOfAnother(row, merchantId)) continue;
      breachCount += 1;
      if (breaches.length < namedMax) breaches.push({ row, problem });
    }
  } catch (error) {
    if (!(error instanceof NotChecked)) throw error;
    return { id, sentence, outcome: 'not checked', why: error.message, breaches, breachCount };
  }
  return { id, sentence, outcome: breachCount === 0 ? 'held' : 'broken', breaches, breachCount };
}

/** Whether a row says that it is another merchant's. */
const isOfAnother = (row: string, merchantId: string): boolean =>
  (/ of merchant ([0-9a-f-]{36})/.exec(row)?.[1] ?? merchantId) !== merchantId;

/** The checks that found something. */
export function broken(results: readonly CheckResult[]): readonly CheckResult[] {
  return results.filter(({ outcome }) => outcome === 'broken');
}

/** The results for a person, one line each, breaches beneath. */
export function inWords(results: readonly CheckResult[]): string {
  return results
    .flatMap(({ id, sentence, outcome, why, breaches, breachCount }) => [
      `${id.padEnd(4)}${outcome.padEnd(12)}${sentence}${why ? ` (${why})` : ''}`,
      ...breaches.map(({ row, problem }) => `      ${row}: ${problem}`),
      ...(breachCount > breaches.length ? [`      and ${breachCount - breaches.length} more`] : []),
    ])
    .join('\n');
}
