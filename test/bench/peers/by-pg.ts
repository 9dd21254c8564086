import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import pg from 'pg';
import { sequenceBatch } from '../../../src/event-log/sequencer.ts';
import { newUuid } from '../../../src/kernel/ids.ts';
import { enterSession, type ServingRole } from '../../../src/platform/postgres/session.ts';
import { loop } from '../load.ts';

/**
 * What the database itself can do, asked by pg and by nothing else: `POST /commit` puts one row in and commits, `POST /capture` writes what a
 * capture leaves, in as few statements and transactions as it can be done in. Both take `atOnce`, `forMs` and `countMax`.
 */

const merchantId = process.env.MERCHANT_ID ?? '';
const open = (role: ServingRole, max: number): pg.Pool =>
  new pg.Pool({
    connectionString: process.env.DATABASE_URL,
    max,
    pipeline: true,
    async onConnect(client) {
      await enterSession(client, role);
    },
  });
const app = open('paygraph_app', 16);
const worker = open('paygraph_worker', 16);
const sequencer = open('paygraph_worker', 1);

interface Reserved {
  readonly id: string;
  readonly account_id: string;
  readonly agreement_id: string;
  readonly version: number;
  readonly amount: string;
}

async function commit(): Promise<void> {
  await worker.query({
    name: 'commit',
    text: `insert into webhook_receipt (merchant_id, id, account_id, provider, verdict, body_sealed, received_at) values ($1, $2, $2, 'MOBILEPAY', 'hint', $3, now())`,
    values: [merchantId, newUuid(Date.now()), randomBytes(400)],
  });
}

/** Payments that are reserved, each for one capture. */
const { rows: reserved } = await worker.query<{ id: string }>(
  `select id from one_off_payment where merchant_id = $1 and status = 'AUTHORIZED' and external_id like 'seeded-%' order by created_at, id limit 20000`,
  [merchantId],
);
let next = 0;

/** Intent, outcome and numbering: one transaction each. */
async function capture(): Promise<void> {
  const id = reserved[next++]?.id;
  if (!id) throw new Error('there is nothing reserved any more');
  const [operationId, captureId] = [newUuid(Date.now()), newUuid(Date.now())];
  const key = operationId;
  await write(id, ({ account_id, agreement_id, version, amount }) => {
    const eventId = newUuid(Date.now());
    return [
      [
        `insert into idempotency (merchant_id, key, mutation, fingerprint, paths, operation_id, outcome, first_seen_at, expires_at) values ($1, $2, 'capturePayment', $3, '{}', $4, '{}', now(), now() + interval '30 days')`,
        [merchantId, key, randomBytes(32), operationId],
      ],
      [
        `insert into operation (merchant_id, id, account_id, kind, payment_id, provider_key, input_sealed, status, actor, request_key, sends, requested_at, sent_at) values ($1, $2, $3, 'payment.capture', $4, $5, $6, 'SENT', 'key_bench', $5, 1, now(), now())`,
        [merchantId, operationId, account_id, id, key, randomBytes(250)],
      ],
      [
        `insert into capture (merchant_id, id, payment_id, operation_id, amount_minor, currency, created_at) values ($1, $2, $3, $4, $5, 'DKK', now())`,
        [merchantId, captureId, id, operationId, amount],
      ],
      [
        'update one_off_payment set capture_in_flight = $3, version = version + 1, updated_at = now() where merchant_id = $1 and id = $2',
        [merchantId, id, amount],
      ],
      event(eventId, 'PAYMENT_STATUS_CHANGED', 'oop', id, version + 1, id, agreement_id, 'AUTHORIZED', 'PROCESSING'),
      entries(eventId, id, amount, [['CAPTURE_IN_FLIGHT', 1]]),
    ];
  });
  await write(id, ({ agreement_id, version, amount }) => {
    const eventId = newUuid(Date.now());
    return [
      [
        `update operation set status = 'SUCCEEDED', completed_at = now() where merchant_id = $1 and id = $2`,
        [merchantId, operationId],
      ],
      ['update capture set version = 1 where merchant_id = $1 and id = $2', [merchantId, captureId]],
      [
        `update one_off_payment set capture_in_flight = 0, captured = $3, state = 'SETTLED', captured_at = now(), version = version + 1, updated_at = now() where merchant_id = $1 and id = $2`,
        [merchantId, id, amount],
      ],
      event(newUuid(Date.now()), 'CAPTURE_SUCCEEDED', 'cap', captureId, 1, id, null, 'SENT', 'SUCCEEDED'),
      event(eventId, 'PAYMENT_SETTLED', 'oop', id, version + 1, id, agreement_id, 'PROCESSING', 'SETTLED'),
      entries(eventId, id, amount, [
        ['CAPTURE_IN_FLIGHT', -1],
        ['CAPTURED', 1],
      ]),
    ];
  });
  await sequenceBatch({ sequencer });
}

