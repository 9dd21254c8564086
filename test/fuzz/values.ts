import fc from 'fast-check';
import { GraphQLError, type GraphQLScalarType, isScalarType, parseValue } from 'graphql';
import { createCursors } from '../../src/event-log/cursor.ts';
import { sandboxSchema } from '../../src/graphql/schema/schema.ts';
import { decodeId, encodeId } from '../../src/kernel/ids.ts';
import { currency, fromDecimal, toDecimal } from '../../src/kernel/money.ts';
import { readJson } from '../../src/providers/kit/json.ts';
import { mutatedText } from './mutated.ts';
import type { Target } from './target.ts';

const cursors = createCursors(new Uint8Array(32).fill(7));
const merchant = '00000000-0000-7000-8000-000000000001';
const scope = `${merchant}|payments`;
const realCursors = [cursors.forEvent(merchant, 42n), cursors.forPage(scope, { atMs: 1_000, id: merchant })];
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.anything({ withBigInt: true, withDate: true, maxDepth: 3 }),
  fc.jsonValue({ maxDepth: 4 }),
  fc.stringMatching(/^-?\d{0,40}(\.\d{0,5})?(e\d{1,3})?$/),
  fc.stringMatching(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2}))?$/),
  fc.stringMatching(/^P(\d{1,5}[WD])?(T\d{1,9}[HMS])?$/),
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
);
const scalars = Object.values(sandboxSchema.getTypeMap()).filter(
  (type): type is GraphQLScalarType =>
    isScalarType(type) && !['String', 'ID', 'Int', 'Float', 'Boolean'].includes(type.name),
);

/** Texts that come from outside and become values of ours. */
export const valueTargets: readonly Target[] = [
  {
    name: 'cursors',
    holds: 'a cursor that we did not write for this merchant and list is no place',
    property: fc.property(
      fc.oneof(mutatedText(...realCursors), fc.string({ unit: 'binary', maxLength: 200 })),
      fc.uuid(),
      (text, stranger) => {
        const known = realCursors.includes(text);
        const sequence = cursors.eventIn(merchant, text);
        const place = cursors.pagePlace(scope, text);
        if (!known && (sequence !== null || place !== null)) throw new Error('a cursor of nobody is a place');
        if (stranger !== merchant && cursors.eventIn(stranger, text) !== null) throw new Error("another's is a place");
      },
    ),
  },
  {
    name: 'scalars',
    holds:
      'a value is read or refused by a GraphQL error of bounded length; what is read is written as something that is read the same',
    property: fc.property(fc.constantFrom(...scalars), anything, (scalar, value) => {
      let read: unknown;
      try {
        read = scalar.parseValue(value);
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        if (error.message.length > 500)
          throw new Error(`${scalar.name} answers with ${error.message.length} characters`);
        return;
      }
      const written = scalar.serialize(read);
      const again = scalar.parseValue(written);
      if (JSON.stringify(again, text) !== JSON.stringify(read, text))
        throw new Error(`${scalar.name} is read as another`);
    }),
  },
  {
    name: 'literals',
    holds: 'a literal in a document is read or refused by a GraphQL error',
    property: fc.property(
      fc.constantFrom(...scalars),
      mutatedText('{ a: "x", b: $b }', '"P1D"', '-12', '["x"]', 'ENUM', '1.5e3', '"""block"""', 'null'),
      (scalar, text) => {
        try {
          scalar.parseLiteral(parseValue(text), { b: 'y' });
        } catch (error) {
          if (!(error instanceof GraphQLError)) throw error;
        }
      },
    ),
  },
  {
    name: 'money',
    holds: 'an amount of a provider is the minor units that it says, or refused; never a rounded one',
    property: fc.property(
      fc.oneof(
        fc.stringMatching(/^-?\d{0,20}(\.\d{0,4})?$/),
        fc.string({ maxLength: 30 }),
        fc.stringMatching(/^\d{1,3}e\d{1,3}$/),
      ),
      fc.constantFrom('DKK', 'JPY', 'KWD', 'EUR'),
      (decimal, code) => {
        const read = fromDecimal(decimal, currency(code));
        if (!read.ok) return;
        const canonical = toDecimal(read.value);
        const plain = (value: string) =>
          value
            .replace(/^(-?)0+(?=\d)/, '$1')
            .replace(/(\.\d*?)0+$/, '$1')
            .replace(/\.$/, '')
            .replace(/^-0$/, '0');
        if (plain(canonical) !== plain(decimal)) throw new Error(`${decimal} was read as ${canonical}`);
      },
    ),
  },
  {
    name: 'ids',
    holds: 'an id is ours or none, and has one spelling',
    property: fc.property(
      fc.oneof(mutatedText(encodeId('oop', merchant)), fc.string({ unit: 'binary', maxLength: 60 })),
      (text) => {
        const id = decodeId(text);
        if (id && encodeId(id.prefix, id.uuid) !== text) throw new Error(`${text} names what is spelt otherwise`);
      },
    ),
  },
  {
    name: 'json',
    holds: 'what a provider sends is read as JSON, or told to be none; no number is rounded',
    property: fc.property(mutatedText('{"amount":10.00,"list":[1,{"a":"b"}]}', '[9007199254740993]'), (text) => {
      const read = readJson(text);
      if (read.ok) JSON.stringify(read.value);
    }),
  },
] as readonly Target[];

function text(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
