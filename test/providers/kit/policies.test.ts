import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeBody, quote } from '../../../src/providers/kit/quote.ts';
import { isDay, readTime } from '../../../src/providers/kit/times.ts';
import { baseUrl, isSafeUrl } from '../../../src/providers/kit/urls.ts';

/** What all adapters decide alike. */

describe('a time that names its offset is that instant, whatever zone the provider usually means', () => {
  test.each([
    ['2024-05-01T12:00:00Z', '2024-05-01T12:00:00.000Z'],
    ['2024-05-01T12:00:00.1234567+02:00', '2024-05-01T10:00:00.123Z'],
    ['2024-05-01 12:00:00-05:30', '2024-05-01T17:30:00.000Z'],
  ])('%s is %s', (text, iso) => {
    for (const zone of [null, 'UTC', 'Europe/Amsterdam']) expect(readTime(text, zone)?.toISOString()).toBe(iso);
  });
});

describe('a time without an offset', () => {
  test('cannot be read where an offset is promised', () => {
    expect(readTime('2024-05-01T12:00:00', null)).toBeNull();
  });
  test.each([
    ['2024-01-15T12:00:00', 'UTC', '2024-01-15T12:00:00.000Z'],
    ['2024-01-15T12:00:00', 'Europe/Amsterdam', '2024-01-15T11:00:00.000Z'],
    ['2024-07-15T12:00:00.5', 'Europe/Amsterdam', '2024-07-15T10:00:00.500Z'],
    ['2024-07-15T12:00:00', 'America/St_Johns', '2024-07-15T14:30:00.000Z'],
    ['2024-07-15T12:00:00', 'Asia/Kolkata', '2024-07-15T06:30:00.000Z'],
  ])('%s on the clocks of %s is %s', (text, zone, iso) => {
    expect(readTime(text, zone)?.toISOString()).toBe(iso);
  });
  test('of the hour that comes twice is the first of the two', () => {
    expect(readTime('2024-10-27T02:30:00', 'Europe/Amsterdam')?.toISOString()).toBe('2024-10-27T00:30:00.000Z');
    expect(readTime('2024-11-03T01:30:00', 'America/New_York')?.toISOString()).toBe('2024-11-03T05:30:00.000Z');
  });
  test('of the hour that never comes cannot be read', () => {
    expect(readTime('2024-03-31T02:30:00', 'Europe/Amsterdam')).toBeNull();
    expect(readTime('2024-03-10T02:30:00', 'America/New_York')).toBeNull();
  });
  test('on the clocks of no zone that there is, is a mistake of the adapter', () => {
    expect(() => readTime('2024-05-01T12:00:00', 'Europe/Atlantis')).toThrow(RangeError);
  });
});

test.each([null, undefined, '', 'yesterday', '2024-05-01', '2024-13-01T12:00:00Z', '2024-05-01T12:00Z'])(
  '%j is no time',
  (text) => {
    expect(readTime(text, 'UTC')).toBeNull();
  },
);

test('a day is one of the calendar', () => {
  expect(['2024-02-29', '2023-02-29', '2024-02-30', '2024-2-1', ''].map(isDay)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});

describe('an address', () => {
  test.each([
    ['https://bank.example/a?b=1#c', true],
    ['http://127.0.0.1:8080/a', true],
    ['http://localhost/a', true],
    ['http://[::1]/', true],
    ['http://bank.example/', false],
    ['http://localhost.example/', false],
    ['https://bank.example@elsewhere.example/', false],
    ['https://:secret@bank.example/', false],
    ['javascript:alert(1)', false],
    ['data:text/html,hello', false],
    ['/a', false],
    ['', false],
    [`https://bank.example/${'a'.repeat(2_000)}`, false],
  ])('%.60s is safe: %s', (text, safe) => {
    expect(isSafeUrl(text)).toBe(safe);
  });
  test.each([
    ['https://bank.example/api', true],
    ['http://127.0.0.1:1/api/', true],
    ['https://bank.example/api?a=1', false],
    ['https://bank.example/api#a', false],
    ['https://user@bank.example/api', false],
    [`https://bank.example/${'a'.repeat(500)}`, false],
  ])('%.60s is the base of an API: %s', (text, good) => {
    expect(baseUrl.safeParse(text).success).toBe(good);
  });
});

describe('a quote', () => {
  test.each([
    ['Reserved', '"Reserved"'],
    ['50099', '"50099"'],
    ['a "word"', String.raw`"a \"word\""`],
    ['two\nlines\u202e and\u0000 more', '"two lines  and  more"'],
    ['CPR 010190-1234', '"CPR ######-####"'],
    ['NL91 ABNA 0417 1643 00', '"NL91 ABNA #### #### ##"'],
    ['call 45 11 10 01 18 now', '"call ## ## ## ## ## now"'],
    [`${'x'.repeat(35)}0101901234`, `"${'x'.repeat(35)}#####"`],
  ])('of %j is %s', (text, expected) => {
    expect(quote(text)).toBe(expected);
  });
  test('is short, on one line, and without eight digits in a row, whatever it is of', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: fc.constantFrom('0', '7', ' ', '-', '\n', 'x', '\ud800'), maxLength: 300 }),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        const told: string = JSON.parse(quote(text));
        expect(told.length).toBeLessThanOrEqual(40);
        expect(told).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]|\d{8}/u);
      }),
      { seed: 20_261_128 },
    );
  });
});

test.each([
  ['{"debtorName":"Jens Hansen","cpr":"0101', '39 characters that look like JSON'],
  ['<html><title>502</title>', '24 characters that look like HTML or XML'],
  ['upstream connect error', '22 characters that look like text'],
])('of a body that could not be read nothing is repeated: %j', (text, told) => {
  expect(describeBody(text)).toBe(told);
});
