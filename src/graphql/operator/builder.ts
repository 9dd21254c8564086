import SchemaBuilder from '@pothos/core';
import DirectivesPlugin, { type DirectiveLocation } from '@pothos/plugin-directives';
import { GraphQLEnumType, GraphQLScalarType } from 'graphql';
import { sandboxSchema } from '../schema/schema.ts';
import type { OperatorContext } from './context.ts';

type Same<T> = { Input: T; Output: T };
type FieldDirective<Args> = { locations: Extract<DirectiveLocation, 'FIELD_DEFINITION'>; args: Args };

/** What the operators' schema is built with. */
export interface OperatorTypes {
  Context: OperatorContext;
  DefaultFieldNullability: false;
  Directives: {
    cost: FieldDirective<{ weight: number; multiplier?: string }>;
    requiresScope: FieldDirective<{ scope: string }>;
  };
  Scalars: { ID: Same<string>; DateTime: Same<Date>; Duration: Same<number>; IdempotencyKey: Same<string> };
}

export const operatorBuilder = new SchemaBuilder<OperatorTypes>({
  plugins: [DirectivesPlugin],
  defaultFieldNullability: false,
  directives: { useGraphQLToolsUnorderedDirectives: false },
  // The types of the Prisma plugin ask every builder of the program for a client; this one has no such fields.
} as ConstructorParameters<typeof SchemaBuilder<OperatorTypes>>[0]);
operatorBuilder.queryType({ description: 'Reads, across all merchants. Nothing here calls a provider.' });
operatorBuilder.mutationType({
  description:
    'Acts, each in the name of one merchant where it is about one, and each with its audit record: who, why, and by which request.',
});

// What both schemas have means the same in both.
for (const name of ['DateTime', 'Duration', 'IdempotencyKey'] as const) {
  const scalar = sandboxSchema.getType(name);
  if (!(scalar instanceof GraphQLScalarType)) throw new Error(`${name} is no scalar`);
  operatorBuilder.addScalarType(name, scalar);
}

/** An enum of the merchants' schema, here. */
export function sharedEnum(name: string) {
  const type = sandboxSchema.getType(name);
  if (!(type instanceof GraphQLEnumType)) throw new Error(`${name} is no enum`);
  return operatorBuilder.enumType(name, {
    description: type.description ?? '',
    values: Object.fromEntries(type.getValues().map((one) => [one.name, { description: one.description ?? '' }])),
  });
}
