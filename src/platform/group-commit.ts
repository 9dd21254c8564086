import { databaseIsAway } from './database-away.ts';

/** What comes in the same moment is written together, in one statement, and each is answered once it is committed. */
export interface GroupCommit<Thing, Answer> {
  /** Resolves when the thing is committed. */
  add(thing: Thing): Promise<Answer>;
}

export interface GroupCommitOptions<Thing, Answer> {
  /** Writes all of them or none, and answers each in its place. */
  commit(things: readonly Thing[]): Promise<readonly Answer[]>;
  /** How many go together at most, and how much: one that weighs more goes by itself. */
  readonly countMax: number;
  readonly weightMax: number;
  weightOf(thing: Thing): number;
}

interface Waiting<Thing, Answer> extends PromiseWithResolvers<Answer> {
  readonly thing: Thing;
  readonly weight: number;
  readonly sinceMs: number;
}

/** While one is under way the others gather; after so long they go beside it, for it may be waiting for a row. */
const patienceMs = 20;
const atOnceMax = 3;
/** Whoever would not be written in time is told to come again. */
const waitingMax = 2_000;
const withinMs = 8_000;

/**
 * Nobody waits for company: who comes alone goes at once, with whoever came in the same turn of the event loop. Those who come while that is
 * under way go together next. When what was written together fails, each is written by itself, so that nobody fails for another.
 */
export function createGroupCommit<Thing, Answer>({
  commit,
  countMax,
  weightMax,
  weightOf,
}: GroupCommitOptions<Thing, Answer>): GroupCommit<Thing, Answer> {
  type Asked = Waiting<Thing, Answer>;
  const waiting: Asked[] = [];
  let underWay = 0;
  let planned = false;
  let patience: NodeJS.Timeout | undefined;

  /** The first, and those after it that fit. */
  const take = (): readonly Asked[] => {
    let [count, weight] = [1, waiting[0]?.weight ?? 0];
    for (const next of waiting.slice(1, countMax)) {
      weight += next.weight;
      if (weight > weightMax) break;
      count += 1;
    }
    return waiting.splice(0, count);
  };
  const write = async (group: readonly Asked[]): Promise<void> => {
    try {
      const answers = await commit(group.map(({ thing }) => thing));
      for (const [place, { resolve }] of group.entries()) resolve(answers[place] as Answer);
    } catch (error) {
      if (group.length === 1 || databaseIsAway(error)) for (const { reject } of group) reject(error);
      else for (const each of group) await write([each]);
    }
  };
  const go = (): void => {
    planned = false;
    clearTimeout(patience);
    patience = undefined;
    const late = performance.now() - withinMs;
    while (waiting[0] && waiting[0].sinceMs < late) waiting.shift()?.reject(tooMany());
    if (waiting.length === 0 || underWay >= atOnceMax) return;
    underWay += 1;
    void write(take()).finally(() => {
      underWay -= 1;
      go();
    });
    plan();
  };
  const plan = (): void => {
    if (waiting.length === 0 || planned) return;
    if (underWay > 0) {
      patience ??= setTimeout(go, patienceMs);
      return;
    }
    planned = true;
    setImmediate(go);
  };

  return {
    add(thing) {
      if (waiting.length >= waitingMax) return Promise.reject(tooMany());
      const own = { thing, weight: weightOf(thing), sinceMs: performance.now() };
      const asked = { ...own, ...Promise.withResolvers<Answer>() };
      waiting.push(asked);
      plan();
      return asked.promise;
    },
  };
}

const tooMany = (): Error => new Error('the database does not answer in time: too many wait already');
