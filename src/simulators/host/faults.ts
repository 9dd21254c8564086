import { z } from 'zod';
import { seededRandom } from './random.ts';
import type { Store } from './store.ts';

/** What can go wrong with the reply to a call. */
export const replyFaults = [
  'ok',
  'refuse',
  'timeoutNoEffect',
  'effectThenTimeout',
  'effectLater',
  'effectThenReset',
  'resetNoEffect',
  '5xxNoEffect',
  '5xxAfterEffect',
  'html502',
  'truncatedJson',
  'slowDrip',
  'hugeBody',
  'wrongAmount',
  'wrongCurrency',
  'rateLimit',
  'expiredToken',
] as const;
/** What can go wrong with a callback. */
export const pushFaults = [
  'duplicatePush',
  'pushBeforeReply',
  'pushLate',
  'pushReordered',
  'neverPush',
  'badSignature',
] as const;
export type ReplyFault = (typeof replyFaults)[number];
export type PushFault = (typeof pushFaults)[number];
export type FaultName = ReplyFault | PushFault;

const day = 86_400_000;
const args = z.strictObject({
  /** duplicatePush: how many come in all. rateLimit: how many calls are turned away. */
  n: z.int().min(1).max(1_000).optional(),
  /** effectLater, pushLate: by how much. */
  ms: z
    .int()
    .min(0)
    .max(400 * day)
    .optional(),
  /** refuse: which status. */
  code: z.int().min(400).max(499).optional(),
  /** 5xxNoEffect, 5xxAfterEffect: which status. */
  status: z.int().min(500).max(599).optional(),
  /** hugeBody: how much. */
  bytes: z
    .int()
    .min(1)
    .max(100 * 1024 * 1024)
    .optional(),
  /** slowDrip: the wait between two bytes. */
  everyMs: z.int().min(1).max(10_000).optional(),
  /** html502: whether the thing was done all the same. */
  effect: z.boolean().optional(),
  /** rateLimit: what Retry-After says; null leaves it out. */
  retryAfterSeconds: z.int().min(0).max(3_600).nullable().optional(),
});
export type FaultArgs = z.infer<typeof args>;

const drawn = z.strictObject({ fault: z.enum([...replyFaults, ...pushFaults]), args: args.optional() });
/** One line of a fault script: which call or callback it waits for, and what is then to go wrong. */
export const faultLine = z
  .strictObject({
    operation: z.string().max(64).optional(),
    subject: z.string().max(64).optional(),
    fault: drawn.shape.fault.optional(),
    args: args.optional(),
    /** Draws one of these each time, by the script's seed. */
    oneOf: z
      .array(drawn.extend({ weight: z.int().min(1).max(1_000).optional() }))
      .min(1)
      .max(50)
      .optional(),
    times: z.int().min(1).max(1_000_000).optional(),
  })
  .refine((line) => (line.fault === undefined) !== (line.oneOf === undefined), 'give either fault or oneOf')
  .refine(
    (line) => new Set((line.oneOf ?? []).map(({ fault }) => isPushFault(fault))).size < 2,
    'oneOf mixes faults of replies and of callbacks',
  );
export type FaultLine = z.infer<typeof faultLine>;
/** A line that a scenario leaves for a call or callback yet to come. */
export type ArmedFault = FaultLine;

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

function isPushFault(fault: FaultName): fault is PushFault {
  return (pushFaults as readonly string[]).includes(fault);
}
