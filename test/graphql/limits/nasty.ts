/** Documents made to cost more than they weigh: each family grows by `n`, and `pick` chooses among its variants. */
export type Family = (n: number, pick: (below: number) => number) => string;

const many = (n: number, one: (i: number) => string): string => Array.from({ length: n }, (_, i) => one(i)).join('');
const among = (pick: (below: number) => number, ...choices: readonly string[]): string =>
  choices[pick(choices.length)] ?? '';

/** Where fields can be asked for: how to get there, the type, a leaf, and a field that leads back to the type. */
const places = [
  { open: '{', close: '}', type: 'Query', leaf: '__typename', back: null },
  { open: '{viewer{', close: '}}', type: 'Viewer', leaf: 'scopes', back: null },
  { open: '{__schema{types{', close: '}}}', type: '__Type', leaf: 'name', back: 'ofType' },
  { open: '{__schema{types{fields{type{', close: '}}}}}', type: '__Type', leaf: 'description', back: 'ofType' },
  { open: '{node(id:"x"){', close: '}}', type: 'Node', leaf: 'id', back: null },
  { open: '{payments(first:100){nodes{', close: '}}}', type: 'Payment', leaf: 'status', back: null },
  {
    open: '{agreements{nodes{',
    close: '}}}',
    type: 'Agreement',
    leaf: 'id',
    back: 'payments{nodes{...on OneOffPayment{origin{...on Agreement',
  },
] as const;
const place = (pick: (below: number) => number): (typeof places)[number] => places[pick(places.length)] ?? places[0];

