import { expect, test } from 'vitest';
import { type CachedLookupOptions, createCachedLookup } from '../../src/platform/cached-lookup.ts';

/** A table whose reads a test answers when it likes. */
function play(values: Record<string, string>, options: Partial<CachedLookupOptions<string>> = {}) {
  const asked: (readonly string[])[] = [];
  const answers: (() => void)[] = [];
  let nowMs = 0;
  const lookup = createCachedLookup<string>({
    keptMs: 100,
    monotonicMs: () => nowMs,
    async load(keys) {
      asked.push(keys);
      const read = new Map(keys.flatMap((key) => (key in values ? [[key, values[key] as string]] : [])));
      await new Promise<void>((resolve) => answers.push(resolve));
      return read;
    },
    ...options,
  });
  return {
    lookup,
    asked,
    values,
    pass: (ms: number) => {
      nowMs += ms;
    },
    /** Answers whatever is asked until all of these have their answer. */
    async answered<T>(gets: readonly Promise<T>[]): Promise<T[]> {
      let done = false;
      const all = Promise.all(gets).finally(() => {
        done = true;
      });
      while (!done) {
        for (const answer of answers.splice(0)) answer();
        await Promise.resolve();
      }
      return all;
    },
  };
}

test('those who ask while a read is under way share it, or the next; there is never a second beside it', async () => {
  const { lookup, asked, answered } = play({ a: '1', b: '2' });
  const gets = ['a', 'b', 'a', 'c', 'b'].map((key) => lookup.get(key));
  expect(asked).toEqual([['a']]);
  expect(await answered(gets)).toEqual(['1', '2', '1', null, '2']);
  expect(asked).toEqual([['a'], ['b', 'c']]);
});

test('an answer, also that there is none, holds until it is as old as it may become, counted from the question', async () => {
  const { lookup, asked, answered, pass } = play({ a: '1' });
  const first = [lookup.get('a'), lookup.get('b')];
  pass(60);
  await answered(first);
  pass(39);
  expect([lookup.peek('a'), await lookup.get('a')]).toEqual(['1', '1']);
  pass(1);
  // The second was asked for when the first had been answered, 60 later.
  expect([lookup.peek('a'), lookup.peek('b')]).toEqual([undefined, null]);
  pass(60);
  expect(lookup.peek('b')).toBeUndefined();
  await answered([lookup.get('b')]);
  expect(asked).toEqual([['a'], ['b'], ['b']]);
});

test('what is forgotten is read anew', async () => {
  const { lookup, answered, values } = play({ a: '1', b: '2' });
  await answered([lookup.get('a'), lookup.get('b')]);
  values.a = '3';
  lookup.forget((value) => value === '1');
  expect([lookup.peek('a'), lookup.peek('b')]).toEqual([undefined, '2']);
  expect(await answered([lookup.get('a')])).toEqual(['3']);
});

test('a read that fails is told to all who waited, and the next one is tried', async () => {
  let fails = true;
  const { lookup, answered } = play(
    {},
    {
      load: async (keys) => {
        if (fails) throw new Error('away');
        return new Map(keys.map((key) => [key, key]));
      },
    },
  );
  const failed = await Promise.allSettled([lookup.get('a'), lookup.get('b'), lookup.get('a')]);
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  fails = false;
  expect(await answered([lookup.get('a')])).toEqual(['a']);
});

test('no more is kept than fits, of what is there and of what is not', async () => {
  const { lookup, answered } = play({ a: '1', b: '2' }, { keptMax: 1 });
  await answered(['a', 'b', 'x', 'y'].map((key) => lookup.get(key)));
  expect(['a', 'b', 'x', 'y'].map((key) => lookup.peek(key))).toEqual([undefined, '2', undefined, null]);
});
