import {
  type ASTNode,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  validate,
  visit,
} from 'graphql';
import type { AskedOperation } from '../../platform/observing/observer.ts';
import { type Cost, costOf } from '../limits/cost.ts';
import { type DocumentLimits, errorsMax, tokensMax } from '../limits/limits.ts';
import { refusal } from '../limits/refusals.ts';
import { checkShape, fragmentsOf } from '../limits/shape.ts';
import { type Kept, type PlanFor, planned } from './planned.ts';

/** An operation with all that is found out about it once. */
export interface Operation extends Kept {
  readonly document: DocumentNode;
  /** What it costs with these variables: counted once for all that are alike in size. Throws its refusal. */
  cost(variables: Readonly<Record<string, unknown>>): Cost;
  /** The variables of everything but the arguments of the root: by these the frames of a stream differ. */
  beneathRoot(): readonly string[];
  /** What it asks for, in the words that may be told. */
  readonly asked: AskedOperation;
  /** How it is executed; null where graphql-js has to. */
  readonly planFor: PlanFor | null;
}

/** Documents as they are read: what comes again and again is parsed, judged and planned once. */
export interface Documents {
  /** Throws what is wrong with the text. */
  parse(text: string): DocumentNode;
  /** What is wrong with a document: its shape, or else what validation finds. */
  problems(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[];
  /** The operation of a valid document that is to run; null when it does not say which. */
  operation(schema: GraphQLSchema, document: DocumentNode, name: string | null | undefined): Operation | null;
}

/** How many documents are kept, and how many characters of them: their trees take up to a hundred times as much. */
const documentsKept = 512;
const charactersKept = 512 * 1_024;
const documentLengthKept = 8_192;
const costsKept = 128;

export function createDocuments(limits: DocumentLimits): Documents {
  const texts = new Map<string, DocumentNode>();
  let characters = 0;
  const problems = bySchema<readonly GraphQLError[]>();
  const operations = bySchema<Map<string | null, Operation>>();

  const keep = (text: string, document: DocumentNode): void => {
    if (text.length > documentLengthKept) return;
    texts.set(text, document);
    characters += text.length;
    for (const oldest of texts.keys()) {
      if (texts.size <= documentsKept && characters <= charactersKept) return;
      texts.delete(oldest);
      characters -= oldest.length;
    }
  };
  return {
    parse(text) {
      const known = texts.get(text);
      if (known) return known;
      const document = read(text);
      keep(text, document);
      return document;
    },
    problems: (schema, document) => problems(schema, document, () => judge(schema, document, limits)),
    operation(schema, document, name) {
      const named = operations(schema, document, () => new Map());
      const known = named.get(name ?? null);
      if (known) return known;
      const node = getOperationAST(document, name ?? undefined);
      if (!node) return null;
      const operation = toOperation(schema, document, node, limits);
      named.set(name ?? null, operation);
      return operation;
    },
  };
}

function read(text: string): DocumentNode {
  try {
    return parse(text, { maxTokens: tokensMax });
  } catch (error) {
    if (error instanceof Error && tooManyTokens.test(error.message))
      throw refusal('TOKEN_LIMIT', `The document has more than ${tokensMax} tokens.`, { limit: tokensMax });
    throw error;
  }
}
const tooManyTokens = /contains more that (\d+) tokens/;

function judge(schema: GraphQLSchema, document: DocumentNode, limits: DocumentLimits): readonly GraphQLError[] {
  const problem = shapeProblem(document, limits);
  return problem ? [problem] : validate(schema, document, undefined, { maxErrors: errorsMax });
}

function shapeProblem(document: DocumentNode, limits: DocumentLimits): GraphQLError | null {
  try {
    checkShape(document, limits);
    return null;
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

function toOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  limits: DocumentLimits,
): Operation {
  const kept = { schema, operation, fragments: fragmentsOf(document) };
  const costs = new Map<string, Cost>();
  let sizedBy: readonly string[] = [];
  let beneath: readonly string[] | undefined;
  return {
    ...kept,
    document,
    asked: askedBy(kept),
    planFor: planned(kept),
    beneathRoot: () => {
      beneath ??= variablesBeneath(kept);
      return beneath;
    },
    cost(variables) {
      const key = sizedBy.map((name) => sizeOf(variables[name])).join();
      const known = costs.get(key);
      if (known) return known;
      const cost = costOf({ ...kept, variables }, limits);
      // What asks about the schema may be told by a variable which type it asks about.
      if (cost.fixed > 0) return cost;
      if (costs.size === 0) ({ sizedBy } = cost);
      if (costs.size >= costsKept) costs.clear();
      costs.set(sizedBy.map((name) => sizeOf(variables[name])).join(), cost);
      return cost;
    },
  };
}

const nameLengthMax = 64;

function askedBy({ operation, fragments }: Kept): AskedOperation {
  const fields = new Map<string, string>();
  const seen = new Set<string>();
  const within = ({ selections }: SelectionSetNode): void => {
    for (const one of selections)
      if (one.kind === 'Field') fields.set((one.alias ?? one.name).value, one.name.value);
      else if (one.kind === 'InlineFragment') within(one.selectionSet);
      else if (!seen.has(one.name.value)) {
        seen.add(one.name.value);
        const fragment = fragments.get(one.name.value);
        if (fragment) within(fragment.selectionSet);
      }
  };
  within(operation.selectionSet);
  return {
    type: operation.operation,
    name: operation.name?.value.slice(0, nameLengthMax) ?? null,
    fields: [...fields].map(([key, name]) => ({ key, name })),
  };
}

function variablesBeneath({ operation, fragments }: Kept): readonly string[] {
  const names = new Set<string>();
  const within = (node: ASTNode): void =>
    void visit(node, {
      Variable({ name }) {
        names.add(name.value);
      },
    });
  for (const root of operation.selectionSet.selections)
    if (root.kind === 'Field' && root.selectionSet) within(root.selectionSet);
    else within(root);
  for (const fragment of fragments.values()) within(fragment);
  return [...names];
}

/** What of a variable decides how many there are. */
function sizeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.length}]`;
  return typeof value === 'number' ? String(value) : value === null ? 'null' : typeof value;
}

/** Remembers of each document, as long as it is kept, what was found out under a schema. */
function bySchema<Found>() {
  const schemas = new WeakMap<GraphQLSchema, WeakMap<DocumentNode, Found>>();
  return (schema: GraphQLSchema, document: DocumentNode, find: () => Found): Found => {
    const documents = schemas.get(schema) ?? new WeakMap<DocumentNode, Found>();
    schemas.set(schema, documents);
    const found = documents.get(document) ?? find();
    documents.set(document, found);
    return found;
  };
}
