import { DirectiveLocation, GraphQLDirective, GraphQLInt, GraphQLNonNull, GraphQLString } from 'graphql';

/** The directives that the printed schema shows and that `preflight.ts` reads before anything runs. */
export const directives = [
  new GraphQLDirective({
    name: 'cost',
    description:
      'Static weight of a field. With `multiplier` it is multiplied by that argument, and so is all that is selected beneath the field.',
    locations: [DirectiveLocation.FIELD_DEFINITION],
    args: {
      weight: { type: new GraphQLNonNull(GraphQLInt), description: 'Points for one of them.' },
      multiplier: {
        type: GraphQLString,
        description: 'Name of the argument that says how many there are: a page size or a list of ids.',
      },
    },
  }),
  new GraphQLDirective({
    name: 'requiresScope',
    description:
      'The scope that an API key must hold. It is checked for the whole document before any field of it runs.',
    locations: [DirectiveLocation.FIELD_DEFINITION],
    args: {
      scope: {
        type: new GraphQLNonNull(GraphQLString),
        description: 'Name of the scope, for example payments:capture.',
      },
    },
  }),
];

/** What a field's directives say, as the limits read it. */
export interface FieldRules {
  readonly weight?: number;
  readonly multiplier?: string;
  readonly scope?: string;
}

/** Reads a field's directives from the place where the schema builder leaves them. */
export function fieldRules(extensions: Readonly<Record<string, unknown>> | undefined): FieldRules {
  const list = (extensions?.directives ?? []) as readonly {
    readonly name: string;
    readonly args: Readonly<Record<string, unknown>>;
  }[];
  return Object.assign({}, ...list.map(({ args }) => args)) as FieldRules;
}
