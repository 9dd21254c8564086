import {
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
} from 'graphql';
import { common, type Noun } from './nouns.ts';
import { uniqueIds } from './slug.ts';

/** A page of the reference, as Markdown: it goes the way of every other page. */
export interface ReferencePage {
  readonly slug: string;
  readonly title: string;
  readonly text: string;
}
export interface Reference {
  readonly pages: readonly ReferencePage[];
  /** Queries, mutations and subscriptions that no noun takes. */
  readonly astray: readonly string[];
  /** The address beneath `reference/` of a type, and of a query, mutation or subscription. */
  readonly addressOf: (name: string) => string | null;
}

type Field = GraphQLField<unknown, unknown>;
const roots = ['Query', 'Mutation', 'Subscription'] as const;

/** The pages of a schema, one for each noun. A root field that none takes is among what is common, and told. */
export function referenceOf(schema: GraphQLSchema, nouns: readonly Noun[]): Reference {
  const fields = roots.flatMap((root) =>
    Object.values(schema.getType(root) ? (schema.getRootType(root.toLowerCase() as never)?.getFields() ?? {}) : {}).map(
      (field) => ({ root, field: field as Field, noun: nouns.find((one) => one.fields.test(field.name)) ?? common }),
    ),
  );
  const homes = homesOf(schema, nouns, fields);
  const used = nouns.concat(nouns.length > 1 ? common : []).map(
    (noun): Shown => ({
      noun,
      fields: roots.map((root) => [
        root,
        fields.filter((one) => one.root === root && one.noun === noun).map(({ field }) => field),
      ]),
      types: [...homes].flatMap(([name, home]) => (home === noun ? [schema.getType(name) as GraphQLNamedType] : [])),
    }),
  );
  const addresses = new Map(used.flatMap((shown) => anchorsOf(shown)));
  return {
    astray: fields.flatMap(({ field, noun }) => (noun === common ? [field.name] : [])),
    addressOf: (name) => addresses.get(name) ?? null,
    pages: used.map((shown) => ({ ...shown.noun, text: pageOf(shown, addresses) })),
  };
}

/** What a page shows, in its order. */
interface Shown {
  readonly noun: Noun;
  readonly fields: readonly (readonly [(typeof roots)[number], readonly Field[]])[];
  readonly types: readonly GraphQLNamedType[];
}

/** The address of each name on a page. The type `Payment` comes after the query `payment`, so its anchor has a number, as on a forge. */
function anchorsOf({ noun, fields, types }: Shown): [string, string][] {
  const idOf = uniqueIds();
  idOf(noun.title);
  return [...fields.flatMap(([, of]) => of), ...types].map(({ name }) => [name, `${noun.slug}#${idOf(name)}`]);
}

/** Where each type is shown: with the noun that owns it, or that alone leads to it; else with what is common. */
function homesOf(
  schema: GraphQLSchema,
  nouns: readonly Noun[],
  fields: readonly { readonly field: Field; readonly noun: Noun }[],
): ReadonlyMap<string, Noun> {
  const names = Object.values(schema.getTypeMap())
    .filter(
      (type) => !type.name.startsWith('__') && !roots.includes(type.name as never) && !isSpecifiedScalarType(type),
    )
    .map(({ name }) => name)
    .toSorted();
  const owner = (name: string): Noun | undefined => nouns.find(({ types }) => types.test(name));
  const seen = new Map<string, Set<Noun>>();
  const walk = (type: GraphQLNamedType, noun: Noun): void => {
    const of = owner(type.name);
    if (of && of !== noun) return;
    const by = seen.get(type.name) ?? new Set();
    if (by.has(noun)) return;
    seen.set(type.name, by.add(noun));
    for (const next of beneath(schema, type)) walk(next, noun);
  };
  for (const { field, noun } of fields)
    for (const type of [field.type, ...field.args.map((arg) => arg.type)]) walk(getNamedType(type), noun);
  for (const noun of nouns)
    for (const name of names) if (noun.types.test(name)) walk(schema.getType(name) as GraphQLNamedType, noun);
  return new Map(
    names.map((name) => {
      const by = [...(seen.get(name) ?? [])];
      return [
        name,
        owner(name) ?? (by.length === 1 && by[0] ? by[0] : nouns.length === 1 && nouns[0] ? nouns[0] : common),
      ];
    }),
  );
}

function beneath(schema: GraphQLSchema, type: GraphQLNamedType): GraphQLNamedType[] {
  if (isUnionType(type)) return [...type.getTypes()];
  if (isInterfaceType(type) && type.name !== 'Node' && type.name !== 'UserError')
    return [...schema.getPossibleTypes(type), ...ofFields(type.getFields())];
  if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) return ofFields(type.getFields());
  return [];
}

