import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { costOf } from '../limits/cost.ts';
import { documentLimits } from '../limits/limits.ts';
import { checkShape, fragmentsOf } from '../limits/shape.ts';
import type { namesPayer } from '../payer/person.ts';

/** What an endpoint sends when it says nothing else. Needs no scope. */
export const defaultPayloadDocument = `fragment Payload on Event {
  id
  sequence
  cursor
  type
  occurredAt
  subjectId
  subjectVersion
  change {
    from
    to
    reason { code message origin retryable }
    amount { amountMinor currency }
  }
}`;

const lengthMax = 10_000;
const tokensMax = 1_000;
/** A payload is made for every event, so it may cost less than a request. One level is the operation around the fragment. */
const limits = { ...documentLimits, depth: documentLimits.depth + 1, cost: 200 };
/** The variable that names the event. */
export const eventVariable = 'eventId';

/**
 * The operation that a document stands for: fragments only, of which exactly one, on `Event`, is spread by no other. Execution begins
 * at that event and at nothing else, so a payload can tell what its event leads to and no more.
 */
export function payloadOperation(text: string): DocumentNode {
  if (text.length > lengthMax) throw new GraphQLError(`expected at most ${lengthMax} characters; got ${text.length}`);
  const { definitions } = parse(text, { maxTokens: tokensMax, noLocation: true });
  const fragments = definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION);
  const spread = new Set<string>();
  for (const fragment of fragments) visit(fragment, { FragmentSpread: ({ name }) => void spread.add(name.value) });
  const roots = fragments.filter(({ name }) => !spread.has(name.value));
  const [root] = roots;
  if (!root || roots.length > 1 || fragments.length < definitions.length || root.typeCondition.name.value !== 'Event')
    throw new GraphQLError('expected fragments only, one of them on Event: fragment Payload on Event { … }');
  const around = parse(`query ($${eventVariable}: ID!) { node(id: $${eventVariable}) { ...${root.name.value} } }`, {
    noLocation: true,
  });
  return { ...around, definitions: [...around.definitions, ...fragments] };
}

/** The first field of a document that says who a payer is, or null. A payload is stored and sent again, beyond the erasure of a payer. */
function payerField(schema: GraphQLSchema, document: DocumentNode): string | null {
  const info = new TypeInfo(schema);
  let found: string | null = null;
  visit(
    document,
    visitWithTypeInfo(info, {
      Field() {
        const field = info.getFieldDef();
        const { namesPayer: personal }: Partial<typeof namesPayer> = field?.extensions ?? {};
        if (personal) found ??= `${info.getParentType()?.name}.${field?.name}`;
      },
    }),
  );
  return found;
}

/** Why a document cannot shape payloads for a key with these scopes, or null. */
export function payloadProblem(schema: GraphQLSchema, text: string, scopes: readonly string[]): string | null {
  try {
    const document = payloadOperation(text);
    checkShape(document, limits);
    const [wrong] = validate(schema, document, undefined, { maxErrors: 1 });
    if (wrong) return wrong.message;
    const personal = payerField(schema, document);
    if (personal)
      return `${personal} says who a payer is, and payloads are kept as they are sent; ask for it by the id`;
    const { guarded } = costOf(
      {
        schema,
        operation: document.definitions[0] as OperationDefinitionNode,
        fragments: fragmentsOf(document),
        variables: {},
      },
      limits,
    );
    const missing = guarded.find(({ scope }) => !scopes.includes(scope));
    return missing ? `${missing.field} needs the scope ${missing.scope}, which the API key does not have` : null;
  } catch (error) {
    if (error instanceof GraphQLError) return error.message;
    throw error;
  }
}
