import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Db } from './db.ts';
import type { Role } from './settings/lists.ts';
import { orTimeout } from './timeout.ts';

/** What a process says of itself. */
export interface ProcessFacts {
  readonly roles: ReadonlySet<Role>;
  readonly version: string;
  readonly publicUrl: string;
}

/** A process that works on the database, or did until a little while ago. */
export interface RunningProcess {
  readonly id: string;
  readonly roles: readonly Role[];
  readonly version: string;
  readonly publicUrl: string;
  readonly host: string;
  readonly pid: number;
  readonly startedAt: Date;
  readonly beatAt: Date;
  /** Whether it has said so within the last 15 s. */
  readonly lives: boolean;
}

/** Says that this process lives, for as long as it does. */
export interface Heartbeat {
  beat(): Promise<void>;
  /** It has ended in order: nobody need wonder where it is. */
  end(): Promise<void>;
}

/** How often a process says that it lives, in milliseconds. */
export const beatEveryMs = 5_000;
const livesForSeconds = 15;
/** One that was killed is shown for so long. */
const shownForMinutes = 60;
const processesMax = 1_000;
const endWithinMs = 1_000;

/** By the database's own time, and not the sandbox's, which is moved by hand. */
export function startHeartbeat(db: Pick<Db, 'worker'>, { roles, version, publicUrl }: ProcessFacts): Heartbeat {
  const id = randomUUID();
  const values = [id, [...roles], version, publicUrl, hostname(), process.pid, shownForMinutes];
  return {
    async beat() {
      await db.worker.query(
        `with gone as (delete from process where beat_at < clock_timestamp() - make_interval(mins => $7))
         insert into process (id, roles, version, public_url, host, pid, started_at, beat_at)
         values ($1, $2, $3, $4, $5, $6, clock_timestamp(), clock_timestamp())
         on conflict (id) do update set beat_at = greatest(clock_timestamp(), process.beat_at)`,
        values,
      );
    },
    async end() {
      // Where the database is away, it is gone within the hour all the same.
      await orTimeout(endWithinMs, db.worker.query('delete from process where id = $1', [id])).catch(() => undefined);
    },
  };
}

/** The processes of a database, those that were started first before the others; those killed within the last hour among them. */
export async function readProcesses(db: Pick<Db, 'worker'>): Promise<readonly RunningProcess[]> {
  const { rows } = await db.worker.query<RunningProcess>(
    `select id, roles, version, public_url as "publicUrl", host, pid, started_at as "startedAt", beat_at as "beatAt",
       beat_at > clock_timestamp() - make_interval(secs => $1) as lives
     from process order by started_at, id limit $2`,
    [livesForSeconds, processesMax],
  );
  return rows;
}
