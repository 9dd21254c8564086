import { encodeId, type IdPrefix } from '../../src/kernel/ids.ts';

/** One way to ask for something, and with which variables: one after the other, and again from the first. */
export interface Asked {
  readonly query: string;
  readonly variables: readonly Readonly<Record<string, unknown>>[];
}

/** Asks a server, and throws on anything but data. */
export type Ask = (query: string, variables?: Readonly<Record<string, unknown>>) => Promise<Data>;
// What a server answers is looked at by whoever knows the document.
// biome-ignore lint/suspicious/noExplicitAny: it has the shape of a document that is text.
export type Data = any;

/** What is read: the same of every server, each asked in its own words. */
export interface Shape {
  readonly name: string;
  readonly what: string;
  /** In the words of our schema, which the server by hand has too. */
  ours(ask: Ask, depth: number): Promise<Asked>;
  /** In PostGraphile's. */
  theirs(ask: Ask, depth: number, merchantId: string): Promise<Asked>;
  /** What PostGraphile answers, as we do: without cursors, which are everybody's own. */
  asOurs?(data: Data): Data;
}

const newest = '[CREATED_AT_DESC, PRIMARY_KEY_DESC]';
const idsMax = 50;

const id = (prefix: IdPrefix, uuid: string): string => encodeId(prefix, uuid);
const minor = (amountMinor: string) => ({ amountMinor });

const listOfOurs = (first: number): string => `{ payments(first: ${first}) { nodes { id status externalId
  amounts { requested { amountMinor currency } captured { amountMinor } } ... on OneOffPayment { origin { ... on Agreement { id plan status } } } }
  pageInfo { hasNextPage } } }`;
const listOfTheirs = (first: number): string => `{ payments: allOneOffPayments(first: ${first}, orderBy: ${newest}) {
  nodes { rowId status externalId requested currency captured agreement: agreementByMerchantIdAndAgreementId { rowId plan status } }
  pageInfo { hasNextPage } } }`;

function list(first: number): Shape {
  return {
    name: `list-${first}`,
    what: `list of ${first} payments, each with its agreement`,
    ours: async () => ({ query: listOfOurs(first), variables: [{}] }),
    theirs: async () => ({ query: listOfTheirs(first), variables: [{}] }),
    asOurs: ({ payments: { nodes, pageInfo } }) => ({
      payments: {
        nodes: nodes.map(({ rowId, status, externalId, requested, currency, captured, agreement }: Data) => ({
          id: id('oop', rowId),
          status,
          externalId,
          amounts: { requested: { amountMinor: requested, currency }, captured: minor(captured) },
          origin: { id: id('agr', agreement.rowId), plan: agreement.plan, status: agreement.status },
        })),
        pageInfo,
      },
    }),
  };
}

const idsOfOurs = `{ payments(first: ${idsMax}) { nodes { id } } }`;
const uuidsOf = async (ask: Ask): Promise<string[]> =>
  (
    await ask(`{ payments: allOneOffPayments(first: ${idsMax}, orderBy: ${newest}) { nodes { rowId } } }`)
  ).payments.nodes.map(({ rowId }: Data) => rowId);

const deepOfOurs = `query($first: Int!, $after: String) { payments(first: $first, after: $after, filter: {
  statuses: [SETTLED], amount: { min: "8000", max: "8000", currency: "DKK" } }) {
  nodes { id status externalId amounts { requested { amountMinor } } } pageInfo { hasNextPage endCursor } } }`;
const deepOfTheirs = `query($first: Int!, $after: Cursor, $offset: Int) { payments: allOneOffPayments(first: $first, after: $after, offset: $offset,
  orderBy: ${newest}, condition: { status: SETTLED, requested: "8000", currency: "DKK" }) {
  nodes { rowId status externalId requested } pageInfo { hasNextPage endCursor } } }`;
const pageMax = 100;

async function cursorAt(ask: Ask, depth: number): Promise<string | null> {
  let after: string | null = null;
  for (let read = 0; read < depth; read += pageMax) {
    const { payments } = await ask(deepOfOurs, { first: Math.min(pageMax, depth - read), after });
    after = payments.pageInfo.endCursor;
  }
  return after;
}

const eventFields = 'type occurredAt subjectVersion';

