import { buildSchema, isAbstractType } from 'graphql';

/** The members of each union and interface, from the printed schema. */
export function possibleTypes(sdl: string): Record<string, string[]> {
  const schema = buildSchema(sdl);
  return Object.fromEntries(
    Object.values(schema.getTypeMap())
      .filter(isAbstractType)
      .map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]),
  );
}
