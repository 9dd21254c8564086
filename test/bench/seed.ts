import pg from 'pg';
import { sequenceBatch } from '../../src/event-log/sequencer.ts';
import { enterSession } from '../../src/platform/postgres/session.ts';

/** How much there is to read. Ten payments on each agreement; two fifths of all of it are the first merchant's. */
export interface DataSize {
  readonly payments: number;
}

const merchantsCount = 100;
const paymentsEach = 10;
const batchSize = 5_000;
/** Payments are made one after the other over so many days, the last of them a month before anything is measured. */
const days = 300;

/**
 * Fills a migrated database, in which the product has already made its first merchant, with the same rows each time: every guard of the
 * tables is in force, each payment has the events of its life and the entries of its money, and each event its sequence.
 */
export async function seed(
  { superuserUrl, url }: { readonly superuserUrl: string; readonly url: string },
  { payments }: DataSize,
  tell: (words: string) => void = () => undefined,
): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    await client.query(names(payments));
    await client.query(merchants);
    for (let from = 0; from < payments / paymentsEach; from += batchSize)
      await client.query(agreements, [from, Math.min(from + batchSize, payments / paymentsEach) - 1]);
    for (let from = 0; from < payments; from += batchSize) {
      await client.query('begin');
      for (const statement of paymentsOf(from, Math.min(from + batchSize, payments) - 1)) await client.query(statement);
      await client.query('commit');
      if (from % 50_000 === 0) tell(`${from} of ${payments} payments`);
    }
    await giveSequences(url, tell);
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

/** By the product's own sequencer, as if it had been there all along. */
async function giveSequences(url: string, tell: (words: string) => void): Promise<void> {
  const sequencer = new pg.Pool({
    connectionString: url,
    max: 1,
    async onConnect(client) {
      await enterSession(client, 'paygraph_worker');
    },
  });
  try {
    for (let batch = 1; ; batch++) {
      const { kind } = await sequenceBatch({ sequencer });
      if (kind === 'nothing') return;
      if (batch % 200 === 0) tell(`${batch * 500} events in the log`);
    }
  } finally {
    await sequencer.end();
  }
}

/** What a row is called and where it belongs, by its number alone. */
const names = (payments: number): string => `
  create function pg_temp.share(salt text, i bigint) returns float8 language sql immutable as
    $$ select (hashtextextended(salt, i) & 9007199254740991) / 9007199254740992.0 $$;
  create function pg_temp.made_at(i bigint) returns timestamptz language sql immutable as
    $$ select '2026-01-01Z'::timestamptz + i * (interval '${days} days' / ${payments}) $$;
  create function pg_temp.uuid_of(kind text, i bigint, at timestamptz) returns uuid language sql immutable as
    $$ select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(kind || i), 1, 3) || '8' || substr(md5(kind || i), 4, 15))::uuid $$;
  create function pg_temp.agreement_of(i bigint) returns uuid language sql immutable as
    $$ select pg_temp.uuid_of('agreement', i, '2026-01-01Z'::timestamptz + i * interval '1 second') $$;
  create function pg_temp.merchant_number(agreement bigint) returns int language sql immutable as
    $$ select 1 + floor(${merchantsCount} * power(pg_temp.share('merchant', agreement), 5))::int $$;`;

const merchants = `
  create temp table seeded_merchant as
    select 1 as number, m.id, a.id as account_id from merchant m
      join provider_account a on a.merchant_id = m.id and a.provider = 'MOBILEPAY';
  insert into seeded_merchant
    select n, pg_temp.uuid_of('merchant', n, pg_temp.made_at(0)), pg_temp.uuid_of('account', n, pg_temp.made_at(0)) from generate_series(2, ${merchantsCount}) n;
  insert into merchant (id, name, environment, created_at) select id, 'Shop ' || number, 'SANDBOX', now() from seeded_merchant where number > 1;
  create temp table seeded_agreement (number bigint primary key, merchant_id uuid, account_id uuid, id uuid);`;

const agreements = `
  with made as (
    insert into seeded_agreement
      select i, m.id, m.account_id, pg_temp.agreement_of(i) from generate_series($1::bigint, $2::bigint) i
        join seeded_merchant m on m.number = pg_temp.merchant_number(i)
      returning *),
  placed as (
    insert into agreement (merchant_id, id, version, provider, account_id, provider_reference, external_id, status, plan, description,
                           amount_minor, currency, country, frequency, return_url, metadata, created_at, updated_at)
      select merchant_id, id, 1, 'MOBILEPAY', account_id, 'seeded-a-' || number, 'seeded-a-' || number, 'ACTIVE',
             (array['Basic', 'Plus', 'Premium'])[1 + number % 3], 'Monthly membership', 9900, 'DKK', 'DK', 'MONTHLY', 'https://example.com/back', '{}',
             '2026-01-01Z'::timestamptz + number * interval '1 second', '2026-01-01Z'::timestamptz + number * interval '1 second'
        from made)
  insert into event (merchant_id, id, type, subject_type, subject_id, subject_version, agreement_id, provider, change, cause, occurred_at, recorded_at)
    select merchant_id, pg_temp.uuid_of('agreement event', number, '2026-01-01Z'), 'AGREEMENT_CREATED', 'agr', id, 1, id, 'MOBILEPAY',
           '{"from": null, "to": "ACTIVE"}', '{"by": "clock", "rule": "seed"}',
           '2026-01-01Z'::timestamptz + number * interval '1 second', '2026-01-01Z'::timestamptz + number * interval '1 second'
      from made order by number`;

