import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Fastify from 'fastify';
import { buildSchema, isAbstractType, parse, validate } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import pg from 'pg';
import { encodeId, uuidOf } from '../../../src/kernel/ids.ts';

/**
 * What somebody would write by hand for exactly the shapes that are measured, and for nothing else: Fastify, graphql-jit, which Mercurius
 * uses, and one statement for each query, pipelined with what sets its merchant. It answers our own schema, so the documents are the same.
 */

const keyKeptMs = 5_000;
const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: 12,
  pipeline: true,
  async onConnect(client) {
    await client.query('set role paygraph_app');
  },
});
const keys = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: 2,
  async onConnect(client) {
    await client.query('set role paygraph_worker');
  },
});

interface Context {
  readonly merchantId: string;
}
interface PageArgs {
  readonly first: number;
  readonly after?: string;
  readonly filter?: {
    readonly statuses: readonly string[];
    readonly amount: { readonly min: string; readonly max: string };
  };
}
type Row = Readonly<Record<string, string>>;

/** In a transaction of its own that sees one merchant, all of it sent at once. */
async function rowsOf({ merchantId }: Context, name: string, text: string, values: readonly unknown[]): Promise<Row[]> {
  const client = await pool.connect();
  try {
    const [, , { rows }] = await Promise.all([
      client.query('begin'),
      client.query({ name: 'merchant', text: `select set_config('app.merchant', $1, true)`, values: [merchantId] }),
      client.query<Row>({ name, text, values: [...values] }),
      client.query('commit'),
    ]);
    return rows;
  } finally {
    client.release();
  }
}

const payment = (row: Row) => ({
  __typename: 'OneOffPayment',
  id: encodeId('oop', row.id ?? ''),
  status: row.status,
  version: row.version,
  externalId: row.external_id,
  amounts: {
    requested: { amountMinor: row.requested, currency: row.currency },
    captured: { amountMinor: row.captured, currency: row.currency },
  },
  origin: row.agreement_id && {
    __typename: 'Agreement',
    id: encodeId('agr', row.agreement_id),
    plan: row.plan,
    status: row.agreement_status,
  },
});
type Keyed = { readonly at?: string; readonly id?: string };
const cursorOf = ({ at, id }: Keyed): string => `${at}|${id}`;

function connection<Node>(rows: readonly Row[], first: number, node: (row: Row) => Node, cursor: (row: Row) => string) {
  const shown = rows.slice(0, first);
  const last = shown.at(-1);
  return {
    nodes: shown.map(node),
    pageInfo: { hasNextPage: rows.length > first, endCursor: last ? cursor(last) : null },
  };
}

