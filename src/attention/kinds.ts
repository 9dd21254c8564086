import { auditEveryMs, deliveryGiveUpMs, overdueMs, settlementReminderMs } from '../kernel/schedules.ts';
import { livesForSeconds } from '../platform/processes.ts';
import type { Kind } from './kind.ts';
import { notFinalRows } from './not-final.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const ms = (count: number): string => `${count} * interval '1 millisecond'`;
const providerOf =
  '(select a.provider::text from provider_account a where a.merchant_id = t.merchant_id and a.id = t.account_id)';
const at = (time: Date): string => time.toISOString().replace(/\.\d+Z$/, 'Z');
const because = (detail: string | null): string =>
  detail ? ` What went wrong: ${detail.replace(/[\s.]*$/, '.')}` : '';
/** Of a process: that it still says so. */
const lives = `beat_at > clock_timestamp() - make_interval(secs => ${livesForSeconds})`;

/**
 * What needs attention. One definition for `paygraph status`, the operators' API and the metrics that alerts are made of, so that they never
 * differ. In the order in which people should look.
 */
export const attentionKinds = {
  AUDIT_BROKEN: {
    says: 'The last audit found something that must never be: money, the ledger or the history does not agree.',
    prefix: 'aur',
    table: `(select r.*, null::uuid as merchant_id from audit_run r order by r.finished_at desc limit 1) t`,
    where: 't.broken',
    since: 't.finished_at',
    about: `(select string_agg((c ->> 'id') || ' (' || (c ->> 'breachCount') || ')', ', ') from jsonb_array_elements(t.checks) c where c ->> 'outcome' = 'broken')`,
    personAfterMs: 0,
    criticalAfterMs: 0,
    one: 'audit',
    many: 'audits',
    sentence: () =>
      'The last audit found something that must never be: money, the ledger or the history does not agree.',
    line: ({ about }) => `The last audit found breaches of ${about}.`,
    whatToDo:
      'Run "paygraph audit": it names each row. Let nobody export or pay out by these figures until it is explained; the next audit that finds nothing ends this.',
  },
  UNKNOWN_OUTCOME: {
    says: 'An operation of which nobody knows whether it happened.',
    prefix: 'opr',
    table: 'operation t',
    where: `t.status = 'UNRESOLVED'`,
    since: 'coalesce(t.sent_at, t.requested_at)',
    nextAct: 't.next_at',
    about: `t.kind || ' at ' || coalesce(${providerOf}, 'a provider')`,
    detail: `t.reason ->> 'message'`,
    personAfterMs: overdueMs,
    criticalAfterMs: day,
    one: 'operation',
    many: 'operations',
    sentence: ({ these, nextAct }) =>
      `Nobody knows whether ${these} happened. ${nextAct ? `Providers are asked again at ${at(nextAct)}.` : 'Nobody is asked any more: a person has to find out.'}`,
    line: ({ about, nextAct, detail }) =>
      `Nobody knows whether ${about} happened. ${nextAct ? `The provider is asked again at ${at(nextAct)}.` : 'The provider is asked no more: a person has to find out.'}${because(detail)}`,
    whatToDo:
      "Look it up on the provider's own pages. When you know, say so by resolveOperation with your reason; nothing is sent by that.",
  },
  RESERVATION_EXPIRING: {
    says: 'A reservation that lapses within a day.',
    prefix: 'oop',
    table: 'one_off_payment t',
    where: `t.state = 'AUTHORIZED' and t.settle_by is not null and t.settle_by > app_now() and t.settle_by <= app_now() + ${ms(settlementReminderMs)}`,
    since: 't.created_at',
    orderedBy: 't.settle_by',
    actBy: 't.settle_by',
    about: 't.provider::text',
    personAfterMs: 0,
    criticalLeftMs: 2 * hour,
    one: 'reservation',
    many: 'reservations',
    sentence: ({ these, are, actBy }) => `${these} ${are} about to lapse, the first${actBy ? ` at ${at(actBy)}` : ''}.`,
    line: ({ about, actBy }) =>
      `A reservation at ${about} lapses${actBy ? ` at ${at(actBy)}` : ''} unless it is captured.`,
    whatToDo: 'The merchant captures what it wants to have, or cancels. Afterwards the payer has to be asked anew.',
  },
  NOT_FINAL_TOO_LONG: {
    says: 'Something that has stood in one state for longer than that state lasts.',
    prefix: 't.prefix',
    table: `(${notFinalRows}) t`,
    where: 't.late_at <= app_now()',
    since: 't.late_at',
    about: 't.about',
    personAfterMs: 0,
    criticalAfterMs: 7 * day,
    one: 'thing',
    many: 'things',
    sentence: ({ these, are }) => `${these} ${are} not final, for longer than their states last.`,
    line: ({ about }) => `${about}, for longer than that lasts.`,
    whatToDo:
      "Look it up on the provider's own pages: we may not have been told of its end, or ask about it no more. What is true there comes in by the next callback or status check; if neither comes, ask the provider's support.",
  },
  DEAD_NOTIFICATION: {
    says: "A provider's news that could not be read or applied, and was given up.",
    prefix: 'inb',
    table: 'inbox t',
    where: `t.state = 'DEAD' and t.problem in ('UNREADABLE', 'NOT_APPLIED')`,
    since: 't.received_at',
    about: `t.provider::text || ' about ' || left(t.about, 120)`,
    detail: 't.last_error',
    personAfterMs: 0,
    criticalAfterMs: 7 * day,
    one: 'piece of news',
    many: 'pieces of news',
    sentence: ({ these }) => `${these} from providers could not be read or applied, and nobody tries any more.`,
    line: ({ about, detail }) => `News of ${about} was given up.${because(detail)}`,
    whatToDo:
      "Compare the thing with the provider's own pages. When the cause is mended, take the news up again by reprocessProviderNotification.",
  },
  ACCOUNT_PAUSED: {
    says: 'An account with a provider that is paused: nothing is sent for it.',
    prefix: 'acc',
    table: 'provider_account t',
    // What somebody has paused is in order.
    where: `t.paused_at is not null and (t.paused_because is null or t.paused_because not in ('REQUESTED', 'DISCONNECTED'))`,
    since: 't.paused_at',
    nextAct: 't.next_credentials_check_at',
    about: 't.provider::text',
    personAfterMs: 0,
    criticalAfterMs: day,
    one: 'account',
    many: 'accounts',
    sentence: ({ these, are, nextAct }) =>
      `${these} ${are} paused, and nothing is sent for them.${nextAct ? ` Credentials are tried again at ${at(nextAct)}.` : ''}`,
    line: ({ about, nextAct }) =>
      `The account at ${about} is paused, and nothing is sent for it.${nextAct ? ` Its credentials are tried again at ${at(nextAct)}.` : ''}`,
    whatToDo: "Give it credentials that work, or mend them on the provider's own pages and resume it.",
  },
  ENDPOINT_OFF: {
    says: 'An endpoint of a partner that was switched off, since nothing but failure came back.',
    prefix: 'whe',
    table: 'webhook_endpoint t',
    where: `t.status = 'DISABLED_BY_FAILURES'`,
    since: 'coalesce(t.failing_since, t.updated_at)',
    about: `substring(t.url from '^[a-z]+://[^/?#]{1,100}')`,
    personAfterMs: 0,
    one: 'endpoint',
    many: 'endpoints',
    sentence: ({ these, are }) => `${these} ${are} switched off, since nothing but failure came back for five days.`,
    line: ({ about }) =>
      `Nothing is delivered to ${about} any more, since nothing but failure came back for five days.`,
    whatToDo:
      'When the partner has mended its system, the merchant switches the endpoint on again and replays what it missed.',
  },
  DELIVERY_FAILING: {
    says: 'An endpoint of a partner that takes nothing just now.',
    prefix: 'whe',
    table: 'webhook_endpoint t',
    where: `t.status = 'ACTIVE' and t.failing_since is not null`,
    since: 't.failing_since',
    nextAct: 't.next_at',
    actBy: `t.failing_since + ${ms(deliveryGiveUpMs)}`,
    about: `substring(t.url from '^[a-z]+://[^/?#]{1,100}')`,
    // A partner that deploys is back by then.
    personAfterMs: hour,
    criticalLeftMs: day,
    one: 'endpoint',
    many: 'endpoints',
    sentence: ({ these, nextAct, actBy }) =>
      `Deliveries to ${these} fail.${nextAct ? ` They are tried again at ${at(nextAct)}.` : ''}${actBy ? ` The first is switched off at ${at(actBy)}.` : ''}`,
    line: ({ about, nextAct, actBy }) =>
      `Deliveries to ${about} fail.${nextAct ? ` They are tried again at ${at(nextAct)}.` : ''}${actBy ? ` It is switched off at ${at(actBy)}.` : ''}`,
    whatToDo: "Tell the partner. The merchant sees what came back among the endpoint's deliveries.",
  },
  UNMATCHED_RECEIPT: {
    says: 'Money that came in, and is on no transfer.',
    prefix: 'rcp',
    table: 'transfer_receipt t',
    where: 't.payment_id is null and t.closed_at is null',
    since: 't.received_at',
    about: 't.provider::text',
    personAfterMs: 0,
    criticalAfterMs: 3 * day,
    one: 'receipt of money',
    many: 'receipts of money',
    sentence: ({ these, are }) => `${these} ${are} on no transfer: only a person can say whose money it is.`,
    line: ({ about }) => `Money came in by ${about} and is on no transfer.`,
    whatToDo:
      'The merchant says whose it is by assignReceipt, gives it back by refundReceipt, or settles it elsewhere and says so by closeReceipt.',
  },
  PARKED_NOTIFICATION: {
    says: "A provider's news about something that is not known here, and that waits for it.",
    prefix: 'inb',
    table: 'inbox t',
    where: `t.state = 'PARKED' and t.problem is not null`,
    since: 't.received_at',
    nextAct: 't.next_at',
    about: `t.provider::text || ' about ' || left(t.about, 120)`,
    detail: 't.last_error',
    personAfterMs: null,
    one: 'piece of news',
    many: 'pieces of news',
    sentence: ({ these, are, nextAct }) =>
      `${these} from providers ${are} about what is not known here.${nextAct ? ` The first is tried again at ${at(nextAct)}.` : ''}`,
    line: ({ about, nextAct }) =>
      `News of ${about}, which is not known here.${nextAct ? ` It is tried again at ${at(nextAct)}.` : ''}`,
    whatToDo:
      'Nothing: it is taken up by itself when the thing becomes known. It may belong to another system that uses the same account.',
  },
  SCHEDULE_FAILED: {
    says: 'A payment schedule whose charge could not be asked for.',
    prefix: 'sch',
    table: 'payment_schedule t',
    where: `t.status = 'FAILED'`,
    since: 't.updated_at',
    about: 't.provider::text',
    detail: `t.reason ->> 'message'`,
    personAfterMs: 0,
    criticalAfterMs: 3 * day,
    one: 'payment schedule',
    many: 'payment schedules',
    sentence: ({ these, are }) => `${these} ${are} stopped, since a charge could not be asked for.`,
    line: ({ about, detail }) => `A payment schedule at ${about} makes no charges.${because(detail)}`,
    whatToDo: 'The merchant mends what the reason names and resumes the schedule; no period is left out.',
  },
  SCHEDULE_BEHIND: {
    says: 'A payment schedule that is due, and that nobody has taken up.',
    prefix: 'sch',
    table: 'payment_schedule t',
    where: 't.next_at is not null and t.next_at <= app_now()',
    since: 't.next_at',
    lateMs: 10 * minute,
    about: 't.provider::text',
    personAfterMs: 0,
    criticalAfterMs: 6 * hour,
    one: 'payment schedule',
    many: 'payment schedules',
    sentence: ({ these, are }) => `${these} ${are} due for more than ten minutes.`,
    line: ({ about }) => `A payment schedule at ${about} is due, and nobody has taken it up.`,
    whatToDo:
      'Look whether the processes run (/readyz), whether the database is slow, and what the log says of schedules.',
  },
  INBOX_BEHIND: {
    says: "A provider's news that is due, and that nobody has taken up.",
    prefix: 'inb',
    table: 'inbox t',
    where: `t.state = 'WAITING' and t.next_at is not null and t.next_at <= app_now() and t.about_known and not t.behind`,
    since: 't.next_at',
    lateMs: minute,
    about: `t.provider::text || ' about ' || left(t.about, 120)`,
    detail: 't.last_error',
    personAfterMs: 0,
    criticalAfterMs: 10 * minute,
    one: 'piece of news',
    many: 'pieces of news',
    sentence: ({ these, are }) => `${these} from providers ${are} due for more than a minute: the inbox is behind.`,
    line: ({ about }) => `News of ${about} is due, and nobody has taken it up.`,
    whatToDo:
      'Look whether the processes run (/readyz), whether the database is slow, and what the log says of the inbox.',
  },
  SEQUENCER_BEHIND: {
    says: 'An event that has no number yet, so that nobody is told of it.',
    prefix: 'evt',
    table: 'event_staged s join event t on t.merchant_id = s.merchant_id and t.id = s.event_id',
    where: 'true',
    since: 't.recorded_at',
    lateMs: 30 * second,
    about: 't.type::text',
    personAfterMs: 0,
    criticalAfterMs: 5 * minute,
    one: 'event',
    many: 'events',
    sentence: ({ these, are }) =>
      `${these} ${are} without a number for more than half a minute: subscribers and partners wait for them.`,
    line: ({ about }) => `${about} has no number yet, and nobody is told of it.`,
    whatToDo:
      'Look whether the processes run (/readyz), whether the database is slow, and what the log says of the sequencer.',
  },
  AUDIT_OVERDUE: {
    says: 'There has been no audit for more than a day.',
    prefix: 't.prefix',
    // Counted from the first merchant where there has been none.
    table: `(select coalesce(r.id, m.id) as id, case when r.id is null then 'mer' else 'aur' end as prefix, null::uuid as merchant_id, coalesce(r.finished_at, m.created_at) as last
               from (select id, created_at from merchant order by created_at, id limit 1) m
               left join lateral (select id, finished_at from audit_run order by finished_at desc limit 1) r on true) t`,
    where: `t.last <= app_now() - ${ms(auditEveryMs)}`,
    since: 't.last',
    about: `case t.prefix when 'aur' then 'since then' else 'ever' end`,
    personAfterMs: 0,
    criticalAfterMs: 7 * day,
    one: 'audit',
    many: 'audits',
    sentence: () => 'There has been no audit for more than a day: nothing proves that the books agree.',
    line: ({ about }) => `There has been no audit ${about}.`,
    whatToDo: 'Run "paygraph audit" every night, and let whatever runs it say so when it ends with anything but 0.',
  },
  SETTINGS_DIFFER: {
    says: 'A process has other settings than the one that was started first, where all must have the same.',
    prefix: 'prc',
    // By the real time, as a process tells it. One that says nothing of a setting, being older, differs in none.
    table: `(select p.id, null::uuid as merchant_id, p.started_at, p.host, p.pid, string_agg(mine.key, ', ' order by mine.key) as names
               from process p
               join (select settings from process where ${lives} order by started_at, id limit 1) first on true
               cross join lateral jsonb_each_text(p.settings) mine
               join jsonb_each_text(first.settings) theirs on theirs.key = mine.key and theirs.value <> mine.value
              where ${lives} group by p.id) t`,
    where: 'true',
    since: 't.started_at',
    about: `t.host || ':' || t.pid || ' differs in ' || t.names`,
    personAfterMs: 0,
    criticalAfterMs: hour,
    one: 'process',
    many: 'processes',
    sentence: ({ these, are }) =>
      `${these} ${are} started with other settings than the first, where all must have the same.`,
    line: ({ about }) => `The process ${about} from the one that was started first.`,
    whatToDo:
      'Run "paygraph processes": it shows each value, and where. Give all processes the same, and start those that differ again.',
  },
} as const satisfies Readonly<Record<string, Kind>>;

export type AttentionKind = keyof typeof attentionKinds;
/** Every kind, in the order of the table. */
export const attentionKindNames = Object.keys(attentionKinds) as readonly AttentionKind[];
/** The kind by what all of them may say. */
export const kindOf = (kind: AttentionKind): Kind => attentionKinds[kind];