/** Of twenty payments twelve are settled, four reserved, two wait for their payer, one lapsed and one was rejected. */
const states = `(array['SETTLED', 'SETTLED', 'SETTLED', 'AUTHORIZED', 'SETTLED', 'SETTLED', 'REQUIRES_PAYER_ACTION', 'SETTLED', 'AUTHORIZED', 'EXPIRED',
                       'SETTLED', 'SETTLED', 'SETTLED', 'AUTHORIZED', 'SETTLED', 'REQUIRES_PAYER_ACTION', 'SETTLED', 'AUTHORIZED', 'SETTLED', 'REJECTED'])`;

function paymentsOf(from: number, to: number): readonly string[] {
  return [
    `create temp table made on commit drop as
       select i, a.merchant_id, a.account_id, a.id as agreement_id, pg_temp.made_at(i) as at, pg_temp.uuid_of('payment', i, pg_temp.made_at(i)) as id,
              (array[4900, 8000, 9900, 14900, 19900])[1 + floor(5 * pg_temp.share('amount', i))::int]::bigint as amount,
              ${states}[1 + floor(20 * pg_temp.share('state', i))::int]::payment_status as state
         from generate_series(${from}::bigint, ${to}::bigint) i join seeded_agreement a on a.number = i / ${paymentsEach}`,
    `create temp table told on commit drop as
       select made.*, step.version, step.type::event_type, step.was, step.now, pg_temp.uuid_of('payment event ' || step.version, made.i, at) as event_id
         from made cross join lateral (values
           (1, 'PAYMENT_CREATED', null, 'CREATED'),
           (2, case when state in ('AUTHORIZED', 'SETTLED') then 'PAYMENT_AUTHORIZED' when state = 'EXPIRED' then 'PAYMENT_EXPIRED'
                    when state = 'REJECTED' then 'PAYMENT_REJECTED' else 'PAYMENT_STATUS_CHANGED' end, 'CREATED',
               case when state = 'SETTLED' then 'AUTHORIZED' else state::text end),
           (3, 'PAYMENT_SETTLED', 'AUTHORIZED', 'SETTLED')) step (version, type, was, now)
        where step.version < 3 or state = 'SETTLED'`,
    `insert into one_off_payment (merchant_id, id, version, provider, account_id, provider_reference, external_id, agreement_id, provider_status, description,
                                  auto_reserve, currency, requested, authorized, captured, state, settle_by, captured_at, metadata, created_at, updated_at)
       select merchant_id, id, case state when 'SETTLED' then 3 else 2 end, 'MOBILEPAY', account_id, 'seeded-p-' || i, 'seeded-p-' || i, agreement_id,
              lower(state::text), 'Extra goods', false, 'DKK', amount, case when state in ('AUTHORIZED', 'SETTLED') then amount else 0 end,
              case state when 'SETTLED' then amount else 0 end, state, case state when 'AUTHORIZED' then '2099-01-01Z'::timestamptz end,
              case state when 'SETTLED' then at + interval '2 seconds' end, jsonb_build_object('order', i::text), at, at + interval '2 seconds'
         from made order by i`,
    `insert into event (merchant_id, id, type, subject_type, subject_id, subject_version, agreement_id, payment_id, provider, payment_status, change, cause, occurred_at, recorded_at)
       select merchant_id, event_id, type, 'oop', id, version, agreement_id, id, 'MOBILEPAY', now::payment_status, jsonb_build_object('from', was, 'to', now),
              '{"by": "clock", "rule": "seed"}', at + (version - 1) * interval '1 second', at + (version - 1) * interval '1 second'
         from told order by i, version`,
    `insert into journal (merchant_id, id, event_id, subject_type, subject_id, movement, account, direction, amount_minor, currency, posted_at)
       select merchant_id, pg_temp.uuid_of(leg.direction || version, i, at), event_id, 'oop', told.id, c.movement, leg.account, leg.direction::ledger_direction, amount, 'DKK', at
         from told join ledger_chart c on c.movement = (case type when 'PAYMENT_AUTHORIZED' then 'AUTHORIZED' else 'CAPTURED' end)::ledger_movement
        cross join lateral (values (c.debit, 'DEBIT'), (c.credit, 'CREDIT')) leg (account, direction)
        where type in ('PAYMENT_AUTHORIZED', 'PAYMENT_SETTLED')`,
  ];
}
