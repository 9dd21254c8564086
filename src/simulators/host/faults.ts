import {
  type FaultArgs,
  type FaultLine,
  type FaultName,
  isPushFault,
  type PushFault,
  type ReplyFault,
} from '../kit/fault-line.ts';
import { seededRandom } from './random.ts';
import type { Store } from './store.ts';

/** The fault that a call or callback was dealt. */
export interface DealtFault<F extends FaultName = FaultName> {
  readonly fault: F;
  readonly args: FaultArgs;
}

/** The lines of a script that still wait, consumed in order by what matches them. */
export interface Faults {
  add(provider: string, lines: readonly FaultLine[], seed: number): void;
  clear(provider: string): void;
  takeForReply(provider: string, operation: string, subjects: readonly string[]): DealtFault<ReplyFault> | null;
  takeForPush(provider: string, names: readonly string[], subjects: readonly string[]): DealtFault<PushFault> | null;
  /** The lines that wait, and what was dealt so far. */
  report(provider: string): { readonly waiting: readonly unknown[]; readonly taken: readonly unknown[] };
}

interface Stored {
  readonly line: FaultLine;
  readonly seed: number;
  /** Its place in its script: two lines of one script must not draw alike, and the same script must draw the same again. */
  readonly position: number;
}

export function openFaults({ db }: Store): Faults {
  const insert = db.prepare('insert into fault (provider, json, remaining, drawn) values (?, ?, ?, 0)');
  const waiting = db.prepare('select * from fault where provider = ? order by id');
  const use = db.prepare('update fault set remaining = remaining - 1, drawn = drawn + 1 where id = ?');
  const sweep = db.prepare('delete from fault where id = ? and remaining <= 0');
  const clear = db.prepare('delete from fault where provider = ?');
  const note = db.prepare('insert into fault_taken (provider, json) values (?, ?)');
  const trim = db.prepare('delete from fault_taken where seq <= ? - 10000');
  const noted = db.prepare('select json from fault_taken where provider = ? order by seq');

  const take = (
    provider: string,
    forPush: boolean,
    names: readonly string[],
    subjects: readonly string[],
  ): DealtFault | null => {
    for (const row of waiting.all(provider)) {
      const stored = JSON.parse(String(row.json)) as Stored;
      if (!matches(stored.line, forPush, names, subjects)) continue;
      const dealt = draw(stored, Number(row.drawn));
      use.run(Number(row.id));
      sweep.run(Number(row.id));
      const { lastInsertRowid } = note.run(
        provider,
        JSON.stringify({ operation: names[0], fault: dealt.fault, args: dealt.args }),
      );
      trim.run(lastInsertRowid);
      return dealt;
    }
    return null;
  };
  return {
    add(provider, lines, seed) {
      for (const [position, line] of lines.entries()) {
        insert.run(provider, JSON.stringify({ line, seed, position } satisfies Stored), timesOf(line));
      }
    },
    clear: (provider) => {
      clear.run(provider);
    },
    takeForReply: (provider, operation, subjects) =>
      take(provider, false, [operation], subjects) as DealtFault<ReplyFault> | null,
    takeForPush: (provider, names, subjects) => take(provider, true, names, subjects) as DealtFault<PushFault> | null,
    report: (provider) => ({
      waiting: waiting
        .all(provider)
        .map((row) => ({ ...(JSON.parse(String(row.json)) as Stored).line, times: Number(row.remaining) })),
      taken: noted.all(provider).map((row) => JSON.parse(String(row.json)) as unknown),
    }),
  };
}

function timesOf(line: FaultLine): number {
  return line.times ?? (line.fault === 'rateLimit' ? (line.args?.n ?? 1) : 1);
}

function matches(line: FaultLine, forPush: boolean, names: readonly string[], subjects: readonly string[]): boolean {
  const first = line.fault ?? line.oneOf?.[0]?.fault;
  if (first === undefined || isPushFault(first) !== forPush) return false;
  // A token is fetched behind the scenes: a line without a name means the calls that were made on purpose.
  if (line.operation === undefined ? names[0] === 'token' : !names.includes(line.operation)) return false;
  return line.subject === undefined || subjects.includes(line.subject);
}

function draw({ line, seed, position }: Stored, drawnBefore: number): DealtFault {
  if (line.fault) return { fault: line.fault, args: line.args ?? {} };
  const choices = line.oneOf ?? [];
  // Each choice stands there as often as it weighs.
  const tickets = choices.flatMap((choice) => Array.from({ length: choice.weight ?? 1 }, () => choice));
  const choice = tickets[Math.floor(seededRandom(seed, position + 1, drawnBefore + 1)() * tickets.length)];
  if (!choice) throw new Error('a fault line without a choice was stored');
  return { fault: choice.fault, args: choice.args ?? {} };
}
