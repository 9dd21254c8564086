import { newUuid } from '../kernel/ids.ts';
import type { Db } from '../platform/db.ts';
import { checks as known } from './checks.ts';
import type { CheckResult } from './run.ts';
import { type AuditOptions, audit, broken } from './run.ts';

/** An audit of everything, as it was kept. */
export interface KeptRun {
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly broken: boolean;
  readonly checks: readonly Pick<CheckResult, 'id' | 'outcome' | 'breachCount'>[];
}

/** Audits, and keeps what came of it, so that it can be shown when the last one was. The rows that are broken are named to the caller alone. */
export async function auditAndKeep(
  { worker }: Pick<Db, 'worker'>,
  options: AuditOptions,
): Promise<readonly CheckResult[]> {
  const startedAt = await now(worker);
  const results = await audit(options);
  const finishedAt = await now(worker);
  const checks = results.map(({ id, outcome, breachCount }) => ({ id, outcome, breachCount }));
  await worker.query(
    'insert into audit_run (id, started_at, finished_at, broken, checks) values ($1, $2, greatest($2, $3::timestamptz), $4, $5)',
    [newUuid(startedAt.getTime()), startedAt, finishedAt, broken(results).length > 0, JSON.stringify(checks)],
  );
  return results;
}

/** The last that was kept, or null. */
export async function lastAuditRun({ worker }: Pick<Db, 'worker'>): Promise<KeptRun | null> {
  const { rows } = await worker.query<KeptRun>(
    `select started_at as "startedAt", finished_at as "finishedAt", broken, checks from audit_run order by finished_at desc limit 1`,
  );
  return rows[0] ?? null;
}

/** The same with what each check says. */
export async function lastAuditInWords(db: Pick<Db, 'worker'>) {
  const run = await lastAuditRun(db);
  const sentences = new Map<string, string>(known.map(({ id, sentence }) => [id, sentence]));
  return run && { ...run, checks: run.checks.map((one) => ({ ...one, sentence: sentences.get(one.id) ?? one.id })) };
}

async function now(worker: Db['worker']): Promise<Date> {
  const { rows } = await worker.query<{ now: Date }>('select app_now() as now');
  return rows[0]?.now ?? new Date(0);
}
