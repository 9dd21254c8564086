import pg from 'pg';
import { withTemporaryPostgres } from '../../prisma/model-sql.ts';
import { purgedAtOnce, purgeExpired } from '../../src/app/retention.ts';
import { sequenceBatch } from '../../src/event-log/sequencer.ts';
import { type Db, openDb } from '../../src/platform/db.ts';
import { claimDue } from '../../src/platform/leases.ts';
import { createLogger } from '../../src/platform/log.ts';
import { migrate } from '../../src/platform/postgres/migrate.ts';

/**
 * What the tables that grow for ever cost at each size: the same work on few rows and on many. The rows are written past the guards, quickly;
 * they are as many and as wide as real ones.
 */
const merchants = 100;
const roundsMax = 30;
/** What the fastest of many rounds takes does not lean on who else uses the machine. */
async function fastest(work: () => Promise<unknown>, rounds = roundsMax): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const from = performance.now();
    await work();
    least = Math.min(least, performance.now() - from);
  }
  return least;
}

const withoutChecks = `do $$ declare c record; begin
  for c in select conrelid::regclass as at, conname as name from pg_constraint
            where contype = 'c' and conrelid in ('event'::regclass, 'inbox'::regclass, 'webhook_delivery'::regclass)
  loop execute format('alter table %s drop constraint %I', c.at, c.name); end loop; end $$`;

// What is measured at one size takes sequences, too: the next begins far beyond.
const fill = (from: number, to: number, sequencesFrom: number): readonly string[] => [
  'set session_replication_role = replica',
  `create temp table if not exists shop as select i as number, gen_random_uuid() as id, gen_random_uuid() as account, gen_random_uuid() as endpoint from generate_series(0, ${merchants - 1}) i`,
  `insert into merchant (id, name, environment, created_at) select id, 'Shop', 'SANDBOX', now() from shop on conflict do nothing`,
  `insert into provider_account (merchant_id, id, provider, path_segment, settings_sealed, created_at) select id, account, 'MOBILEPAY', account, '\\x00', now() from shop on conflict do nothing`,
  `create temp table made as select i, s.id as merchant, s.account, s.endpoint, i / ${merchants} + 1 + ${sequencesFrom}::bigint as sequence, uuidv7() as event, now() - interval '29 days' + i * interval '10 milliseconds' as at from generate_series(${from}, ${to - 1}) i join shop s on s.number = i % ${merchants}`,
  `insert into event (merchant_id, id, type, subject_type, subject_id, subject_version, provider, change, cause, occurred_at, recorded_at)
     select merchant, event, 'PAYMENT_AUTHORIZED', 'oop', gen_random_uuid(), 3, 'MOBILEPAY', '{"status":"SETTLED","from":"AUTHORIZED","to":"SETTLED","amountMinor":"8000","currency":"DKK"}', '{"by":"provider","provider":"MOBILEPAY","how":"callback"}', at, at from made`,
  `insert into event_log (merchant_id, sequence, event_id, hash, previous_hash) select merchant, sequence, event, sha256(event::text::bytea), sha256(event::text::bytea) from made`,
  `insert into webhook_delivery (merchant_id, id, endpoint_id, event_id, sequence, status, created_at) select merchant, uuidv7(), endpoint, event, sequence, 'SUCCEEDED', at from made`,
  `insert into inbox (merchant_id, id, account_id, receipt_id, provider, dedupe_key, about, item, about_known, behind, state, version, duplicate_count, failures, received_at, done_at)
     select merchant, uuidv7(), account, event, 'MOBILEPAY', event::text, 'payment:' || event, '{"kind":"payment","id":"x","status":"captured"}', true, false, 'DONE', 1, 0, 0, at, at from made`,
  'drop table made',
];

