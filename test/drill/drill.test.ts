import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from './catalogue.ts';
import { judgeOf } from './followers.ts';
import { casesOf } from './run-cases.ts';

const root = join(import.meta.dirname, '../..');

describe('the catalogue of faults', () => {
  it('has each id once, and stands whole in the document', () => {
    const ids = catalogue.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const told = [...readFileSync(join(root, 'docs/reliability.md'), 'utf8').matchAll(/^\| ([A-Z]\d\d) \|/gm)];
    expect(told.map(([, id]) => id)).toEqual(ids);
  });

  it('names tests that are there', () => {
    const files = catalogue.flatMap(({ by }) => ('tests' in by ? by.tests.map(({ file }) => file) : []));
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it('refuses an id that it does not have', () => {
    expect(() => casesOf(['K01', 'K99'])).toThrow('K99');
  });
});

it.each([
  ['in order', [4n, 5n, 6n], { gaps: 0, repeats: 0, inversions: 0 }],
  ['with one missing', [4n, 6n], { gaps: 1, repeats: 0, inversions: 0 }],
  ['with one twice', [4n, 5n, 5n, 6n], { gaps: 0, repeats: 1, inversions: 0 }],
  ['with one that comes late', [4n, 6n, 5n, 7n], { gaps: 1, repeats: 0, inversions: 1 }],
])('a follower that is sent events %s is judged so', (_name, sequences, expected) => {
  const judge = judgeOf('follower');
  for (const sequence of sequences) judge.take(sequence);
  expect(judge.seen).toMatchObject({ ...expected, last: sequences.at(-1) });
});