export const families: Readonly<Record<string, Family>> = {
  bomb(n, pick) {
    const { open, close, type, leaf } = place(pick);
    const copies = 2 + pick(3);
    return `${open}...A0${close}${many(n, (i) => `fragment A${i} on ${type}{${many(copies, () => `...A${i + 1} `)}}`)}fragment A${n} on ${type}{${leaf}}`;
  },
  diamonds(n, pick) {
    const { open, close, type, leaf } = place(pick);
    return `${open}...A0 ...A1 ${leaf}${close}${many(n, (i) => `fragment A${i} on ${type}{${leaf} ...A${i + 1} ...A${i + 2}}`)}fragment A${n} on ${type}{${leaf}}fragment A${n + 1} on ${type}{${leaf}}`;
  },
  sideBySide(n, pick) {
    const { open, close, type, leaf } = place(pick);
    return `${open}${many(n, (i) => `...A${i} `)}${close}${many(n, (i) => `fragment A${i} on ${type}{${leaf}}`)}`;
  },
  ring(n, pick) {
    const { open, close, type } = place(pick);
    return `${open}...A0${close}${many(n, (i) => `fragment A${i} on ${type}{...A${(i + 1) % n} }`)}`;
  },
  aliases(n, pick) {
    const { open, close, leaf } = place(pick);
    return `${open}${many(n, (i) => `a${i}:${leaf} `)}${close}`;
  },
  aliasProduct(n, pick) {
    const each = 2 + pick(5);
    const level = (left: number): string =>
      left === 0
        ? 'name'
        : many(each, (i) => `a${i}:${among(pick, 'ofType', 'fields{type', 'possibleTypes')}{...L${left - 1}}`);
    const levels = 1 + (n % 6);
    const closed = (text: string): string => text.replaceAll(/fields\{type\{(\.\.\.L\d+)\}/g, 'fields{type{$1}}');
    return `{__schema{types{...L${levels}}}}${many(levels + 1, (i) => `fragment L${i} on __Type{${closed(level(i))}}`)}`;
  },
  repeats(n, pick) {
    const { open, close, leaf } = place(pick);
    return `${open}${many(n, () => `${leaf} `)}${close}`;
  },
  repeatedSets: (n, pick) =>
    `{${many(n, () => `${among(pick, 'viewer{scopes}', 'node(id:"x"){id}', 'node(id:"y"){id}', '__schema{types{name}}')} `)}}`,
  directives(n, pick) {
    const { open, close, leaf } = place(pick);
    return `${open}${leaf} ${many(n, () => among(pick, '@skip(if:true)', '@include(if:false)', '@x', '@skip(if:$a)'))}${close}`;
  },
  skips: (n, pick) =>
    `query($a:Boolean=true){${many(n, () => `...@skip(if:${among(pick, '$a', 'true')}){`)}__typename${'}'.repeat(n)}}`,
  inlines(n, pick) {
    const { open, close, type, leaf } = place(pick);
    return `${open}${`...on ${type}{`.repeat(n)}${leaf}${'}'.repeat(n)}${close}`;
  },
  wideInlines(n, pick) {
    const { open, close, type, leaf } = place(pick);
    return `${open}${many(n, () => `...on ${type}{${leaf}}`)}${close}`;
  },
  deep(n, pick) {
    const { open, close, leaf, back } = place(pick);
    const by = back ?? 'x';
    const levels = by.split('{').length;
    return `${open}${`${by}{`.repeat(n)}${leaf}${'}'.repeat(n * levels)}${close}`;
  },
  lists: (n, pick) => `{nodes(ids:${'['.repeat(n)}${among(pick, '"x"', '', '1')}${']'.repeat(n)}){id}}`,
  objects: (n, pick) =>
    `{payments(filter:${`{${among(pick, 'x', 'statuses', 'createdAt')}:`.repeat(n)}1${'}'.repeat(n)}){nodes{id}}}`,
  wideObject: (n, pick) =>
    `{payments(filter:{${many(n, (i) => `${among(pick, `x${i}`, 'statuses')}:[A]`)}}){nodes{id}}}`,
  ids: (n, pick) => `{nodes(ids:[${many(n, () => among(pick, '"",', '"x",', '$a,'))}]){id}}`,
  variables: (n, pick) =>
    `query(${many(n, (i) => `$v${i}:${among(pick, 'Int', '[[Int]]', 'X', 'PaymentFilter={statuses:[]}')} `)}){viewer{scopes}}`,
  variableTypes: (n, pick) =>
    `query($v:${'['.repeat(n)}Int${']'.repeat(n)}${among(pick, '', '=[]', '=[[[[1]]]]')}){viewer{scopes}}`,
  defaults: (n, pick) =>
    `query($v:PaymentFilter=${`{${among(pick, 'x', 'statuses')}:`.repeat(n)}1${'}'.repeat(n)}){payments(filter:$v){nodes{id}}}`,
  escapes: (n, pick) => `{node(id:"${many(n, () => among(pick, '\\u0000', '\\n', '\\u{10FFFF}', '\\\\', 'é'))}"){id}}`,
  blockString: (n, pick) => `{node(id:"""${many(n, () => among(pick, '\n', '\n ', ' ', '\\"""', '"'))}x"""){id}}`,
  operations: (n, pick) =>
    `${many(n, (i) => `query q${i}{${among(pick, 'viewer{...A}', '...B')}}`)}fragment A on Viewer{scopes}fragment B on Query{viewer{...A}}`,
  subscriptions: (n, pick) =>
    `${many(n, (i) => `subscription s${i}{${among(pick, '...A', 'a:eventStream{__typename}')}}`)}fragment A on Subscription{eventStream{__typename}}`,
  mutations: (n, pick) =>
    `mutation{${many(n, (i) => `${among(pick, `a${i}:`, '')}cancelPayment(input:{}){__typename}`)}}`,
  mistakes: (n, pick) =>
    `{${many(n, (i) => among(pick, `viewr${i} `, `viewer(x${i}:1) `, `...on Viewr${i}{x}`, `...Z${i} `))}}`,
  longName: (n) => `{viewer{${'scope'.repeat(n)}}}`,
  introspection: (n, pick) =>
    `{${many(1 + (n % 20), (i) => `a${i}:${among(pick, '__schema{types{...T}}', '__type(name:"EventType"){...T}', '__type(name:"Mutation"){...T}', '__schema{directives{args{type{...T}}}}')}`)}}fragment T on __Type{${among(pick, 'name', 'fields{name args{name type{name}}}', 'possibleTypes{fields{name}}', 'enumValues{name description}')}${among(pick, '', ' interfaces{name}', ' fields{type{fields{name}}}', ' inputFields{type{ofType{inputFields{name}}}}')}}`,
  comments: (n) => `{viewer{scopes}}${'#\n'.repeat(n)}`,
  nonsense: (n, pick) =>
    many(n, () =>
      among(
        pick,
        '{',
        '}',
        '(',
        ')',
        '[',
        ']',
        '$a',
        ':',
        '...',
        '"',
        '@b',
        'on ',
        'fragment ',
        'query',
        '!',
        '=',
        '1e9',
      ),
    ),
};

/** One of its family that has hardly fewer than `bytes`. */
export function largest(family: Family, bytes: number, pick: (below: number) => number): string {
  let [text, low, high] = [family(1, pick), 1, bytes];
  while (low + 1 < high) {
    const middle = Math.floor((low + high) / 2);
    const larger = family(middle, pick);
    if (Buffer.byteLength(larger) > bytes) high = middle;
    else [text, low] = [larger, middle];
  }
  return text;
}
