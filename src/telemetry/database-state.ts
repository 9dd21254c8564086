import type pg from 'pg';
import { lookedAtMax, type NotFinal, notFinal } from '../attention/not-final.ts';
import { orTimeout } from '../platform/timeout.ts';
import { type Backlog, type BacklogKind, backlogOf, backlogStatement } from './backlog.ts';

/** How much stands in a state that it has to leave, how long the oldest has, and how much of it for longer than the state lasts. */
export interface Standing extends Pick<NotFinal, 'noun' | 'state'> {
  readonly count: number;
  readonly oldestSeconds: number;
  readonly late: number;
}

/** The last audit. */
export interface Audited {
  /** Since its end; where there has been none, since the first merchant was made. */
  readonly ageSeconds: number;
  /** How many breaches each check found. Null where there has been no audit. */
  readonly breaches: readonly { readonly check: string; readonly count: number }[] | null;
}

/** What metrics say of the database. */
export interface DatabaseState {
  readonly backlog: Readonly<Record<BacklogKind, Backlog>>;
  readonly notFinal: readonly Standing[];
  readonly audited: Audited;
}

const withinMs = 2_000;

const notFinalStatement = notFinal
  .map(
    ({ noun, state, table, where, since, lateAt }) =>
      `select '${noun}' as noun, '${state}' as state, count(*)::int as count, count(*) filter (where late_at <= app_now())::int as late,
              coalesce(greatest(extract(epoch from app_now() - min(since)), 0), 0)::float8 as "oldestSeconds"
         from (select ${since} as since, ${lateAt} as late_at from ${table} where ${where} order by ${since} limit ${lookedAtMax}) as looked_at`,
  )
  .join(' union all ');

const auditedStatement = `
  select coalesce(greatest(extract(epoch from app_now() - coalesce((select max(finished_at) from audit_run), (select min(created_at) from merchant))), 0), 0)::float8 as "ageSeconds",
         (select jsonb_agg(jsonb_build_object('check', c ->> 'id', 'count', (c ->> 'breachCount')::int))
            from jsonb_array_elements((select checks from audit_run order by finished_at desc limit 1)) c) as breaches`;

/**
 * Reads all of it once, in statements that the database ends when they take too long. Throws when the database does not answer: whoever asks
 * says that nothing is known, and never that there is nothing.
 */
export async function readDatabaseState(worker: pg.Pool): Promise<DatabaseState> {
  const reading = (async () => {
    const client = await worker.connect();
    try {
      // One way there and back; a failed one leaves its transaction open, so the connection is not used again.
      const [, , backlog, standing, audited] = (await client.query(
        `begin read only; set local statement_timeout = '${withinMs}ms'; ${backlogStatement}; ${notFinalStatement}; ${auditedStatement}; commit`,
      )) as unknown as readonly pg.QueryResult[];
      client.release();
      return {
        backlog: backlogOf(backlog?.rows ?? []),
        notFinal: (standing?.rows ?? []) as readonly Standing[],
        audited: audited?.rows[0] as Audited,
      };
    } catch (error) {
      client.release(true);
      throw error;
    }
  })();
  return orTimeout(withinMs + 1_000, reading);
}