type Statement = readonly [text: string, values: readonly unknown[]];

/** The payment is locked and read, and all that is written then goes out at once, with the end of the transaction. */
async function write(id: string, statements: (payment: Reserved) => readonly Statement[]): Promise<void> {
  const client = await app.connect();
  const send = ([text, values]: Statement) => client.query({ name: nameOf(text), text, values: [...values] });
  try {
    const [, , { rows }] = await Promise.all([
      client.query('begin'),
      send([`select set_config('app.merchant', $1, true)`, [merchantId]]),
      send([
        'select id, account_id, agreement_id, version, requested as amount from one_off_payment where merchant_id = $1 and id = $2 for update',
        [merchantId, id],
      ]),
    ]);
    await Promise.all([...statements(rows[0] as Reserved).map(send), client.query('commit')]);
  } finally {
    client.release();
  }
}

const names = new Map<string, string>();
function nameOf(text: string): string {
  const name = names.get(text) ?? `s${names.size}`;
  names.set(text, name);
  return name;
}

function event(...[id, type, kind, subject, version, payment, agreement, from, to]: readonly unknown[]): Statement {
  return [
    `insert into event (merchant_id, id, type, subject_type, subject_id, subject_version, payment_id, agreement_id, provider, change, cause, occurred_at, recorded_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'MOBILEPAY', $9, '{"by": "mutation", "actor": "key_bench", "key": "bench"}', now(), now())`,
    [merchantId, id, type, kind, subject, version, payment, agreement, { from, to }],
  ];
}

function entries(
  eventId: string,
  id: string,
  amount: string,
  moves: readonly (readonly [string, number])[],
): Statement {
  return [
    `insert into journal (merchant_id, id, event_id, subject_type, subject_id, movement, account, direction, amount_minor, currency, posted_at)
     select $1, gen_random_uuid(), $2, 'oop', $3, c.movement, case when leg.first = (m.sign > 0) then c.debit else c.credit end,
            (case when leg.first then 'DEBIT' else 'CREDIT' end)::ledger_direction, $4, 'DKK', now()
       from unnest($5::ledger_movement[], $6::int[]) m (movement, sign) join ledger_chart c on c.movement = m.movement
      cross join (values (true), (false)) leg (first)`,
    [merchantId, eventId, id, amount, moves.map(([movement]) => movement), moves.map(([, sign]) => sign)],
  ];
}

const works: Readonly<Record<string, () => Promise<void>>> = { '/commit': commit, '/capture': capture };
const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
  const work = works[pathname];
  if (!work) return response.writeHead(404).end();
  const load = Object.fromEntries([...searchParams].map(([name, value]) => [name, Number(value)]));
  return response.end(JSON.stringify(await loop(load as never, work)));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address && typeof address === 'object') console.log(`HTTP  http://127.0.0.1:${address.port}`);
});
process.once('SIGTERM', () => process.exit(0));