function ofFields(fields: Readonly<Record<string, Field | GraphQLInputField>>): GraphQLNamedType[] {
  return Object.values(fields).flatMap((field) => [
    getNamedType(field.type),
    ...('args' in field ? field.args.map((arg) => getNamedType(arg.type)) : []),
  ]);
}

type Addresses = ReadonlyMap<string, string>;
const titles = { Query: 'Queries', Mutation: 'Mutations', Subscription: 'Subscriptions' } as const;

function pageOf({ noun, fields, types }: Shown, addresses: Addresses): string {
  return [
    `# ${noun.title}`,
    noun.about,
    ...fields.flatMap(([root, of]) =>
      of.length === 0 ? [] : [`## ${titles[root]}`, ...of.flatMap((field) => rootField(field, addresses))],
    ),
    ...(types.length === 0 ? [] : ['## Types', ...types.flatMap((type) => typeSection(type, addresses))]),
  ].join('\n\n');
}

function rootField(field: Field, addresses: Addresses): string[] {
  const scope = directive(field, 'requiresScope', 'scope');
  const cost = directive(field, 'cost', 'weight');
  const multiplier = directive(field, 'cost', 'multiplier');
  const facts = [
    scope && `Scope: **${scope}**.`,
    cost && `Cost: ${cost}${multiplier ? ` for each of ${multiplier}` : ''}.`,
  ].filter(Boolean);
  const result = getNamedType(field.type);
  return [
    `### ${field.name}`,
    ...deprecated(field),
    field.description ?? '',
    facts.join(' '),
    ...(field.args.length === 0
      ? []
      : [
          table(
            ['Argument', 'Type', ''],
            field.args.map((arg) => row(arg, addresses)),
          ),
        ]),
    isUnionType(result)
      ? `Answers with one of ${result
          .getTypes()
          .map(({ name }) => link(name, name, addresses))
          .join(', ')}.`
      : `Answers with ${link(String(field.type), result.name, addresses)}.`,
  ];
}

function typeSection(type: GraphQLNamedType, addresses: Addresses): string[] {
  const head = [`### ${type.name}`, type.description ?? ''];
  if (isScalarType(type)) return head;
  if (isUnionType(type))
    return [
      ...head,
      `One of ${type
        .getTypes()
        .map(({ name }) => link(name, name, addresses))
        .join(', ')}.`,
    ];
  if (isEnumType(type))
    return [
      ...head,
      table(
        ['Value', ''],
        type
          .getValues()
          .map((value) => [code(value.name), cell([...deprecated(value), value.description ?? ''].join(' '))]),
      ),
    ];
  const interfaces = isObjectType(type) || isInterfaceType(type) ? type.getInterfaces() : [];
  const fields: readonly (Field | GraphQLInputField)[] = Object.values(type.getFields());
  const oneOf = isInputObjectType(type) && type.isOneOf ? ['Exactly one field is given.'] : [];
  return [
    ...head,
    ...oneOf,
    ...(interfaces.length === 0
      ? []
      : [`Is a ${interfaces.map(({ name }) => link(name, name, addresses)).join(', a ')}.`]),
    table(
      ['Field', 'Type', ''],
      fields.map((field) => row(field, addresses)),
    ),
  ];
}

function row(field: Field | GraphQLInputField | Field['args'][number], addresses: Addresses): string[] {
  const args = 'args' in field ? field.args.map((arg) => `${arg.name}: ${arg.type}`).join(', ') : '';
  const byDefault =
    'defaultValue' in field && field.defaultValue !== undefined
      ? ` Default: ${code(JSON.stringify(field.defaultValue))}.`
      : '';
  const scope = 'args' in field ? directive(field, 'requiresScope', 'scope') : undefined;
  return [
    code(args ? `${field.name}(${args})` : field.name),
    link(String(field.type), getNamedType(field.type).name, addresses),
    cell(`${deprecated(field).join('')} ${field.description ?? ''}${byDefault}${scope ? ` Scope: **${scope}**.` : ''}`),
  ];
}

function deprecated({ deprecationReason }: { readonly deprecationReason?: string | null | undefined }): string[] {
  return deprecationReason ? [`**Deprecated**: ${deprecationReason}`] : [];
}

function directive(field: Field, name: string, argument: string): string | undefined {
  const found = field.astNode?.directives?.find((one) => one.name.value === name);
  const value = found?.arguments?.find((one) => one.name.value === argument)?.value;
  return value && 'value' in value ? String(value.value) : undefined;
}

const code = (text: string): string => `\`${text}\``;
const cell = (text: string): string =>
  text
    .trim()
    .replaceAll('|', '\\|')
    .replaceAll(/\s*\n\s*/g, ' ');
const link = (shown: string, name: string, addresses: Addresses): string =>
  addresses.has(name) ? `[${code(shown)}](/docs/reference/${addresses.get(name)})` : code(shown);
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
