import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { type FieldRules, fieldRules } from '../schema/directives.ts';
import { pageSizeDefault, pageSizeMax } from '../schema/page.ts';
import { refusal } from './refusals.ts';

export interface Limits {
  readonly depth: number;
  readonly aliases: number;
  readonly rootMutationFields: number;
  readonly cost: number;
}
export interface Asked {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}
/** A field that needs a scope. */
export interface Guarded {
  readonly field: string;
  readonly scope: string;
}

/**
 * Walks a valid document once before it runs. Fragments are counted where they are spread, and the walk ends at the first
 * limit that is passed, so a document that unfolds without end costs no more than the limit. `@skip` and `@include` are not
 * believed: what they hide is counted.
 */
export function measure(asked: Asked, limits: Limits): { readonly cost: number; readonly guarded: readonly Guarded[] } {
  const guarded: Guarded[] = [];
  let aliases = 0;
  let fields = 0;

  const points = (type: GraphQLNamedType | undefined, set: SelectionSetNode, depth: number, times: number): number => {
    let sum = 0;
    for (const { node, parent } of fieldsOf(asked, type, set)) {
      if (++fields > fieldsMax)
        throw refusal('COST_LIMIT_EXCEEDED', `The document unfolds to more than ${fieldsMax} fields.`, {
          limit: fieldsMax,
        });
      if (node.alias && ++aliases > limits.aliases)
        throw refusal('ALIAS_LIMIT', `The document has more than ${limits.aliases} aliases.`, {
          limit: limits.aliases,
        });
      if (depth > limits.depth)
        throw refusal('DEPTH_LIMIT', `The document is deeper than ${limits.depth} levels.`, { limit: limits.depth });
      const field = fieldOf(parent, node);
      if (!field) continue;
      const rules = rulesOf(field);
      if (rules.scope) guarded.push({ field: `${parent?.name}.${field.name}`, scope: rules.scope });
      const count = rules.multiplier ? countOf(node, rules.multiplier, asked.variables) : 1;
      sum += times * count * weightOf(rules, depth);
      if (sum > costMax) return sum;
      if (node.selectionSet) sum += points(getNamedType(field.type), node.selectionSet, depth + 1, times * count);
    }
    return sum;
  };

  const root = asked.schema.getRootType(asked.operation.operation) ?? undefined;
  const rootFields = [...fieldsOf(asked, root, asked.operation.selectionSet)].length;
  if (asked.operation.operation === 'mutation' && rootFields > limits.rootMutationFields) {
    throw refusal(
      'ROOT_FIELD_LIMIT',
      `The document has ${rootFields} mutations; the limit is ${limits.rootMutationFields}.`,
      { limit: limits.rootMutationFields },
    );
  }
  const cost = points(root, asked.operation.selectionSet, 1, 1);
  if (cost > limits.cost)
    throw refusal('COST_LIMIT_EXCEEDED', `Query cost ${cost} is over the limit of ${limits.cost}.`, {
      cost,
      limit: limits.cost,
    });
  return { cost, guarded };
}

/** What an answer really cost: the same weights over what it holds. */
export function spent(asked: Asked, data: unknown): number {
  const points = (type: GraphQLNamedType | undefined, set: SelectionSetNode, value: unknown, depth: number): number => {
    if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + points(type, set, item, depth), 0);
    if (typeof value !== 'object' || value === null) return 0;
    let sum = 0;
    for (const { node, parent } of fieldsOf(asked, type, set)) {
      const answer = (value as Readonly<Record<string, unknown>>)[node.alias?.value ?? node.name.value];
      const field = fieldOf(parent, node);
      if (!field || answer === undefined) continue;
      const rules = rulesOf(field);
      sum += weightOf(rules, depth) * (rules.multiplier ? countIn(answer) : 1);
      if (node.selectionSet) sum += points(getNamedType(field.type), node.selectionSet, answer, depth + 1);
    }
    return sum;
  };
  return points(
    asked.schema.getRootType(asked.operation.operation) ?? undefined,
    asked.operation.selectionSet,
    data,
    1,
  );
}

const fieldsMax = 20_000;
// Beyond this nobody needs to know how far beyond.
const costMax = 1_000_000;

// What has no weight of its own costs a point where a document begins, and nothing within.
const weightOf = ({ weight }: FieldRules, depth: number): number => weight ?? (depth === 1 ? 1 : 0);

function* fieldsOf(
  { schema, fragments }: Asked,
  type: GraphQLNamedType | undefined,
  set: SelectionSetNode,
): Generator<{ readonly node: FieldNode; readonly parent: GraphQLNamedType | undefined }> {
  const sets: [GraphQLNamedType | undefined, SelectionSetNode][] = [[type, set]];
  for (let next = sets.pop(); next; next = sets.pop()) {
    const [parent, { selections }] = next;
    for (const selection of selections) {
      if (selection.kind === 'Field') {
        yield { node: selection, parent };
        continue;
      }
      const fragment = selection.kind === 'InlineFragment' ? selection : fragments.get(selection.name.value);
      if (fragment)
        sets.push([
          fragment.typeCondition ? schema.getType(fragment.typeCondition.name.value) : parent,
          fragment.selectionSet,
        ]);
    }
  }
}

function fieldOf(
  parent: GraphQLNamedType | undefined,
  { name }: FieldNode,
): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name.value] : undefined;
}

const knownRules = new WeakMap<object, FieldRules>();
function rulesOf(field: GraphQLField<unknown, unknown>): FieldRules {
  const rules = knownRules.get(field) ?? fieldRules(field.extensions);
  knownRules.set(field, rules);
  return rules;
}

/** How many are asked for: a page size, checked here so that a huge one is refused by name, or the length of a list. */
function countOf(node: FieldNode, multiplier: string, variables: Readonly<Record<string, unknown>>): number {
  const value = (name: string): unknown =>
    argumentValue(node.arguments?.find((argument) => argument.name.value === name)?.value, variables);
  const given = value(multiplier);
  if (Array.isArray(given)) return given.length;
  const size = given ?? value('last') ?? pageSizeDefault;
  if (typeof size !== 'number' || !Number.isInteger(size)) return pageSizeDefault;
  if (size < 1 || size > pageSizeMax)
    throw refusal('BAD_USER_INPUT', `expected a page size from 1 to ${pageSizeMax}; got ${size}`, {
      limit: pageSizeMax,
    });
  return size;
}

function argumentValue(node: ValueNode | undefined, variables: Readonly<Record<string, unknown>>): unknown {
  if (node?.kind === 'Variable') return variables[node.name.value];
  if (node?.kind === 'IntValue') return Number(node.value);
  return node?.kind === 'ListValue' ? node.values : undefined;
}

// A list, or a connection, whose page is the list within it.
function countIn(answer: unknown): number {
  if (Array.isArray(answer)) return answer.length;
  const list = Object.values(answer ?? {}).find(Array.isArray);
  return list ? list.length : answer ? 1 : 0;
}

/** What `extensions.cost` says. */
export interface CostReport {
  readonly requested: number;
  readonly actual: number;
  readonly limit: number;
  readonly available: number;
  readonly restoreRate: number;
}
