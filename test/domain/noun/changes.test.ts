import { describe, expect, it } from 'vitest';
import { changesOf, sameValue } from '../../../src/domain/noun/changes.ts';

const noon = '2026-11-28T12:00:00.000Z';

describe('a column holds the same', () => {
  it.each([
    ['text', 'active', 'active'],
    ['money', 8_000n, 8_000n],
    ['nothing', null, null],
    ['one moment in two objects', new Date(noon), new Date(noon)],
    ['JSON with its members in another order', { code: 'OTHER', origin: 'PAYER' }, { origin: 'PAYER', code: 'OTHER' }],
    ['JSON in which a member is undefined', { code: 'OTHER' }, { code: 'OTHER', message: undefined }],
    ['a list of equal JSON', [{ type: 'A', requires: ['B'] }], [{ requires: ['B'], type: 'A' }]],
  ])('where it holds %s', (_, was, is) => {
    expect([sameValue(was, is), sameValue(is, was)]).toEqual([true, true]);
  });
});

describe('a column changes', () => {
  it.each([
    ['its text', 'active', 'Active'],
    ['its amount', 8_000n, 8_001n],
    ['an amount to a number', 8_000n, 8_000],
    ['nothing to something', null, ''],
    ['nothing to empty JSON', null, {}],
    ['its moment by a millisecond', new Date(noon), new Date('2026-11-28T12:00:00.001Z')],
    ['a moment to its text', new Date(noon), noon],
    ['a moment to JSON', new Date(noon), {}],
    ['a member of its JSON', { code: 'OTHER' }, { code: 'EXPIRED' }],
    ['a member deep in its JSON', { a: [{ b: { c: 1 } }] }, { a: [{ b: { c: 2 } }] }],
    ['by a member more', { code: 'OTHER' }, { code: 'OTHER', message: 'why' }],
    ['by a member that is null', { code: 'OTHER' }, { code: 'OTHER', message: null }],
    ['the order of its list', ['A', 'B'], ['B', 'A']],
    ['by an item more', ['A'], ['A', 'B']],
    ['a list to JSON with the same members', ['A'], { 0: 'A' }],
  ])('%s', (_, was, is) => {
    expect([sameValue(was, is), sameValue(is, was)]).toEqual([false, false]);
  });
});

describe('the changes of a patch', () => {
  const before = { status: 'ACTIVE', expiresAt: new Date(noon), reason: null, unresolvedCount: 0, untouched: 1 };

  it('are the columns that would change', () => {
    const patch = { status: 'ACTIVE', expiresAt: new Date(noon), reason: null, unresolvedCount: 1 };
    expect(changesOf(before, patch)).toEqual({ unresolvedCount: 1 });
  });

  it('are none where everything is the same', () => {
    expect(changesOf(before, { expiresAt: new Date(noon), reason: null })).toEqual({});
  });

  it('leave out what is undefined, which names no column', () => {
    expect(Object.keys(changesOf(before, { status: undefined, unresolvedCount: 2 }))).toEqual(['unresolvedCount']);
  });

  it('set a column to nothing', () => {
    expect(changesOf(before, { expiresAt: null })).toEqual({ expiresAt: null });
  });
});
