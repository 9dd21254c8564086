import {
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  isObjectType,
} from 'graphql';
import type { Execution } from './plan.ts';

/** Which type of an interface or a union a value is of. */
export function resolvedType(
  { schema, context }: Pick<Execution, 'schema' | 'context'>,
  abstract: GraphQLAbstractType,
  value: unknown,
  info: GraphQLResolveInfo,
): GraphQLObjectType | Promise<GraphQLObjectType> {
  const named = (name: unknown): GraphQLObjectType => {
    if (typeof name !== 'string')
      throw new GraphQLError(
        `Abstract type "${abstract.name}" must resolve to an Object type at runtime for field "${info.parentType.name}.${info.fieldName}".`,
      );
    const type = schema.getType(name);
    if (!isObjectType(type))
      throw new GraphQLError(`Abstract type "${abstract.name}" was resolved to "${name}", which is no object type.`);
    if (!schema.isSubType(abstract, type))
      throw new GraphQLError(`Runtime Object type "${name}" is not a possible type for "${abstract.name}".`);
    return type;
  };
  const name = abstract.resolveType?.(value, context, info, abstract);
  return name instanceof Promise ? name.then(named) : named(name);
}
