import { type DocumentNode, GraphQLError, parse, validate } from 'graphql';
import { costOf } from '../../../src/graphql/limits/cost.ts';
import { documentLimits, errorsMax, tokensMax } from '../../../src/graphql/limits/limits.ts';
import { checkShape } from '../../../src/graphql/limits/shape.ts';
import { sandboxSchema as schema } from '../../../src/graphql/schema/schema.ts';
import { askedIn } from './judged.ts';

/** How often each step reads a property of a node of the document, and the fields that the answer may have. */
export type Work = Record<'shape' | 'validation' | 'cost' | 'fields', number>;

/** What each step reads of a document, and the fields that its answer may have, until one refuses it. */
export function workOf(text: string): Work {
  const work = { shape: 0, validation: 0, cost: 0, fields: 0 };
  const steps: readonly ((document: DocumentNode) => void)[] = [
    (document) => checkShape(document, documentLimits),
    (document) => {
      const [wrong] = validate(schema, document, undefined, { maxErrors: errorsMax });
      if (wrong) throw wrong;
    },
    (document) => {
      work.fields = costOf(askedIn(document), documentLimits).fields;
    },
  ];
  try {
    const document = parse(text, { maxTokens: tokensMax, noLocation: true });
    for (const [index, name] of (['shape', 'validation', 'cost'] as const).entries()) {
      const counted = countReads(document);
      try {
        steps[index]?.(counted.document);
      } finally {
        work[name] = counted.reads();
      }
    }
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
  }
  return work;
}

/** The same document, with a count of what is read of it. */
function countReads(document: DocumentNode): { document: DocumentNode; reads: () => number } {
  let reads = 0;
  const known = new WeakMap<object, object>();
  const wrapped = <T>(value: T): T => {
    if (typeof value !== 'object' || value === null) return value;
    const kept = known.get(value) ?? new Proxy(value, { get: read });
    known.set(value, kept);
    return kept as T;
  };
  const read = (target: object, name: string | symbol, receiver: unknown): unknown => {
    reads += 1;
    return wrapped(Reflect.get(target, name, receiver));
  };
  return { document: wrapped(document), reads: () => reads };
}
