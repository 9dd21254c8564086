import type { FragmentDefinitionNode, GraphQLResolveInfo } from 'graphql';
import type { Execution, FieldPlan } from './plan.ts';

/** A place in the answer; as a path it is what resolvers are told. */
export interface Place {
  readonly prev: Place | undefined;
  readonly key: string | number;
  readonly typename: string | undefined;
  /** What holds it, where null may stand for it; otherwise an error goes on to the place before. */
  readonly nullIn: Record<string | number, unknown> | null;
  /** Null stands here by an error; what is still under way beneath is not for the answer. */
  dead: boolean;
}

/** The keys from the root on. */
export function pathOf(place: Place): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at: Place | undefined = place; at; at = at.prev) keys.unshift(at.key);
  return keys;
}

/** What a resolver is told of its field. Most ask for nothing of it, so all but the path is looked up in the plan when it is asked for. */
export class ResolveInfo implements GraphQLResolveInfo {
  readonly #execution: Execution;
  readonly #plan: FieldPlan;
  readonly path: Place;

  constructor(execution: Execution, plan: FieldPlan, path: Place) {
    this.#execution = execution;
    this.#plan = plan;
    this.path = path;
  }
  get fieldName(): string {
    return this.#plan.field?.name ?? '__typename';
  }
  get fieldNodes(): GraphQLResolveInfo['fieldNodes'] {
    return this.#plan.nodes;
  }
  get returnType(): GraphQLResolveInfo['returnType'] {
    return (this.#plan.field as NonNullable<FieldPlan['field']>).type;
  }
  get parentType(): GraphQLResolveInfo['parentType'] {
    return this.#plan.parent;
  }
  get schema(): GraphQLResolveInfo['schema'] {
    return this.#execution.schema;
  }
  get operation(): GraphQLResolveInfo['operation'] {
    return this.#execution.operation;
  }
  get rootValue(): unknown {
    return this.#execution.root;
  }
  get variableValues(): GraphQLResolveInfo['variableValues'] {
    return this.#execution.variables as Record<string, unknown>;
  }
  get fragments(): GraphQLResolveInfo['fragments'] {
    return Object.fromEntries(this.#execution.fragments) as Record<string, FragmentDefinitionNode>;
  }
}
