import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
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

/** What is selected at one place: how many fields, and which of them lead on. */
interface Selected {
  readonly fields: number;
  readonly onward: readonly { readonly resolve: (source: unknown) => unknown; readonly beneath: Selected }[];
}

const metaFields: Readonly<Record<string, GraphQLField<unknown, unknown>>> = {
  __schema: SchemaMetaFieldDef,
  __type: TypeMetaFieldDef,
};

/**
 * How many fields the answer to `__schema` or `__type` has. The schema is at hand and does not change, so this is counted and not
 * estimated: graphql's own resolvers are asked what each list holds. The document is looked at once for that, each fragment once at
 * each place. It ends just past `max`, so it takes no longer than an answer that is allowed.
 */
export function countIntrospection(asked: IntrospectionAsked, field: FieldNode, max: number): number {
  let fields = 0;
  const count = (selected: Selected, source: unknown): void => {
    if (source === null || source === undefined || fields > max) return;
    fields += selected.fields;
    for (const { resolve, beneath } of selected.onward) {
      const value = resolve(source);
      if (!Array.isArray(value)) count(beneath, value);
      else for (const item of value) count(beneath, item);
    }
  };
  count(selectedBy(asked, field), asked.schema);
  return Math.min(fields, max + 1);
}

function selectedBy({ schema, fragments, variables }: IntrospectionAsked, root: FieldNode): Selected {
  const known = new Map<SelectionSetNode, Selected>();

  const fieldsIn = (set: SelectionSetNode, seen = new Set<string>()): FieldNode[] =>
    set.selections.flatMap((node) => {
      if (node.kind === 'Field') return [node];
      if (node.kind === 'InlineFragment') return fieldsIn(node.selectionSet, seen);
      const fragment = seen.has(node.name.value) ? undefined : fragments.get(node.name.value);
      seen.add(node.name.value);
      return fragment ? fieldsIn(fragment.selectionSet, seen) : [];
    });

  const select = (
    nodes: readonly FieldNode[],
    fieldNamed: (name: string) => GraphQLField<unknown, unknown> | undefined,
  ) => ({
    fields: nodes.length,
    onward: nodes.flatMap((node) => {
      const field = node.selectionSet && fieldNamed(node.name.value);
      const type = field && getNamedType(field.type);
      const resolve = field?.resolve;
      if (!node.selectionSet || !resolve || !isObjectType(type)) return [];
      const args = getArgumentValues(field, node, variables);
      return [
        {
          resolve: (source: unknown) => resolve(source, args, null, { schema } as never),
          beneath: ofSet(node.selectionSet, type),
        },
      ];
    }),
  });

  const ofSet = (set: SelectionSetNode, type: GraphQLObjectType): Selected => {
    const selected = known.get(set) ?? select(fieldsIn(set), (name) => type.getFields()[name]);
    known.set(set, selected);
    return selected;
  };

  return select([root], (name) => metaFields[name]);
}
