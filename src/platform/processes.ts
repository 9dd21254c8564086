import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Db } from './db.ts';
import type { Role } from './settings/lists.ts';
import { orTimeout } from './timeout.ts';

/** What a process says of itself. */
export interface ProcessFacts {
  readonly id: string;
  readonly roles: ReadonlySet<Role>;
  readonly version: string;
  /** Known when the door is open. */
  readonly publicUrl: () => string;
  /** What has to be the same in all processes on one database, by name; nothing secret. */
  readonly settings: () => Settings;
  /** Told when others are seen to differ, and when they differ otherwise than before. */
  readonly onDiffering?: (differing: readonly Difference[]) => void;
}
export type Settings = Readonly<Record<string, string>>;
/** A setting that has to be the same in all processes, and is not. */
export interface Difference {
  readonly name: string;
  /** Each value that there is, and where. */
  readonly values: readonly { readonly value: string; readonly processes: readonly string[] }[];
}

/** A process that works on the database, or did until a little while ago. */
export interface RunningProcess {
  readonly id: string;
  readonly roles: readonly Role[];
  readonly version: string;
  readonly publicUrl: string;
  readonly settings: Settings;
  readonly host: string;
  readonly pid: number;
  readonly startedAt: Date;
  readonly beatAt: Date;
  /** Whether it has said so within the last 15 s. */
  readonly lives: boolean;
}

/** The processes of a database as one of them sees the others. */
export interface Peers {
  /** Names this one. */
  readonly id: string;
  /** How many take requests, this one among them. */
  doors(): number;
}
/** As long as nobody has looked. */
export const alone = (): Peers => ({ id: randomUUID(), doors: () => 1 });

/** Says that this process lives, for as long as it does, and learns who else does. */
export interface Heartbeat extends Peers {
  beat(): Promise<void>;
  /** Which of the processes that give events their numbers this is, of how many; null where it is none of them. */
  numbering(): { readonly place: number; readonly of: number } | null;
  /** In which settings the processes that lived at the last beat differ. */
  differing(): readonly Difference[];
  /** It has ended in order: nobody need wonder where it is. */
  end(): Promise<void>;
}

export type Peer = Pick<RunningProcess, 'roles' | 'version' | 'publicUrl' | 'settings' | 'host' | 'pid'>;

/** In which settings processes differ that must not; one that says nothing of a setting, being older, differs in none. */
export function differences(all: readonly Pick<RunningProcess, 'host' | 'pid' | 'settings'>[]): readonly Difference[] {
  const names = [...new Set(all.flatMap(({ settings }) => Object.keys(settings)))].sort();
  return names.flatMap((name) => {
    const byValue = new Map<string, string[]>();
    for (const { host, pid, settings } of all) {
      const value = settings[name];
      if (value === undefined) continue;
      const processes = byValue.get(value) ?? [];
      processes.push(`${host}:${pid}`);
      byValue.set(value, processes);
    }
    const values = [...byValue].sort().map(([value, processes]) => ({ value, processes: processes.sort() }));
    return values.length > 1 ? [{ name, values }] : [];
  });
}

/** Without the processes, which come and go. */
const inWords = (all: readonly Difference[]): string =>
  all.map(({ name, values }) => `${name} ${values.map(({ value }) => value).join(' ')}`).join('\n');

/** How often a process says that it lives, in milliseconds. */
export const beatEveryMs = 5_000;
/** One that has not said so for as long is taken for dead. */
export const livesForSeconds = 15;
/** One that was killed is shown for so long. */
const shownForMinutes = 60;
const processesMax = 1_000;
const endWithinMs = 1_000;

/** By the database's own time, and not the sandbox's, which is moved by hand. */
export function startHeartbeat(
  db: Pick<Db, 'worker'>,
  { id, roles, version, publicUrl, settings, onDiffering }: ProcessFacts,
): Heartbeat {
  let others: readonly (Peer & { readonly id: string })[] = [];
  let differing: readonly Difference[] = [];
  return {
    id,
    differing: () => differing,
    numbering() {
      if (!roles.has('sequencer')) return null;
      const ids = [id, ...others.filter((one) => one.roles.includes('sequencer')).map((one) => one.id)].sort();
      return { place: ids.indexOf(id), of: ids.length };
    },
    doors: () => Math.max(1, others.filter((one) => one.roles.includes('api')).length + (roles.has('api') ? 1 : 0)),
    async beat() {
      const { rows } = await db.worker.query<Peer & { readonly id: string }>(
        `with gone as (delete from process where beat_at < clock_timestamp() - make_interval(mins => $8)),
           mine as (insert into process (id, roles, version, public_url, settings, host, pid, started_at, beat_at)
             values ($1, $2, $3, $4, $5, $6, $7, clock_timestamp(), clock_timestamp())
             on conflict (id) do update set beat_at = greatest(clock_timestamp(), process.beat_at))
         select id, roles, version, public_url as "publicUrl", settings, host, pid from process
          where id <> $1 and beat_at > clock_timestamp() - make_interval(secs => $9) limit $10`,
        [
          id,
          [...roles],
          version,
          publicUrl(),
          JSON.stringify(settings()),
          hostname(),
          process.pid,
          shownForMinutes,
          livesForSeconds,
          processesMax,
        ],
      );
      others = rows;
      const before = inWords(differing);
      differing = differences([{ host: hostname(), pid: process.pid, settings: settings() }, ...rows]);
      if (differing.length > 0 && inWords(differing) !== before) onDiffering?.(differing);
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
    `select id, roles, version, public_url as "publicUrl", settings, host, pid, started_at as "startedAt", beat_at as "beatAt",
       beat_at > clock_timestamp() - make_interval(secs => $1) as lives
     from process order by started_at, id limit $2`,
    [livesForSeconds, processesMax],
  );
  return rows;
}