export async function runTables(rows: number, say: (line: string) => void): Promise<boolean> {
  const sizes = [rows / 50, rows / 5, rows].map(Math.round);
  const log = createLogger('silent');
  const measured: Record<string, number>[] = [];
  await withTemporaryPostgres(async (url) => {
    await migrate({ databaseUrl: url, log });
    const db = openDb({ url, onError: () => undefined });
    const owner = new pg.Client(url);
    owner.on('error', () => undefined);
    await owner.connect();
    await owner.query(withoutChecks);
    let filled = 0;
    for (const [level, size] of sizes.entries()) {
      const from = performance.now();
      while (filled < size) {
        const to = Math.min(size, filled + 100_000);
        for (const statement of fill(filled, to, level * 100_000_000)) await owner.query(statement);
        filled = to;
      }
      await owner.query('vacuum analyze event, event_log, webhook_delivery, inbox');
      measured.push(await measure(db, owner));
      say(`${size} rows in each of four tables, ${Math.round((performance.now() - from) / 1_000)} s to write`);
    }
    await owner.end();
    await db.close();
  });
  const names = Object.keys(measured[0] ?? {});
  say(`${''.padEnd(58)}${sizes.map((size) => size.toLocaleString('en').padStart(12)).join('')}   last : first`);
  for (const name of names) {
    const each = measured.map((one) => one[name] ?? 0);
    const ratio = (each.at(-1) ?? 0) / (each[0] ?? 1);
    say(
      `${name.padEnd(58)}${each.map((value) => value.toFixed(2).padStart(12)).join('')}${ratio.toFixed(2).padStart(15)}`,
    );
  }
  return true;
}

async function measure(db: Db, owner: pg.Client): Promise<Record<string, number>> {
  const shop = (
    await owner.query<{ id: string; endpoint: string; last: string }>(
      `select s.id, s.endpoint, (select max(sequence) from event_log where merchant_id = s.id) as last from shop s where number = 7`,
    )
  ).rows[0];
  if (!shop) throw new Error('there is no shop');
  const stage = (count: number) =>
    owner.query(
      `with made as (insert into event (merchant_id, id, type, subject_type, subject_id, subject_version, provider, change, cause, occurred_at, recorded_at)
         select s.id, uuidv7(), 'PAYMENT_AUTHORIZED', 'oop', gen_random_uuid(), 3, 'MOBILEPAY', '{}', '{}', now(), now() from shop s, generate_series(1, $1) returning merchant_id, id)
       insert into event_staged (merchant_id, event_id) select merchant_id, id from made`,
      [count],
    );
  await stage(10 * (roundsMax + 1));
  const owed = async (age: string, count: number) =>
    owner.query(
      `insert into webhook_delivery (merchant_id, id, endpoint_id, event_id, sequence, status, created_at)
       select $1, uuidv7(), $2, gen_random_uuid(), 1, 'SUCCEEDED', now() - $3::interval from generate_series(1, $4)`,
      [shop.id, shop.endpoint, age, count],
    );
  const read = (text: string, values: readonly unknown[]) => () => db.worker.query(text, [...values]);
  const result: Record<string, number> = {
    'a thousand events written and staged, ms': await fastest(() => stage(10), 10),
    'a batch of a thousand events numbered, ms': await fastest(() => sequenceBatch(db)),
    'a page of 100 of the log, from the middle, ms': await fastest(
      read(
        `select l.sequence, e.* from event_log l join event e on e.merchant_id = l.merchant_id and e.id = l.event_id where l.merchant_id = $1 and l.sequence > $2 order by l.sequence limit 100`,
        [shop.id, String(BigInt(shop.last) / 2n)],
      ),
    ),
    'a look for due items of the inbox, ms': await fastest(() => claimDue(db.claims, 'inbox', 8)),
    'a callback that came before is recognised, ms': await fastest(
      read('select id from inbox where account_id = (select id from provider_account limit 1) and dedupe_key = $1', [
        'x',
      ]),
    ),
    'a look for open deliveries of an endpoint, ms': await fastest(
      read(
        `select id from webhook_delivery where merchant_id = $1 and endpoint_id = $2 and status = 'PENDING' limit 10`,
        [shop.id, shop.endpoint],
      ),
    ),
    'retention finds nothing, ms': await fastest(() => purgeExpired({ db }), 3),
  };
  await owed('31 days', 2 * purgedAtOnce);
  result['retention deletes 10,000 deliveries, ms'] = await fastest(() => purgeExpired({ db }), 1);
  await owner.query(`set session_replication_role = replica`);
  while ((await sequenceBatch(db)).kind === 'sequenced');
  return result;
}
