import { type DocumentNode, getVariableValues, type OperationDefinitionNode, parse, validate } from 'graphql';
import { type Asked, type Cost, type CostLimits, costOf } from '../../../src/graphql/limits/cost.ts';
import { documentLimits, errorsMax, tokensMax } from '../../../src/graphql/limits/limits.ts';
import { checkShape, fragmentsOf } from '../../../src/graphql/limits/shape.ts';
import { sandboxSchema as schema } from '../../../src/graphql/schema/schema.ts';

/** A document with its first operation, as the server has it when it is about to run. */
export const askedOf = (text: string, variables: Record<string, unknown> = {}): Asked =>
  askedIn(parse(text, { maxTokens: tokensMax }), variables);

export function askedIn(document: DocumentNode, variables: Record<string, unknown> = {}): Asked {
  const operation = document.definitions.find(
    (one): one is OperationDefinitionNode => one.kind === 'OperationDefinition',
  );
  if (!operation) throw new Error('the document has no operation');
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (!coerced) throw errors[0];
  return { schema, operation, fragments: fragmentsOf(document), variables: coerced };
}

/** The whole judgement of a document: its cost, or the code of what refuses it. */
export function judged(
  text: string,
  variables: Record<string, unknown> = {},
  limits: CostLimits = documentLimits,
): Cost | string {
  try {
    const document = parse(text, { maxTokens: tokensMax });
    checkShape(document, documentLimits);
    if (validate(schema, document, undefined, { maxErrors: errorsMax }).length > 0) return 'GRAPHQL_VALIDATION_FAILED';
    return costOf(askedOf(text, variables), limits);
  } catch (error) {
    return String((error as { extensions?: { code?: unknown } }).extensions?.code ?? error);
  }
}
