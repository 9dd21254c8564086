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
  valueFromAST,
  visit,
} from 'graphql';
import { type FieldRules, fieldRules } from '../schema/directives.ts';
import { pageSizeDefault, pageSizeMax } from '../schema/page.ts';
import { countIntrospection } from './introspection.ts';
import { refusal } from './refusals.ts';
import { introspectionFields } from './shape.ts';

/** What a document may ask for. */
export interface CostLimits {
  /** Points. */
  readonly cost: number;
  /** Fields that the answer may have. */
  readonly answerFields: number;
}
/** A valid document of an allowed shape, and what it runs with. */
export interface Asked {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** As the operation's defaults and types make them: `getVariableValues`. */
  readonly variables: Readonly<Record<string, unknown>>;
}
/** A field that needs a scope. */
export interface Guarded {
  readonly field: string;
  readonly scope: string;
}
export interface Cost {
  readonly points: number;
  /** Those among them that the answer cannot make fewer: what was asked about the schema itself. */
  readonly fixed: number;
  /** Fields of the answer, when every page is full. */
  readonly fields: number;
  readonly guarded: readonly Guarded[];
  /** The variables that say how many there are. With others of the same sizes it costs the same, unless it asks about the schema. */
  readonly sizedBy: readonly string[];
}

interface Sum {
  readonly points: number;
  readonly fixed: number;
  readonly fields: number;
}

/**
 * What a document costs, refused when it is too much. Each selection set is walked once: what is beneath a list is multiplied, what a
 * fragment sums up to is added wherever it is spread. Whatever `@skip` and `@include` hide is counted.
 */
export function costOf(asked: Asked, limits: CostLimits): Cost {
  const { schema, operation, fragments } = asked;
  const guarded = new Map<string, Guarded>();
  const known = new Map<string, Sum>();
  const sizedBy = new Set<string>();
  let introspected = 0;

  const ofField = (node: FieldNode, parent: GraphQLNamedType | undefined, atRoot: boolean): Sum => {
    if (introspectionFields.has(node.name.value)) {
      // What has been counted is not counted again from the start for each that stands beside it.
      const fields = countIntrospection(asked, node, Math.max(0, limits.answerFields - introspected));
      introspected += fields;
      const points = Math.ceil(fields / introspectionFieldsPerPoint);
      return { points, fixed: points, fields };
    }
    const field = fieldOf(parent, node);
    if (!field) return { points: 0, fixed: 0, fields: 1 };
    const rules = rulesOf(field);
    if (rules.scope) {
      const name = `${parent?.name}.${field.name}`;
      guarded.set(name, { field: name, scope: rules.scope });
    }
    const count = rules.multiplier ? countOf(field, node, rules.multiplier, asked, sizedBy) : 1;
    const beneath = node.selectionSet ? ofSet(node.selectionSet, getNamedType(field.type), false) : none;
    return {
      points: saturated(count * (weightOf(rules, atRoot) + beneath.points)),
      fixed: beneath.fixed,
      fields: saturated(1 + count * beneath.fields),
    };
  };

  const ofSet = (set: SelectionSetNode, parent: GraphQLNamedType | undefined, atRoot: boolean): Sum =>
    set.selections.reduce<Sum>((sum, node) => {
      if (node.kind === 'Field') return plus(sum, ofField(node, parent, atRoot));
      if (node.kind === 'FragmentSpread') return plus(sum, ofFragment(node.name.value, atRoot));
      const condition = node.typeCondition;
      return plus(sum, ofSet(node.selectionSet, condition ? schema.getType(condition.name.value) : parent, atRoot));
    }, none);

  const ofFragment = (name: string, atRoot: boolean): Sum => {
    const key = `${name} ${atRoot}`;
    const fragment = fragments.get(name);
    const sum =
      known.get(key) ??
      (fragment ? ofSet(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value), atRoot) : none);
    known.set(key, sum);
    return sum;
  };

  const { points, fixed, fields } = ofSet(
    operation.selectionSet,
    schema.getRootType(operation.operation) ?? undefined,
    true,
  );
  if (points > limits.cost)
    throw refusal('COST_LIMIT_EXCEEDED', `Query cost ${points} is over the limit of ${limits.cost}.`, {
      cost: points,
      limit: limits.cost,
    });
  if (fields > limits.answerFields)
    throw refusal('COST_LIMIT_EXCEEDED', `The answer may have more than ${limits.answerFields} fields.`, {
      limit: limits.answerFields,
    });
  return { points, fixed, fields, guarded: [...guarded.values()], sizedBy: [...sizedBy] };
}

/** Answering about the schema reads nothing, so it takes many fields to be worth a point. */
const introspectionFieldsPerPoint = 100;

const none: Sum = { points: 0, fixed: 0, fields: 0 };
// Beyond this nobody needs to know how far beyond, and nothing times infinity is not a number.
const sumMax = 1_000_000_000;
const saturated = (sum: number): number => Math.min(sum, sumMax);
const plus = (a: Sum, b: Sum): Sum => ({
  points: saturated(a.points + b.points),
  fixed: saturated(a.fixed + b.fixed),
  fields: saturated(a.fields + b.fields),
});

/** What has no weight of its own costs a point where a document begins, and nothing within. */
export const weightOf = ({ weight }: FieldRules, atRoot: boolean): number => weight ?? (atRoot ? 1 : 0);

export function fieldOf(
  parent: GraphQLNamedType | undefined,
  { name }: FieldNode,
): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name.value] : undefined;
}

const knownRules = new WeakMap<object, FieldRules>();
export function rulesOf(field: GraphQLField<unknown, unknown>): FieldRules {
  const rules = knownRules.get(field) ?? fieldRules(field.extensions);
  knownRules.set(field, rules);
  return rules;
}

/** How many are asked for: a page size, checked here so that a huge one is refused by name, or the length of a list. */
function countOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  multiplier: string,
  { variables }: Asked,
  sizedBy: Set<string>,
): number {
  for (const { name, value } of node.arguments ?? [])
    if (name.value === multiplier || name.value === 'last') variablesIn(value, sizedBy);
  const given = argumentValue(field, node, multiplier, variables);
  if (Array.isArray(given)) return given.length;
  const size = given ?? argumentValue(field, node, 'last', variables) ?? pageSizeDefault;
  if (typeof size !== 'number' || !Number.isInteger(size)) return pageSizeDefault;
  if (size < 1 || size > pageSizeMax)
    throw refusal('BAD_USER_INPUT', `expected a page size from 1 to ${pageSizeMax}; got ${size}`, {
      limit: pageSizeMax,
    });
  return size;
}

function variablesIn(value: ValueNode, names: Set<string>): void {
  visit(value, {
    Variable({ name }) {
      names.add(name.value);
    },
  });
}

/** What the resolver will be given: a variable that is left out leaves the argument out, and its own default holds. */
function argumentValue(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  name: string,
  variables: Readonly<Record<string, unknown>>,
): unknown {
  const argument = field.args.find((one) => one.name === name);
  const given = node.arguments?.find((one) => one.name.value === name)?.value;
  const leftOut = !given || (given.kind === 'Variable' && !Object.hasOwn(variables, given.name.value));
  if (!argument || leftOut) return argument?.defaultValue;
  return valueFromAST(given, argument.type, { ...variables });
}

/** What `extensions.cost` says. */
export interface CostReport {
  readonly requested: number;
  readonly actual: number;
  readonly limit: number;
  readonly available: number;
  readonly restoreRate: number;
}
