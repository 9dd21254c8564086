import {
  type FragmentDefinitionNode,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import { type ObjectPlan, type Planned, planOperation } from './plan.ts';

/** An operation of a document that is kept. */
export interface Kept {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** The plan for some variables. It depends on nothing but what `@skip` and `@include` say, so there are few. */
export type PlanFor = (variables: Planned['variables']) => ObjectPlan;

/** Plans that are kept of one operation; each condition doubles how many there may be, and those beyond are made anew. */
const plansKept = 8;

/**
 * Who executes an operation: our plan, or null for graphql-js. Scalars of our own, `@oneOf`, interfaces, unions, mutations and questions about
 * the schema are planned like everything else, and version 16 of the library has neither `@defer` nor `@stream`. What is left to it is a name that
 * a plain object of JavaScript cannot have, and a schema whose types tell themselves apart by `isTypeOf`, as ours does nowhere.
 */
export function planned({ schema, operation, fragments }: Kept): PlanFor | null {
  if (!canTellTypes(schema)) return null;
  const conditions = new Set<string>();
  let plannable = true;
  for (const definition of [operation, ...fragments.values()])
    visit(definition, {
      Field({ alias }) {
        if (alias?.value === '__proto__') plannable = false;
      },
      Directive({ arguments: given = [] }) {
        for (const { value } of given) if (value.kind === 'Variable') conditions.add(value.name.value);
      },
    });
  if (!plannable) return null;
  const plans = new Map<string, ObjectPlan>();
  return (variables) => {
    const key = [...conditions].map((name) => (variables[name] ? 1 : 0)).join('');
    const plan = plans.get(key) ?? planOperation({ schema, operation, fragments, variables });
    if (plans.size < plansKept) plans.set(key, plan);
    return plan;
  };
}

const known = new WeakMap<GraphQLSchema, boolean>();
/** Whether every type that is one of several says which it is, the way that our executor asks. */
function canTellTypes(schema: GraphQLSchema): boolean {
  const types = (): boolean =>
    Object.values(schema.getTypeMap()).every((type) =>
      isAbstractType(type) ? Boolean(type.resolveType) : !isObjectType(type) || !type.isTypeOf,
    );
  const can = known.get(schema) ?? types();
  known.set(schema, can);
  return can;
}
