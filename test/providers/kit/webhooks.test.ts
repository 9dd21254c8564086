import { describe, expect, test } from 'vitest';
import { answers, deliveredJson, isOneOf, splitBatch } from '../../../src/providers/kit/webhooks.ts';

const bytes = (text: string) => ({ body: new TextEncoder().encode(text) });

describe('a delivery', () => {
  test('is read as JSON without a float', () => {
    expect(deliveredJson(bytes('{"amount":10.00}'), 100)).toEqual({ ok: true, value: { amount: '10.00' } });
  });
  test.each([
    ['that is too long', bytes('[1,2,3,4]'), 'expected at most 8 bytes'],
    ['that is no UTF-8', { body: new Uint8Array([0xff, 0xfe]) }, 'expected UTF-8'],
    ['that is no JSON', bytes('{'), 'expected JSON; not JSON'],
  ])('%s is refused', (_, request, error) => {
    expect(deliveredJson(request, 8)).toEqual({ ok: false, error });
  });
});

describe('a batch', () => {
  const toItem = (body: unknown) =>
    typeof body === 'string' ? { dedupeKey: body, about: { kind: 'payment', id: body } as const, body } : null;
  const split = (bodies: readonly unknown[]) =>
    splitBatch(bodies, { itemsMax: 2, noun: 'events', one: 'an event' }, toItem);

  test('keeps what it cannot read for a person, under a name of its own and without its body', () => {
    const items = split(['a', { name: 'Jens' }]);
    expect(items.ok && items.value).toMatchObject([
      { dedupeKey: 'a' },
      { dedupeKey: expect.stringMatching(/^unreadable:[0-9a-f]{64}$/), body: {} },
    ]);
    expect(JSON.stringify(items, (_, value) => value)).not.toContain('Jens');
  });
  test.each([
    ['nothing', [], 'expected 1 to 2 events; got 0'],
    ['too much', ['a', 'b', 'c'], 'expected 1 to 2 events; got 3'],
    ['nothing that can be read', [1, 2], 'expected an event'],
  ])('of %s is malformed', (_, bodies, error) => {
    expect(split(bodies)).toEqual({ ok: false, error });
  });
});

test('a proof is one of several, whole, and of any length', () => {
  expect(isOneOf('b', ['a', 'b'])).toBe(true);
  for (const given of ['', 'c', 'bb', 'B']) expect(isOneOf(given, ['a', 'b'])).toBe(false);
  expect(isOneOf('', [])).toBe(false);
});

test('a delivery is answered as its provider wants', () => {
  const answer = answers({ taken: 204, refused: 498 });
  expect(
    (['verified', 'unverified', 'invalid', 'stale', 'malformed'] as const).map((check) => answer(check).status),
  ).toEqual([204, 204, 498, 498, 400]);
});
