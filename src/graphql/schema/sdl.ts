import {
  type ConstDirectiveNode,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
  visit,
} from 'graphql';
import { fieldRules } from './directives.ts';

/**
 * The schema as text: sorted, and with the directives that decide cost and scope on each field, which graphql's own printer
 * leaves out.
 */
export function printSorted(schema: GraphQLSchema): string {
  let parent = '';
  const enter = ({ name }: { readonly name: { readonly value: string } }): void => {
    parent = name.value;
  };
  const document = visit(parse(printSchema(lexicographicSortSchema(schema))), {
    ObjectTypeDefinition: { enter },
    InterfaceTypeDefinition: { enter },
    FieldDefinition(node) {
      const type = schema.getType(parent);
      if (!isObjectType(type) && !isInterfaceType(type)) return undefined;
      const { weight, multiplier, scope } = fieldRules(type.getFields()[node.name.value]?.extensions);
      const shown = [
        ...(weight === undefined
          ? []
          : [`@cost(weight: ${weight}${multiplier ? `, multiplier: "${multiplier}"` : ''})`]),
        ...(scope ? [`@requiresScope(scope: "${scope}")`] : []),
      ];
      return shown.length
        ? { ...node, directives: [...(node.directives ?? []), ...directivesOf(shown.join(' '))] }
        : undefined;
    },
  });
  return `# Printed from src/graphql by \`npm run generate\`; a check compares. Do not edit.\n${oneOf}${print(document)}\n`;
}

/** Built into graphql-js, whose printer leaves it out; generators and federation that know it not refuse a schema that uses it undeclared. */
const oneOf = `"""Exactly one of the fields of the input is given, and is not null."""
directive @oneOf on INPUT_OBJECT

`;

function directivesOf(text: string): readonly ConstDirectiveNode[] {
  const definition = parse(`scalar S ${text}`).definitions[0];
  return definition?.kind === Kind.SCALAR_TYPE_DEFINITION ? (definition.directives ?? []) : [];
}
