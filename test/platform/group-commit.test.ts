import { expect, test, vi } from 'vitest';
import { createGroupCommit, type GroupCommitOptions } from '../../src/platform/group-commit.ts';

/** A table whose commits a test ends when it likes. */
function play(over: Partial<GroupCommitOptions<string, string>> = {}) {
  const commits: { readonly things: readonly string[]; end(error?: Error): void }[] = [];
  const { add } = createGroupCommit<string, string>({
    countMax: 3,
    weightMax: 100,
    weightOf: (thing) => thing.length,
    commit: (things) =>
      new Promise((resolve, reject) =>
        commits.push({
          things,
          end: (error) => (error ? reject(error) : resolve(things.map((thing) => thing.toUpperCase()))),
        }),
      ),
    ...over,
  });
  const seen = (count: number) => vi.waitFor(() => expect(commits).toHaveLength(count), { interval: 1 });
  return { add, commits, seen };
}

test('who comes in one turn goes together at once, and each gets its own answer', async () => {
  const { add, commits, seen } = play();
  const asked = ['a', 'b'].map(add);
  await seen(1);
  expect(commits[0]?.things).toEqual(['a', 'b']);
  commits[0]?.end();
  expect(await Promise.all(asked)).toEqual(['A', 'B']);
});

test('who comes while others are written goes next, in order, as many as may go together', async () => {
  const { add, commits, seen } = play({ countMax: 2, weightMax: 4 });
  const asked = [add('a')];
  await seen(1);
  asked.push(...['b', 'c', 'd', 'large', 'e'].map(add));
  for (const at of [0, 1, 2, 3, 4]) {
    await seen(at + 1);
    commits[at]?.end();
  }
  expect(await Promise.all(asked)).toEqual(['A', 'B', 'C', 'D', 'LARGE', 'E']);
  expect(commits.map(({ things }) => things.join(' '))).toEqual(['a', 'b c', 'd', 'large', 'e']);
});

test('nobody waits for long behind one that is stuck, and three are under way at most', async () => {
  vi.useFakeTimers();
  try {
    const { add, commits } = play();
    const asked: Promise<string>[] = [];
    for (const thing of ['a', 'b', 'c', 'd']) {
      asked.push(add(thing));
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(commits.map(({ things }) => things)).toEqual([['a'], ['b'], ['c']]);
    commits[0]?.end();
    await vi.advanceTimersByTimeAsync(1);
    for (const { end } of commits) end();
    expect(await Promise.all(asked)).toEqual(['A', 'B', 'C', 'D']);
  } finally {
    vi.useRealTimers();
  }
});

test('one that cannot be written fails alone', async () => {
  const written: string[] = [];
  const { add } = play({
    async commit(things) {
      if (things.includes('bad')) throw new Error('bad');
      written.push(...things);
      return things;
    },
  });
  const settled = await Promise.allSettled(['a', 'bad', 'b'].map(add));
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(written).toEqual(['a', 'b']);
});

test('nothing is tried one by one while the database is away', async () => {
  const { add, commits, seen } = play();
  const asked = Promise.allSettled(['a', 'b'].map(add));
  await seen(1);
  commits[0]?.end(Object.assign(new Error('gone'), { code: 'ECONNRESET' }));
  expect((await asked).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(commits).toHaveLength(1);
});

test('who would not be written in time is told so at once', async () => {
  const { add } = play({ commit: () => new Promise(() => undefined) });
  for (let waiting = 0; waiting < 2_000; waiting++) void add('a');
  await expect(add('a')).rejects.toThrow('the database does not answer in time');
});
