import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isObjectType,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
} from 'graphql';

export interface IntrospectionAsked {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
}

const metaFields = { __schema: SchemaMetaFieldDef, __type: TypeMetaFieldDef } as const;

/**
 * How many fields the answer to `__schema` or `__type` has. The schema is at hand and does not change, so this is counted and not
 * estimated: graphql's own resolvers are asked what each list holds. It ends just past `max`, so it takes no longer than the answer
 * may; fragments that lead to no field end it, too.
 */
export function countIntrospection(
  { schema, fragments, variables }: IntrospectionAsked,
  field: FieldNode,
  max: number,
): number {
  let fields = 0;
  let spreads = 0;
  const tooMany = (): boolean => fields > max || spreads > max;
  const ofSet = (set: SelectionSetNode, type: GraphQLObjectType, source: unknown): void => {
    for (const node of set.selections) {
      if (tooMany()) return;
      if (node.kind === 'Field') {
        fields += 1;
        ofField(node, type, source);
      } else {
        spreads += 1;
        const spread = node.kind === 'InlineFragment' ? node : fragments.get(node.name.value);
        if (spread) ofSet(spread.selectionSet, type, source);
      }
    }
  };
  const ofField = (node: FieldNode, parent: GraphQLObjectType | null, source: unknown): void => {
    if (!node.selectionSet) return;
    const found = parent ? parent.getFields()[node.name.value] : metaFields[node.name.value as keyof typeof metaFields];
    const type = found && getNamedType(found.type);
    if (!found?.resolve || !isObjectType(type)) return;
    const value: unknown = found.resolve(source, getArgumentValues(found, node, variables), null, { schema } as never);
    for (const item of Array.isArray(value) ? value : [value]) {
      if (tooMany()) return;
      if (item !== null && item !== undefined) ofSet(node.selectionSet, type, item);
    }
  };
  ofField(field, null, undefined);
  return tooMany() ? max + 1 : fields + 1;
}