const resolvers = {
  async payment({ by }: { readonly by: { readonly id: string } }, context: Context) {
    const [row] = await rowsOf(
      context,
      'payment',
      'select id, status, version, captured, currency from one_off_payment where id = $1 and merchant_id = app_merchant()',
      [uuidOf('oop', by.id)],
    );
    return row ? payment(row) : null;
  },
  async payments({ first, after, filter }: PageArgs, context: Context) {
    const [at, id] = after?.split('|') ?? ['infinity', '00000000-0000-0000-0000-000000000000'];
    const { statuses, amount } = filter ?? { statuses: null, amount: null };
    const wanted = filter ? 'p.status = any($4::payment_status[]) and p.requested between $5 and $6' : 'true';
    const rows = await rowsOf(
      context,
      filter ? 'filtered payments' : 'payments',
      `select p.id, p.status, p.external_id, p.requested, p.captured, p.currency, p.created_at::text as at, a.id as agreement_id, a.plan, a.status as agreement_status
         from one_off_payment p join agreement a on a.merchant_id = p.merchant_id and a.id = p.agreement_id
        where p.merchant_id = app_merchant() and (p.created_at, p.id) < ($1, $2) and ${wanted} order by p.created_at desc, p.id desc limit $3`,
      [at, id, first + 1, ...(statuses ? [statuses, amount?.min, amount?.max] : [])],
    );
    return connection(rows, first, payment, cursorOf);
  },
  async agreements({ first }: PageArgs, context: Context) {
    const rows = await rowsOf(
      context,
      'agreements',
      `select a.id, a.plan, a.status, a.created_at::text as at, p.payments from
         (select merchant_id, id, plan, status, created_at from agreement where merchant_id = app_merchant() order by created_at desc, id desc limit $1) a
        cross join lateral (select coalesce(json_agg(json_build_object('id', id, 'status', status, 'captured', captured::text)), '[]') as payments
           from (select id, status, captured from one_off_payment where merchant_id = a.merchant_id and agreement_id = a.id
                  order by created_at desc, id desc limit 5) one) p`,
      [first + 1],
    );
    const node = ({ id = '', plan, status, payments }: Row) => ({
      id: encodeId('agr', id),
      plan,
      status,
      payments: { nodes: (payments as unknown as readonly Row[]).map(payment) },
    });
    return connection(rows, first, node, cursorOf);
  },
  async events({ first }: PageArgs, context: Context) {
    const rows = await rowsOf(
      context,
      'events',
      `select l.sequence, e.id, e.type, e.subject_type, e.subject_id, e.subject_version, e.occurred_at, e.change
         from event_log l join event e on e.merchant_id = l.merchant_id and e.id = l.event_id
        where l.merchant_id = app_merchant() and l.sequence > 0 order by l.sequence limit $1`,
      [first + 1],
    );
    const node = (row: Row) => ({
      id: encodeId('evt', row.id ?? ''),
      sequence: row.sequence,
      type: row.type,
      occurredAt: row.occurred_at,
      subjectId: encodeId(row.subject_type as 'oop', row.subject_id ?? ''),
      subjectVersion: row.subject_version,
      change: row.change,
    });
    return connection(rows, first, node, ({ sequence = '' }) => sequence);
  },
};

const schema = buildSchema(readFileSync(join(import.meta.dirname, '../../../schema/schema.graphql'), 'utf8'));
for (const type of Object.values(schema.getTypeMap()))
  if (isAbstractType(type)) type.resolveType = ({ __typename }: { readonly __typename: string }) => __typename;
for (const [name, resolve] of Object.entries(resolvers)) {
  const field = schema.getQueryType()?.getFields()[name];
  if (field) field.resolve = (_root, args, context: Context) => resolve(args as never, context);
}
const compiled = new Map<string, CompiledQuery>();
function compile(query: string): CompiledQuery {
  const known = compiled.get(query);
  if (known) return known;
  const document = parse(query);
  const [fault] = validate(schema, document);
  if (fault) throw fault;
  const made = compileQuery(schema, document);
  if (!isCompiledQuery(made)) throw new Error(JSON.stringify(made.errors));
  compiled.set(query, made);
  return made;
}

const merchants = new Map<string, { readonly id: Promise<string>; readonly until: number }>();
function merchantOf(authorization = ''): Promise<string> {
  const known = merchants.get(authorization);
  if (known && known.until > Date.now()) return known.id;
  const hash = createHash('sha256').update(authorization.replace('Bearer ', '')).digest();
  const id = keys
    .query<Row>('select merchant_id from api_key where secret_hash = $1 and revoked_at is null', [hash])
    .then(({ rows }) => rows[0]?.merchant_id ?? '');
  merchants.set(authorization, { id, until: Date.now() + keyKeptMs });
  return id;
}

const app = Fastify();
app.post<{ Body: { readonly query: string; readonly variables?: object } }>('/graphql', async (request, reply) => {
  const merchantId = await merchantOf(request.headers.authorization);
  const { query, stringify } = compile(request.body.query);
  const answer = await query({}, { merchantId }, request.body.variables ?? {});
  return reply.type('application/json').send(stringify(answer));
});
console.log(`GraphQL  ${await app.listen({ port: 0, host: '127.0.0.1' })}/graphql`);
process.once('SIGTERM', () => process.exit(0));
