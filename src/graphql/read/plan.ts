import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { type Fields, fieldsOf, type Need, type Relation, type ToMany } from './fields.ts';
import { type Column, columnsOf, type Model } from './models.ts';

/** What a selection needs of rows of one model, and of those that they lead to. */
export interface RowPlan {
  readonly model: Model;
  readonly columns: Set<Column>;
  readonly relations: Map<string, RelationPlan>;
  /** Pages beneath each row, by the name that the answer gives them. */
  readonly pages: Map<string, NestedPagePlan>;
}
export interface RelationPlan {
  readonly relation: Relation;
  readonly rows: RowPlan;
}
/** What a selection needs of a page. */
export interface PagePlan {
  readonly rows: RowPlan;
  /** Whether cursors are asked for, which are made of the columns that the page is ordered by. */
  cursors: boolean;
}
export interface NestedPagePlan extends PagePlan {
  readonly toMany: ToMany;
  readonly field: FieldNode;
  readonly parentType: string;
}

/** What a field that resolves with one row needs, or null where it selects what only the Prisma plugin can read. */
export function planRow(info: GraphQLResolveInfo): RowPlan | null {
  return planOnce(info, () => {
    const type = getNamedType(info.returnType);
    const plan = newPlan(modelOf(info.schema, type));
    return walkType(info, plan, type, selectionsOf(info.fieldNodes)) ? plan : null;
  });
}

/** The same for a field that resolves with a connection. */
export function planPage(info: GraphQLResolveInfo): PagePlan | null {
  return planOnce(info, () => planConnection(info, getNamedType(info.returnType), selectionsOf(info.fieldNodes)));
}

/** Documents that come again are kept, and with them their plans: a plan depends on nothing else. */
const plans = new WeakMap<FieldNode, unknown>();
function planOnce<Plan>(info: GraphQLResolveInfo, make: () => Plan | null): Plan | null {
  const [field] = info.fieldNodes;
  if (!field || info.fieldNodes.length > 1) return make();
  const known = plans.get(field);
  if (known !== undefined) return known as Plan | null;
  const plan = make();
  plans.set(field, plan);
  return plan;
}

const newPlan = (model: Model): RowPlan => ({
  model,
  // By its kind a payment is known to be a transfer.
  columns: new Set<Column>(model === 'OneOffPayment' ? ['kind'] : []),
  relations: new Map(),
  pages: new Map(),
});

type Document = Pick<GraphQLResolveInfo, 'schema' | 'fragments'>;

const selectionsOf = (fields: readonly FieldNode[]): SelectionSetNode[] =>
  fields.flatMap(({ selectionSet }) => selectionSet ?? []);

const possibleTypes = (schema: GraphQLSchema, type: GraphQLNamedType): readonly string[] =>
  (isAbstractType(type) ? schema.getPossibleTypes(type) : [type]).map(({ name }) => name);

/** The model of a type, or of all the types that it may be. */
function modelOf(schema: GraphQLSchema, type: GraphQLNamedType): Model {
  const [first] = possibleTypes(schema, type);
  const model = fieldsOf[first ?? '']?.model;
  if (!model) throw new Error(`${type.name} has no rows that are read so`);
  return model;
}

/** Adds what each of the types that it may be needs. False when something cannot be read so. */
function walkType(
  document: Document,
  plan: RowPlan,
  type: GraphQLNamedType,
  sets: readonly SelectionSetNode[],
): boolean {
  return possibleTypes(document.schema, type).every((name) => {
    const fields = fieldsOf[name]?.fields;
    return fields !== undefined && walk(document, plan, name, fields, sets);
  });
}

function walk(
  document: Document,
  plan: RowPlan,
  type: string,
  fields: Fields,
  sets: readonly SelectionSetNode[],
): boolean {
  return fieldsIn(document, type, sets).every((field) => {
    if (field.name.value === '__typename') return true;
    const { wholeRow, model } = fieldsOf[type] ?? {};
    const need = fields[field.name.value] ?? (wholeRow && model ? columnsOf(model) : undefined);
    return need !== undefined && walkField(document, plan, type, field, need);
  });
}

