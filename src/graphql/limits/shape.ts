import {
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { refusal, type TopLevelCode } from './refusals.ts';

/** What a document may be, whatever it asks for. */
export interface ShapeLimits {
  /** Levels of fields. */
  readonly depth: number;
  /** Levels beneath `__schema` and `__type`: tools ask for `ofType` in `ofType`, nine times and more. */
  readonly introspectionDepth: number;
  readonly aliases: number;
  readonly rootMutationFields: number;
  /** Fields that it unfolds to. */
  readonly fields: number;
  readonly operations: number;
  readonly fragments: number;
  /** Variables of one operation. */
  readonly variables: number;
  /** Directives in the whole document. */
  readonly directives: number;
  /** Arguments of one field or directive. */
  readonly arguments: number;
  /** How often one name may stand in one selection set: validation compares each with each. */
  readonly repeats: number;
}

/** What a selection set unfolds to, each fragment counted wherever it is spread. */
interface Shape {
  readonly fields: number;
  readonly aliases: number;
  readonly depth: number;
  readonly introspectionDepth: number;
  /** Fields of the set itself, with what is spread into it. */
  readonly own: number;
}

/** What answers a question about the schema itself. */
export const introspectionFields: ReadonlySet<string> = new Set(['__schema', '__type']);

export function fragmentsOf({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(definitions.filter(isFragment).map((one) => [one.name.value, one]));
}

/**
 * Throws the refusal of a document that is larger than it may be. It needs neither a schema nor a valid document, so it comes
 * before validation, whose work it bounds. Each fragment is looked at once: what it unfolds to is added wherever it is spread, so
 * the work is that of reading the document, however far it unfolds. `@skip` and `@include` are not believed.
 */
export function checkShape(document: DocumentNode, limits: ShapeLimits): void {
  const operations = document.definitions.filter(isOperation);
  const fragments = fragmentsOf(document);
  within('operations', operations.length, limits);
  within('fragments', document.definitions.length - operations.length, limits);
  const known = new Map<string, Shape | 'open'>();
  let directives = 0;

  const countDirectives = (node: Pick<FieldNode, 'directives'>): void => {
    directives += node.directives?.length ?? 0;
    within('directives', directives, limits);
    for (const directive of node.directives ?? []) within('arguments', directive.arguments?.length ?? 0, limits);
  };

  const ofField = (node: FieldNode): Shape => {
    within('arguments', node.arguments?.length ?? 0, limits);
    const beneath = node.selectionSet ? ofSet(node.selectionSet) : nothing;
    const introspects = introspectionFields.has(node.name.value);
    return {
      fields: 1 + beneath.fields,
      aliases: (node.alias ? 1 : 0) + beneath.aliases,
      depth: introspects ? 1 : 1 + beneath.depth,
      introspectionDepth: introspects ? beneath.depth : beneath.introspectionDepth,
      own: 1,
    };
  };

  const ofFragment = (name: string): Shape => {
    const shape = known.get(name);
    if (shape === 'open')
      throw refusal(
        'GRAPHQL_VALIDATION_FAILED',
        `Cannot spread fragment "${name}" within itself: the fragments are a ring.`,
      );
    if (shape) return shape;
    const fragment = fragments.get(name);
    if (!fragment) return nothing;
    known.set(name, 'open');
    countDirectives(fragment);
    const found = ofSet(fragment.selectionSet);
    known.set(name, found);
    return found;
  };

  const ofSet = (set: SelectionSetNode): Shape => {
    const names = new Map<string, number>();
    let sum = nothing;
    for (const node of set.selections) {
      countDirectives(node);
      if (node.kind !== Kind.INLINE_FRAGMENT) {
        const name = node.kind === Kind.FIELD ? (node.alias ?? node.name).value : `...${node.name.value}`;
        const times = (names.get(name) ?? 0) + 1;
        names.set(name, times);
        within('repeats', times, limits);
      }
      sum = plus(
        sum,
        node.kind === Kind.FIELD
          ? ofField(node)
          : node.kind === Kind.INLINE_FRAGMENT
            ? ofSet(node.selectionSet)
            : ofFragment(node.name.value),
      );
    }
    return sum;
  };

  // Those that nothing spreads are validated, too.
  for (const name of fragments.keys()) ofFragment(name);
  for (const operation of operations) {
    within('variables', operation.variableDefinitions?.length ?? 0, limits);
    for (const variable of operation.variableDefinitions ?? []) countDirectives(variable);
    countDirectives(operation);
    const shape = ofSet(operation.selectionSet);
    for (const bound of shapeBounds) within(bound, shape[bound], limits);
    if (operation.operation === 'mutation') within('rootMutationFields', shape.own, limits);
  }
}

const nothing: Shape = { fields: 0, aliases: 0, depth: 0, introspectionDepth: 0, own: 0 };
const shapeBounds = ['aliases', 'depth', 'introspectionDepth', 'fields'] as const;

// Sums double with each level of a document made for that; a number of JavaScript then ends as Infinity, which is over every limit.
const plus = (a: Shape, b: Shape): Shape => ({
  fields: a.fields + b.fields,
  aliases: a.aliases + b.aliases,
  depth: Math.max(a.depth, b.depth),
  introspectionDepth: Math.max(a.introspectionDepth, b.introspectionDepth),
  own: a.own + b.own,
});

/** What is said of each limit that is passed. */
const told: Readonly<Record<keyof ShapeLimits, readonly [TopLevelCode, (limit: number) => string]>> = {
  depth: ['DEPTH_LIMIT', (limit) => `is deeper than ${limit} levels`],
  introspectionDepth: ['DEPTH_LIMIT', (limit) => `asks of the schema deeper than ${limit} levels`],
  aliases: ['ALIAS_LIMIT', (limit) => `has more than ${limit} aliases`],
  rootMutationFields: ['ROOT_FIELD_LIMIT', (limit) => `has more than ${limit} mutations`],
  fields: ['COST_LIMIT_EXCEEDED', (limit) => `unfolds to more than ${limit} fields`],
  operations: ['DOCUMENT_LIMIT', (limit) => `has more than ${limit} operations`],
  fragments: ['DOCUMENT_LIMIT', (limit) => `has more than ${limit} fragments`],
  variables: ['DOCUMENT_LIMIT', (limit) => `has an operation with more than ${limit} variables`],
  directives: ['DOCUMENT_LIMIT', (limit) => `has more than ${limit} directives`],
  arguments: ['DOCUMENT_LIMIT', (limit) => `has a field or directive with more than ${limit} arguments`],
  repeats: ['DOCUMENT_LIMIT', (limit) => `has one name more than ${limit} times in a selection set`],
};

function within(what: keyof ShapeLimits, count: number, limits: ShapeLimits): void {
  const limit = limits[what];
  if (count <= limit) return;
  const [code, sentence] = told[what];
  throw refusal(code, `The document ${sentence(limit)}.`, { limit });
}

const isOperation = (one: DefinitionNode): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION;
const isFragment = (one: DefinitionNode): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION;
