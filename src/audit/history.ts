import { chainHash, genesisHash } from '../event-log/hash.ts';
import { type EventColumns, toEvent } from '../event-log/sequencer.ts';
import { type AuditContext, type Breach, bySql, stream } from './check.ts';

interface Noun {
  /** The prefix of its ids. */
  readonly prefix: string;
  readonly table: string;
  /** Where the status that its events tell stands; null where they tell another's. */
  readonly status: string | null;
  /** How many events it must have, where no column counts them. */
  readonly version?: string;
  /** Which rows of the table it is. */
  readonly where?: string;
}

/** The nouns that are told by events. */
export const nouns: readonly Noun[] = [
  { prefix: 'agr', table: 'agreement', status: 'n.status::text' },
  { prefix: 'man', table: 'mandate', status: 'n.status::text' },
  { prefix: 'brq', table: 'billing_request', status: 'n.status::text' },
  { prefix: 'sch', table: 'payment_schedule', status: 'n.status::text' },
  { prefix: 'oop', table: 'one_off_payment', status: 'n.status::text', where: `n.kind = 'ONE_OFF'` },
  { prefix: 'chg', table: 'one_off_payment', status: 'n.status::text', where: `n.kind = 'CHARGE'` },
  { prefix: 'trf', table: 'one_off_payment', status: 'n.status::text', where: `n.kind = 'TRANSFER'` },
  {
    prefix: 'rcp',
    table: 'transfer_receipt',
    status: `case when n.closed_at is not null then 'CLOSED' when n.payment_id is null then 'UNMATCHED' else 'MATCHED' end`,
  },
  // What they stand in is their operation's to say; they are told once, when it has ended.
  { prefix: 'cap', table: 'capture', status: null },
  { prefix: 'rfd', table: 'refund', status: null },
  { prefix: 'pyo', table: 'payout', status: 'n.status::text' },
  // It is told of when it was stopped, and not of what its owner does.
  { prefix: 'whe', table: 'webhook_endpoint', status: null },
  // Only what was given up is told of, and its being processed after all.
  { prefix: 'inb', table: 'inbox', status: null },
  { prefix: 'acc', table: 'provider_account', status: null },
  { prefix: 'opr', table: 'operation', status: null, version: '(n.overdue_at is not null)::int' },
];

/** I3: versions without a gap, each event going on where the one before it ended, and the last one where the row stands. */
export const versions = bySql(
  `select format('%s %s of merchant %s', subject_type, subject_id, merchant_id) as row,
          format('its events have the versions %s to %s, %s of them', min(subject_version), max(subject_version), count(*)) as problem
     from event group by merchant_id, subject_type, subject_id
   having min(subject_version) <> 1 or max(subject_version) <> count(*)`,
  `select format('event %s of merchant %s', id, merchant_id) as row,
          format('it goes on from %s, where the version before it had come to %s', coalesce(from_, 'nothing'), coalesce(was, 'nothing')) as problem
     from (select merchant_id, id, change ->> 'from' as from_,
                  lag(change ->> 'to') over (partition by merchant_id, subject_id order by subject_version) as was
             from event where change is not null and subject_type not in ('cap', 'rfd', 'whe', 'inb', 'acc', 'opr')) e
    where from_ is distinct from was`,
  ...nouns.map(
    ({ prefix, table, status, version = 'n.version', where = 'true' }) => `
     select format('${table} %s of merchant %s', n.id, n.merchant_id) as row,
            format('it is %s in version %s; its events fold to %s in version %s', ${status ?? `'there'`}, ${version}, coalesce(${status ? `e.change ->> 'to'` : `'there'`}, 'nothing'), coalesce(e.subject_version, 0)) as problem
       from ${table} n
       left join lateral (select subject_version, change from event
                           where merchant_id = n.merchant_id and subject_id = n.id and subject_type = '${prefix}' order by subject_version desc limit 1) e on true
      where ${where} and (${version} <> coalesce(e.subject_version, 0)${status ? ` or ${status} is distinct from e.change ->> 'to'` : ''})`,
  ),
);

/** What has so few moves that it needs no table in the database. */
const otherMoves = {
  rcp: {
    noun: 'receipt',
    allowed: [
      '→MATCHED',
      '→UNMATCHED',
      'UNMATCHED→MATCHED',
      'UNMATCHED→CLOSED',
      'UNMATCHED→UNMATCHED',
      'CLOSED→CLOSED',
    ],
  },
  whe: { noun: 'endpoint', allowed: ['ACTIVE→GONE', 'ACTIVE→DISABLED_BY_FAILURES'] },
  inb: {
    noun: 'notification',
    allowed: ['WAITING→DEAD', 'PARKED→DEAD', 'DEAD→PROCESSED', 'WAITING→PROCESSED', 'PROCESSED→PROCESSED'],
  },
  // A paused account that is disconnected stays paused, for another reason.
  acc: { noun: 'provider account', allowed: ['ACTIVE→PAUSED', 'PAUSED→ACTIVE', 'PAUSED→PAUSED'] },
} as const;

