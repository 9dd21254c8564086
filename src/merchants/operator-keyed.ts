import type pg from 'pg';
import { compareFingerprint, fingerprintOf, keyLivesMs } from '../domain/command/idempotency.ts';
import type { Refusal } from '../kernel/refusal.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import type { Sealer } from '../platform/crypto.ts';
import type { Db } from '../platform/db.ts';
import { sqlState } from '../platform/postgres/sql-state.ts';

/** What an operator makes that is no merchant's yet, under an idempotency key of the operator's own. */
export interface OperatorCommand<Made extends object> {
  /** Name of the mutation. */
  readonly name: string;
  readonly key: string;
  /** The input without the key. */
  readonly input: unknown;
  /** Makes it, or says why not; what it gives is stored, so it holds no secret. In the transaction that has claimed the key. */
  decide(client: pg.PoolClient, now: Date): Promise<Result<Made, Refusal>>;
}

interface Stored {
  readonly mutation: string;
  readonly fingerprint: Buffer;
  readonly fingerprintKey: string;
  readonly paths: Readonly<Record<string, string>>;
  readonly outcome: unknown;
  readonly firstSeenAt: Date;
}

const retryAfterMs = 2_000;

/**
 * Key and effect are one transaction. Each operator has idempotency keys of its own, by the actor; a refusal frees them. A repeat gives what the first
 * has made, and makes nothing.
 */
export async function underOperatorKey<Made extends object>(
  { db, sealer }: { readonly db: Pick<Db, 'worker'>; readonly sealer: Sealer },
  operator: string,
  { name, key, input, decide }: OperatorCommand<Made>,
): Promise<Result<{ readonly made: Made; readonly replayed: boolean }, Refusal>> {
  const fingerprint = fingerprintOf(sealer, name, input);
  const client = await db.worker.connect();
  let failed = true;
  try {
    await client.query(`begin; set local lock_timeout = '${retryAfterMs}ms'`);
    const { rows: times } = await client.query<{ now: Date }>('select app_now() as now');
    const now = times[0]?.now ?? new Date(0);
    const finish = async <T>(how: 'commit' | 'rollback', result: T): Promise<T> => {
      await client.query(how);
      failed = false;
      return result;
    };
    const claimed = await client
      .query(
        `insert into operator_idempotency (operator, key, mutation, fingerprint, fingerprint_key, paths, outcome, first_seen_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, '{}', $7, $8) on conflict do nothing`,
        [
          operator,
          key,
          name,
          Buffer.from(fingerprint.whole),
          String(fingerprint.madeWith),
          JSON.stringify(fingerprint.paths),
          now,
          new Date(now.getTime() + keyLivesMs),
        ],
      )
      .catch((error: unknown) => {
        // A twin that holds the key has not committed in time.
        if (sqlState(error) === '55P03') return null;
        throw error;
      });
    if (!claimed) return refuse({ kind: 'keyInProgress', key, firstSeenAt: now, retryAfterMs });
    if (claimed.rowCount === 0) {
      const { rows } = await client.query<Stored>(
        `select mutation, fingerprint, fingerprint_key as "fingerprintKey", paths, outcome, first_seen_at as "firstSeenAt"
           from operator_idempotency where operator = $1 and key = $2`,
        [operator, key],
      );
      return await finish('commit', replayOf<Made>(rows[0] as Stored, name, key, fingerprint));
    }
    const made = await decide(client, now);
    if (!made.ok) return await finish('rollback', made);
    await client.query('update operator_idempotency set outcome = $3 where operator = $1 and key = $2', [
      operator,
      key,
      JSON.stringify(made.value),
    ]);
    return await finish('commit', ok({ made: made.value, replayed: false }));
  } finally {
    // A connection that is thrown away takes its transaction with it.
    client.release(failed);
  }
}

function replayOf<Made extends object>(
  { fingerprintKey, ...stored }: Stored,
  name: string,
  key: string,
  fingerprint: ReturnType<typeof fingerprintOf>,
): Result<{ readonly made: Made; readonly replayed: boolean }, Refusal> {
  const { firstSeenAt } = stored;
  const was = { ...stored, fingerprint: new Uint8Array(stored.fingerprint), fingerprintKey: BigInt(fingerprintKey) };
  const comparison = compareFingerprint(was, name, fingerprint);
  if (comparison.kind === 'same') return ok({ made: stored.outcome as Made, replayed: true });
  if (comparison.kind === 'unverifiable') return refuse({ kind: 'keyUnverifiable', key, firstSeenAt });
  return refuse({ kind: 'keyReused', key, firstSeenAt, changedPaths: comparison.changedPaths });
}