export const typename: Shape = {
  name: 'typename',
  what: '`{ __typename }`',
  ours: async () => ({ query: '{ __typename }', variables: [{}] }),
  theirs: async () => ({ query: '{ __typename }', variables: [{}] }),
};

/** The reads of the product's day. */
export const shapes: readonly Shape[] = [
  {
    name: 'one',
    what: 'one payment by its id',
    ours: async (ask) => ({
      query: 'query($id: ID!) { payment(by: { id: $id }) { id status version amounts { captured { amountMinor } } } }',
      variables: (await ask(idsOfOurs)).payments.nodes.map((node: Data) => ({ id: node.id })),
    }),
    theirs: async (ask, _depth, merchantId) => ({
      query:
        'query($m: UUID!, $id: UUID!) { payment: oneOffPaymentByMerchantIdAndRowId(merchantId: $m, rowId: $id) { rowId status version captured } }',
      variables: (await uuidsOf(ask)).map((uuid) => ({ m: merchantId, id: uuid })),
    }),
    asOurs: ({ payment: { rowId, status, version, captured } }) => ({
      payment: { id: id('oop', rowId), status, version, amounts: { captured: minor(captured) } },
    }),
  },
  list(50),
  list(100),
  {
    name: 'nested',
    what: '20 agreements, each with 5 payments',
    ours: async () => ({
      query: `{ agreements(first: 20) { nodes { id plan status payments(first: 5) { nodes { id status amounts { captured { amountMinor } } } } } } }`,
      variables: [{}],
    }),
    theirs: async () => ({
      query: `{ agreements: allAgreements(first: 20, orderBy: ${newest}) { nodes { rowId plan status
        payments: oneOffPaymentsByMerchantIdAndAgreementId(first: 5, orderBy: ${newest}) { nodes { rowId status captured } } } } }`,
      variables: [{}],
    }),
    asOurs: ({ agreements }) => ({
      agreements: {
        nodes: agreements.nodes.map(({ rowId, plan, status, payments }: Data) => ({
          id: id('agr', rowId),
          plan,
          status,
          payments: {
            nodes: payments.nodes.map((payment: Data) => ({
              id: id('oop', payment.rowId),
              status: payment.status,
              amounts: { captured: minor(payment.captured) },
            })),
          },
        })),
      },
    }),
  },
  {
    name: 'deep',
    what: 'list of 50 by status and amount, deep in the pages',
    ours: async (ask, depth) => ({ query: deepOfOurs, variables: [{ first: 50, after: await cursorAt(ask, depth) }] }),
    theirs: async (ask, depth) => {
      const { payments } = await ask(deepOfTheirs, { first: 1, offset: depth - 1 });
      return { query: deepOfTheirs, variables: [{ first: 50, after: payments.pageInfo.endCursor }] };
    },
    asOurs: ({ payments: { nodes, pageInfo } }) => ({
      payments: {
        nodes: nodes.map(({ rowId, status, externalId, requested }: Data) => ({
          id: id('oop', rowId),
          status,
          externalId,
          amounts: { requested: minor(requested) },
        })),
        pageInfo: { hasNextPage: pageInfo.hasNextPage },
      },
    }),
  },
  {
    name: 'events',
    what: 'page of 100 events',
    ours: async () => ({
      query: `{ events(first: 100) { nodes { id sequence subjectId change { from to } ${eventFields} } pageInfo { hasNextPage } } }`,
      variables: [{}],
    }),
    theirs: async () => ({
      query: `{ events: allEventLogs(first: 100, orderBy: PRIMARY_KEY_ASC) {
        nodes { sequence event: eventByMerchantIdAndEventId { rowId subjectType subjectId change ${eventFields} } } pageInfo { hasNextPage } } }`,
      variables: [{}],
    }),
    asOurs: ({ events: { nodes, pageInfo } }) => ({
      events: {
        nodes: nodes.map(
          ({ sequence, event: { rowId, subjectType, subjectId, change, occurredAt, ...rest } }: Data) => ({
            ...rest,
            id: id('evt', rowId),
            sequence,
            subjectId: id(subjectType, subjectId),
            change,
            occurredAt: new Date(occurredAt).toISOString(),
          }),
        ),
        pageInfo,
      },
    }),
  },
];