/** I12: for each noun, the moves that its events tell. Where a view (in flight, unknown) lay between, there may have been several. */
export const moves = bySql(
  `with recursive reach (noun, "from", "to") as (
     select noun, "from", "to" from state_move
      union select r.noun, r."from", m."to" from reach r join state_move m on m.noun = r.noun and m."from" = r."to"),
   told as (
     select e.merchant_id, e.id, e.subject_id, e.subject_version, e.change ->> 'to' as state,
            case e.subject_type when 'agr' then 'agreement' when 'man' then 'mandate' when 'brq' then 'billingRequest' when 'trf' then 'transfer' when 'chg' then 'charge' when 'sch' then 'schedule' when 'pyo' then 'payout'
                                else case when p.agreement_id is null then 'collection' else 'payment' end end as noun
       from event e left join one_off_payment p on p.merchant_id = e.merchant_id and p.id = e.subject_id
      where e.subject_type in ('agr', 'man', 'brq', 'oop', 'trf', 'chg', 'sch', 'pyo') and e.change ->> 'to' is not null
        and not (e.subject_type in ('oop', 'trf', 'chg') and e.change ->> 'to' in ('UNRESOLVED', 'PROCESSING'))),
   moved as (
     select *, lag(state) over w as was, lag(subject_version) over w as was_version
       from told window w as (partition by merchant_id, subject_id order by subject_version))
   select format('event %s of merchant %s', id, merchant_id) as row, format('%s does not move from %s to %s', noun, was, state) as problem
     from moved
    where was <> state and not exists (
      select from reach r where r.noun = moved.noun and r."from" = was and r."to" = state
        and (was_version < subject_version - 1 or exists (select from state_move m where m.noun = r.noun and m."from" = was and m."to" = state)))`,
  `select format('event %s of merchant %s', id, merchant_id) as row,
          format('operation does not move from %s to %s', change ->> 'from', change ->> 'to') as problem
     from event where subject_type in ('cap', 'rfd') and change is not null and type <> 'REFUND_RETURNED' and not exists (
       select from state_move where noun = 'operation' and "from" = change ->> 'from' and "to" = change ->> 'to')`,
  ...Object.entries(otherMoves).map(
    ([prefix, { noun, allowed }]) => `
     select format('event %s of merchant %s', id, merchant_id) as row,
            format('${noun} does not move from %s to %s', coalesce(change ->> 'from', 'nothing'), coalesce(change ->> 'to', 'nothing')) as problem
       from event where subject_type = '${prefix}' and format('%s→%s', change ->> 'from', change ->> 'to') not in (${allowed.map((move) => `'${move}'`).join(', ')})`,
  ),
);

interface LogRow extends EventColumns {
  readonly sequence: string;
  readonly hash: Buffer;
  readonly previous_hash: Buffer;
}

/** I4: each merchant's log from its first event on, hashed anew. What was changed is named once, and the chain taken up behind it. */
export async function* eventLog(context: AuditContext): AsyncGenerator<Breach, void, void> {
  yield* waiting(context);
  let last = { merchant: '', sequence: 0n, hash: genesisHash };
  for await (const row of stream<LogRow>(
    context,
    'select f.sequence, f.hash, f.previous_hash, e.* from event_log f join event e on e.merchant_id = f.merchant_id and e.id = f.event_id order by f.merchant_id, f.sequence',
  )) {
    const sequence = BigInt(row.sequence);
    if (row.merchant_id !== last.merchant) last = { merchant: row.merchant_id, sequence: 0n, hash: genesisHash };
    const name = `event with sequence ${sequence} of merchant ${row.merchant_id}`;
    if (sequence !== last.sequence + 1n) yield { row: name, problem: `the sequence before it is ${last.sequence}` };
    if (!row.previous_hash.equals(last.hash))
      yield { row: name, problem: 'its previous hash is not the hash of the event before it' };
    if (!row.hash.equals(chainHash(row.previous_hash, sequence, toEvent(row))))
      yield { row: name, problem: 'it was changed after it was given its sequence: its hash is another' };
    last = { merchant: row.merchant_id, sequence, hash: row.hash };
  }
}

const waiting = bySql(
  `select format('event %s of merchant %s', e.id, e.merchant_id) as row, 'it has no sequence and waits for none' as problem
     from event e where not exists (select from event_log where merchant_id = e.merchant_id and event_id = e.id)
      and not exists (select from event_staged where merchant_id = e.merchant_id and event_id = e.id)`,
  `select format('event %s of merchant %s', s.event_id, s.merchant_id) as row, 'it waits for a sequence more than once, or has one already' as problem
     from event_staged s left join event_log f on f.merchant_id = s.merchant_id and f.event_id = s.event_id
    group by s.merchant_id, s.event_id having count(*) > 1 or count(f.sequence) > 0`,
);
