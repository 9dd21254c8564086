import { afterEach, describe, expect, it } from 'vitest';
import type { Log } from '../../src/platform/log.ts';
import { startWorkerLoop, type WorkerLoop } from '../../src/platform/worker-loop.ts';

/** Only a poll that nobody waits for takes as long as this. */
const never = 3_600_000;

interface Stand {
  readonly loop: WorkerLoop;
  /** Things that are due; a claim takes from the front. */
  readonly due: string[];
  readonly logged: string[];
  /** Ends the work at one thing, once it has been taken up. */
  finish(thing: string): Promise<void>;
  readonly begun: readonly string[];
  /** How the next claim answers, instead of with what is due. */
  claimOnce: (() => Promise<readonly string[]>) | null;
}

let stand: Stand;
afterEach(async () => {
  const stopping = stand.loop.stop();
  for (const thing of stand.begun) void stand.finish(thing);
  await stopping;
});

function startStand(slots: number, works: (thing: string) => Promise<void> | null = () => null): Stand {
  const due: string[] = [];
  const logged: string[] = [];
  const begun: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<void>>();
  const starts = new Map<string, PromiseWithResolvers<void>>();
  const of = (map: typeof ends, thing: string): PromiseWithResolvers<void> => {
    const known = map.get(thing) ?? Promise.withResolvers<void>();
    map.set(thing, known);
    return known;
  };
  const log = { error: (_fields, message) => void logged.push(message) } as Partial<Log> as Log;
  const loop = startWorkerLoop<string>({
    name: 'test',
    slots,
    pollMs: never,
    log,
    claim(free) {
      const once = stand.claimOnce;
      stand.claimOnce = null;
      return once ? once() : Promise.resolve(due.splice(0, free));
    },
    work(thing) {
      begun.push(thing);
      of(starts, thing).resolve();
      return works(thing) ?? of(ends, thing).promise;
    },
  });
  stand = {
    loop,
    due,
    logged,
    begun,
    claimOnce: null,
    async finish(thing) {
      await of(starts, thing).promise;
      of(ends, thing).resolve();
    },
  };
  return stand;
}

/** Everything that can happen without a timer or a socket has happened. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const stateOf = async (promise: Promise<unknown>): Promise<'passed' | 'waits'> => {
  await settled();
  return Promise.race([promise.then(() => 'passed' as const), settled().then(() => 'waits' as const)]);
};

describe('a drain', () => {
  it('passes at once where nothing is due, and says that there was nothing', async () => {
    expect(await startStand(2).loop.drain()).toBe(false);
  });

  it('waits until what was due has ended, and says that there was something', async () => {
    const { loop, due, finish } = startStand(2);
    due.push('a', 'b', 'c');
    const drained = loop.drain();
    await finish('a');
    await finish('b');
    expect(await stateOf(drained)).toBe('waits');
    await finish('c');
    expect(await drained).toBe(true);
  });

  it('waits for what had been taken up before it began', async () => {
    const { loop, due, finish } = startStand(2);
    due.push('a');
    loop.wake();
    await settled();
    const drained = loop.drain();
    expect(await stateOf(drained)).toBe('waits');
    await finish('a');
    expect(await drained).toBe(true);
  });

  it('does not wait for what falls due after it has seen that nothing more was', async () => {
    const { loop, due, finish, begun } = startStand(2);
    due.push('a');
    const drained = loop.drain();
    await settled();
    due.push('later');
    loop.wake();
    await settled();
    expect(begun).toEqual(['a', 'later']);
    await finish('a');
    expect(await drained).toBe(true);
  });

  it('passes under traffic that never ends', async () => {
    const { loop, due } = startStand(2, () => {
      due.push('another');
      setImmediate(() => loop.wake());
      return Promise.resolve();
    });
    due.push('first');
    expect(await loop.drain()).toBe(true);
    expect(await loop.drain()).toBe(true);
  });

  it('is not satisfied with a look that had begun before it', async () => {
    const { loop, due, finish } = startStand(2);
    const look = Promise.withResolvers<readonly string[]>();
    stand.claimOnce = () => look.promise;
    loop.wake();
    await settled();
    const drained = loop.drain();
    due.push('a');
    look.resolve([]);
    expect(await stateOf(drained)).toBe('waits');
    await finish('a');
    expect(await drained).toBe(true);
  });

  it('waits for a slot to look for what is due', async () => {
    const { loop, due, finish } = startStand(1);
    due.push('a', 'b');
    loop.wake();
    await settled();
    const drained = loop.drain();
    await finish('a');
    expect(await stateOf(drained)).toBe('waits');
    await finish('b');
    expect(await drained).toBe(true);
  });

  it('passes when a look fails, which is logged', async () => {
    const { loop, logged } = startStand(1);
    stand.claimOnce = () => Promise.reject(new Error('no database'));
    expect(await loop.drain()).toBe(false);
    expect(logged).toEqual(['a worker could not look for work; it tries again']);
  });

  it('passes when work fails, which is logged', async () => {
    const { loop, due, logged } = startStand(1, () => Promise.reject(new Error('no')));
    due.push('a');
    expect(await loop.drain()).toBe(true);
    expect(logged).toEqual(['a worker failed at one thing; its lease will bring it back']);
  });

  it('passes when the loop stops, once what is under way has ended; and after that at once', async () => {
    const { loop, due, finish } = startStand(1);
    due.push('a', 'b');
    const drained = loop.drain();
    await settled();
    const stopped = loop.stop();
    expect(await stateOf(stopped)).toBe('waits');
    await finish('a');
    expect(await drained).toBe(true);
    await stopped;
    expect(due).toEqual(['b']);
    expect(await loop.drain()).toBe(false);
  });
});

it('looks again at once when it is woken while it looks and something is still under way', async () => {
  const { loop, due, begun, finish } = startStand(2);
  due.push('a');
  loop.wake();
  await settled();
  const look = Promise.withResolvers<readonly string[]>();
  stand.claimOnce = () => look.promise;
  loop.wake();
  await settled();
  due.push('b');
  loop.wake();
  look.resolve([]);
  await settled();
  expect(begun).toEqual(['a', 'b']);
  await finish('a');
  await finish('b');
});
