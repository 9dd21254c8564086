import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  GraphQLString,
  getArgumentValues,
  getDirectiveValues,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
  visit,
} from 'graphql';
import { fieldOf, rulesOf, weightOf } from '../limits/cost.ts';

/** What is done for one selection on one type, in the order of the answer. */
export interface ObjectPlan {
  readonly type: GraphQLObjectType;
  readonly fields: readonly FieldPlan[];
}

/** A field of the answer, with all of it that is the same for every request. */
export interface FieldPlan {
  /** Its name in the answer. */
  readonly name: string;
  readonly parent: GraphQLObjectType;
  /** Null for `__typename`. */
  readonly field: GraphQLField<unknown, unknown> | null;
  readonly nodes: readonly FieldNode[];
  /** The first of the nodes: all have the same arguments. */
  readonly node: FieldNode;
  readonly value: ValuePlan;
  /** The arguments, where no variable is in them; null where they are made for each request. */
  readonly args: Readonly<Record<string, unknown>> | null;
  /** Points of one, and whether they are taken for each of a list: as `spent` takes them. */
  readonly weight: number;
  readonly counted: boolean;
}

/** How what a resolver gave becomes a value of the answer. */
export type ValuePlan =
  | { readonly kind: 'leaf'; readonly nullable: boolean; readonly type: GraphQLLeafType }
  | { readonly kind: 'list'; readonly nullable: boolean; readonly item: ValuePlan }
  | {
      readonly kind: 'object';
      readonly nullable: boolean;
      readonly type: GraphQLObjectType | GraphQLAbstractType;
      /** Null where a value has to say which of several types it is. */
      readonly only: GraphQLObjectType | null;
      /** Made when the first value of a type is met. */
      plan(type: GraphQLObjectType): ObjectPlan;
    };

export interface Planned {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** By which `@skip` and `@include` are decided. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What a planned operation is executed with. */
export interface Execution extends Planned {
  readonly plan: ObjectPlan;
  readonly context: unknown;
  /** What the fields at the root are resolved on: nothing, or what has happened in a stream. */
  readonly root: unknown;
  /** Beyond so many bytes it does not matter how large an answer is. */
  readonly bytesMax: number;
}

type Sets = readonly SelectionSetNode[];

/**
 * Plans an operation. A selection that is met at several places, since a fragment holds it, is planned once for each type: plans are no
 * larger than their document, however far that unfolds.
 */
export function planOperation(planned: Planned): ObjectPlan {
  const { schema, operation } = planned;
  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error(`the schema has no ${operation.operation}`);
  const numbers = new Map<SelectionSetNode, number>();
  const known = new Map<string, ObjectPlan>();

  const numberOf = (set: SelectionSetNode): number => {
    const number = numbers.get(set) ?? numbers.size;
    numbers.set(set, number);
    return number;
  };
  const planFor = (sets: Sets, type: GraphQLObjectType, atRoot = false): ObjectPlan => {
    const key = `${type.name} ${sets.map(numberOf).join()}`;
    const plan = known.get(key) ?? {
      type,
      fields: [...collect(planned, sets, type)].map(([name, nodes]) => planField(name, nodes, type, atRoot)),
    };
    known.set(key, plan);
    return plan;
  };
  const planField = (name: string, nodes: readonly FieldNode[], parent: GraphQLObjectType, atRoot: boolean) => {
    const node = nodes[0] as FieldNode;
    const meta = atRoot ? metaFields[node.name.value] : undefined;
    const field = meta ?? fieldOf(parent, node);
    if (!field)
      return { name, parent, field: null, nodes, node, value: typename, args: null, weight: 0, counted: false };
    const rules = rulesOf(field);
    return {
      name,
      parent,
      field,
      nodes,
      node,
      value: planValue(
        field.type,
        nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
      ),
      args: fixedArguments(operation, field, node),
      // What is asked about the schema is counted before it runs.
      weight: meta ? 0 : weightOf(rules, atRoot),
      counted: rules.multiplier !== undefined,
    };
  };
  const planValue = (type: GraphQLOutputType, sets: Sets, nullable = true): ValuePlan => {
    if (isNonNullType(type)) return planValue(type.ofType, sets, false);
    if (isListType(type)) return { kind: 'list', nullable, item: planValue(type.ofType, sets) };
    if (isLeafType(type)) return { kind: 'leaf', nullable, type };
    const plans = new Map<GraphQLObjectType, ObjectPlan>();
    return {
      kind: 'object',
      nullable,
      type,
      only: isObjectType(type) ? type : null,
      plan(met) {
        const plan = plans.get(met) ?? planFor(sets, met);
        plans.set(met, plan);
        return plan;
      },
    };
  };
  return planFor([operation.selectionSet], root, true);
}

const metaFields: Readonly<Record<string, GraphQLField<unknown, unknown>>> = {
  __schema: SchemaMetaFieldDef,
  __type: TypeMetaFieldDef,
};
const typename = { kind: 'leaf', nullable: false, type: GraphQLString } as const;

/** The fields that a value of this type has, as the specification collects them. */
function collect({ schema, fragments, variables }: Planned, sets: Sets, type: GraphQLObjectType) {
  const fields = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  const applies = (condition: string | undefined): boolean => {
    const named = condition === undefined ? type : schema.getType(condition);
    return named === type || (isAbstractType(named) && schema.isSubType(named, type));
  };
  const ofSet = (set: SelectionSetNode): void => {
    for (const node of set.selections) {
      if (!included(node, variables)) continue;
      if (node.kind === 'Field') {
        const name = (node.alias ?? node.name).value;
        const before = fields.get(name);
        if (before) before.push(node);
        else fields.set(name, [node]);
      } else if (node.kind === 'InlineFragment') {
        if (applies(node.typeCondition?.name.value)) ofSet(node.selectionSet);
      } else if (!spread.has(node.name.value)) {
        spread.add(node.name.value);
        const fragment = fragments.get(node.name.value);
        if (fragment && applies(fragment.typeCondition.name.value)) ofSet(fragment.selectionSet);
      }
    }
  };
  sets.forEach(ofSet);
  return fields;
}

function included(node: SelectionNode, variables: Planned['variables']): boolean {
  if (!node.directives?.length) return true;
  return (
    getDirectiveValues(GraphQLSkipDirective, node, variables)?.if !== true &&
    getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if !== false
  );
}

/**
 * The arguments of a field where they are the same for every request. A mutation's are made anew: what is handed to a command is its own.
 * Literals that do not fit fail when the field runs, as an error of that field.
 */
function fixedArguments(
  { operation }: OperationDefinitionNode,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
): FieldPlan['args'] {
  if (field.args.length === 0) return noArguments;
  let fixed = operation !== 'mutation';
  for (const argument of node.arguments ?? [])
    visit(argument, {
      Variable() {
        fixed = false;
      },
    });
  try {
    return fixed ? getArgumentValues(field, node) : null;
  } catch {
    return null;
  }
}

const noArguments: Readonly<Record<string, unknown>> = Object.freeze({});
