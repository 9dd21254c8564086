import { GraphQLScalarType, parseValue } from 'graphql';
import { describe, expect, it } from 'vitest';
import { sandboxSchema as schema } from '../../src/graphql/schema/schema.ts';

/** What comes in by the scalars that more can be wrong with than a pattern tells. */
function scalar(name: string): GraphQLScalarType {
  const type = schema.getType(name);
  if (!(type instanceof GraphQLScalarType)) throw new Error(`${name} is no scalar`);
  return type;
}

describe('metadata', () => {
  const { parseValue: read, parseLiteral } = scalar('Metadata');

  it('keeps every key that it takes', () => {
    const notes = { constructor: 'a', toString: 'b', 'ø 1': 'c' };
    expect(read(notes)).toEqual(notes);
  });

  it.each([
    ['a key that libraries drop', JSON.parse('{"__proto__":"x"}'), 'the key __proto__'],
    ['an empty key', { '': 'x' }, 'the key '],
    ['a number', { a: 1 }, 'got 1'],
    ['a text that is too long', { a: 'x'.repeat(501) }, 'a text of 501 characters'],
    ['a list', ['x'], 'a list'],
    ['an object within', { a: { b: 'c' } }, 'an object'],
  ])('refuses %s, and says what came', (_what, value, told) => {
    expect(() => read(value)).toThrow(told);
  });

  it('refuses what is nested as deep as a body allows', () => {
    const deep = JSON.parse(`{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`);
    expect(() => read(deep)).toThrow('got a list');
    expect(() => read(Array(10).fill(deep))).toThrow('got a list');
  });

  it('reads a literal as it reads a variable, those within it included', () => {
    expect(parseLiteral(parseValue('{ a: "x", b: $b }'), { b: 'y' })).toEqual({ a: 'x', b: 'y' });
    expect(() => parseLiteral(parseValue('{ a: 1 }'), {})).toThrow('got 1');
    expect(() => parseLiteral(parseValue('{ a: $b }'), { b: 7 })).toThrow('got 7');
    expect(() => parseLiteral(parseValue('"x"'), {})).toThrow('expected an object');
  });
});

describe('a URL', () => {
  const { parseValue: read } = scalar('Url');

  it.each(['https://shop.example/a?b=c#d', 'https://shop.example/ø', 'http://127.0.0.1:80/'])('may be %s', (url) => {
    expect(read(url)).toBe(url);
  });

  it.each([
    'https://shop.example/\r\nX: y',
    'https://shop.example/\t',
    ' https://shop.example/',
    'https://shop.example/a b',
    'https://shop.example/\u0085',
    'https://shop.example/\u00a0',
    'http://shop.example/',
    'https://user:secret@shop.example/',
  ])('is not %j, which would be called as another than is kept', (url) => {
    expect(() => read(url)).toThrow('expected an absolute https URL');
  });
});