function walkField(document: Document, plan: RowPlan, type: string, field: FieldNode, need: Need): boolean {
  const beneath = selectionsOf([field]);
  if ('within' in need) {
    const seenAs = fieldType(document.schema, type, field);
    return walk(document, plan, seenAs.name, need.within, beneath);
  }
  if ('toOne' in need) {
    return Object.entries(need.toOne).every(([name, relation]) => {
      plan.columns.add(relation.by);
      const known = plan.relations.get(relation.name) ?? { relation, rows: newPlan(relation.model) };
      plan.relations.set(relation.name, known);
      const fields = fieldsOf[name]?.fields;
      return fields !== undefined && walk(document, known.rows, name, fields, beneath);
    });
  }
  if ('toMany' in need) {
    const page = planConnection(document, fieldType(document.schema, type, field), beneath);
    if (!page) return false;
    for (const column of need.needs) plan.columns.add(column);
    const name = (field.alias ?? field.name).value;
    // The same page selected in two places would have to be read as one.
    if (plan.pages.has(name)) return false;
    plan.pages.set(name, { ...page, toMany: need, field, parentType: type });
    return true;
  }
  for (const column of need) plan.columns.add(column);
  return true;
}

/** What a connection needs of its rows, or null. */
function planConnection(
  document: Document,
  connection: GraphQLNamedType,
  sets: readonly SelectionSetNode[],
): PagePlan | null {
  const { schema } = document;
  const node = fieldType(schema, connection.name, 'nodes');
  const plan: PagePlan = { rows: newPlan(modelOf(schema, node)), cursors: false };
  const parts: Readonly<Record<string, (field: FieldNode) => boolean>> = {
    __typename: () => true,
    nodes: (field) => walkType(document, plan.rows, node, selectionsOf([field])),
    edges: (field) =>
      fieldsIn(document, fieldType(schema, connection.name, field).name, selectionsOf([field])).every((part) => {
        if (part.name.value === 'node') return walkType(document, plan.rows, node, selectionsOf([part]));
        plan.cursors ||= part.name.value === 'cursor';
        return true;
      }),
    pageInfo: (field) => {
      plan.cursors ||= fieldsIn(document, 'PageInfo', selectionsOf([field])).some(({ name }) =>
        name.value.endsWith('Cursor'),
      );
      return true;
    },
  };
  const whole = fieldsIn(document, connection.name, sets).every((field) => parts[field.name.value]?.(field) ?? false);
  return whole ? plan : null;
}

function fieldType(schema: GraphQLSchema, parent: string, field: FieldNode | string): GraphQLNamedType {
  const type = schema.getType(parent);
  const name = typeof field === 'string' ? field : field.name.value;
  const found = isObjectType(type) ? type.getFields()[name] : undefined;
  if (!found) throw new Error(`${parent} has no field ${name}`);
  return getNamedType(found.type);
}

/** The fields that apply to an object type, whatever `@skip` and `@include` say: what they hide is read for nothing, and shown to nobody. */
function fieldsIn(document: Document, type: string, sets: readonly SelectionSetNode[]): FieldNode[] {
  return sets.flatMap(({ selections }) =>
    selections.flatMap((node): FieldNode[] => {
      if (node.kind === 'Field') return [node];
      const fragment:
        | (Pick<FragmentDefinitionNode, 'selectionSet'> & { typeCondition?: FragmentDefinitionNode['typeCondition'] })
        | undefined = node.kind === 'FragmentSpread' ? document.fragments[node.name.value] : node;
      if (!fragment || !applies(document.schema, type, fragment.typeCondition?.name.value)) return [];
      return fieldsIn(document, type, [fragment.selectionSet]);
    }),
  );
}

function applies(schema: GraphQLSchema, type: string, condition: string | undefined): boolean {
  if (condition === undefined || condition === type) return true;
  const [object, abstract] = [schema.getType(type), schema.getType(condition)];
  return isObjectType(object) && isAbstractType(abstract) && schema.isSubType(abstract, object);
}
