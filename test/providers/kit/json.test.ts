import { describe, expect, test } from 'vitest';
import { readJson } from '../../../src/providers/kit/json.ts';

describe('JSON from outside', () => {
  test('keeps every number as it was written', () => {
    const text = '{"a":10.00,"b":1e400,"c":-0,"d":9007199254740993,"e":[1.10,true,null,"x"]}';
    expect(readJson(text)).toEqual({
      ok: true,
      value: { a: '10.00', b: '1e400', c: '-0', d: '9007199254740993', e: ['1.10', true, null, 'x'] },
    });
  });
  test('may be nested as deep as it is told, brackets within text aside', () => {
    expect(readJson('[[["[[[[{{"]]]', 3).ok).toBe(true);
    expect(readJson('[[[["x"]]]]', 3)).toEqual({ ok: false, error: 'nested deeper than 3' });
    expect(readJson('["\\"[[[[[["]', 1).ok).toBe(true);
    expect(readJson('['.repeat(1_000_000)).ok).toBe(false);
  });
  test.each([
    '',
    '{',
    '{"a":1}x',
    "{'a':1}",
    '{"a":1,}',
    '[01]',
    '[.5]',
    'undefined',
    '{"a":1,"a":2}',
    '{"__proto__":1}',
    '["\\u0000"]',
    '["\\udc00"]',
    '{"\\u0000":1}',
  ])('refuses %j without quoting it', (text) => {
    const result = readJson(text);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.error).toMatch(/^[\w ]+$/);
  });
});
