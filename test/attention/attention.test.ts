import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AttentionKind, attentionKindNames, kindOf } from '../../src/attention/kinds.ts';
import { notFinal } from '../../src/attention/not-final.ts';
import { merchantAttentionKinds, readMerchantAttention } from '../../src/attention/of-merchant.ts';
import { listAttention, readAttention } from '../../src/attention/read.ts';
import { type AttentionGroup, needsPerson } from '../../src/attention/statements.ts';
import { encodeId, newUuid } from '../../src/kernel/ids.ts';
import { readDatabaseState } from '../../src/telemetry/database-state.ts';
import { type Api, type Shop, startApi } from '../graphql/harness.ts';
import {
  addAgreement,
  addCapture,
  addEndpoint,
  addMandate,
  addNotification,
  addPayment,
  addSchedule,
} from '../graphql/rows.ts';
import { addReceipt } from '../graphql/transfer-rows.ts';

let api: Api;
beforeAll(async () => {
  // Rows are put as each kind finds them, without the life that led there.
  api = await startApi({ breaks: ['I2', 'I3', 'I4', 'I5', 'I11'] });
});
afterAll(() => api.close());

const minute = 60_000;
const ago = (ms: number): Date => new Date(Date.now() - ms);
const sql = (text: string, ...values: unknown[]) => api.db.worker.query(text, values);
const groups = async (): Promise<Readonly<Partial<Record<AttentionKind, AttentionGroup>>>> =>
  Object.fromEntries((await readAttention(api.db)).map((group) => [group.kind, group]));
const addUnknown = async (shop: Shop, since: Date, nextAt: Date | null): Promise<string> => {
  const payment = await addPayment(api.db, shop, await addAgreement(api.db, shop));
  const { operationId } = await addCapture(api.db, shop, payment, {
    status: 'UNRESOLVED',
    requestedAt: since,
    sentAt: since,
    nextAt,
  });
  return encodeId('opr', operationId);
};

/** The last audit, which was too long ago and found something. */
const auditId = newUuid(Date.now());
/** What is no merchant's. */
const ofNobody: readonly AttentionKind[] = ['AUDIT_BROKEN', 'AUDIT_OVERDUE', 'SETTINGS_DIFFER'];

/** Puts one thing of each kind, and names it. */
const put: Readonly<Record<AttentionKind, (shop: Shop) => Promise<string>>> = {
  AUDIT_BROKEN: async () => {
    const checks = [
      { id: 'I9', outcome: 'held', breachCount: 0 },
      { id: 'I10', outcome: 'broken', breachCount: 3 },
    ];
    await sql(
      'insert into audit_run (id, started_at, finished_at, broken, checks) values ($1, $2, $2, true, $3)',
      auditId,
      ago(27 * 60 * minute),
      JSON.stringify(checks),
    );
    return encodeId('aur', auditId);
  },
  AUDIT_OVERDUE: async () => encodeId('aur', auditId),
  NOT_FINAL_TOO_LONG: async (shop) => {
    const { id } = await addPayment(api.db, shop, await addAgreement(api.db, shop), { settleBy: ago(61 * minute) });
    await sql('update one_off_payment set updated_at = $2 where id = $1', id, ago(3 * 24 * 60 * minute));
    return encodeId('oop', id);
  },
  UNKNOWN_OUTCOME: (shop) => addUnknown(shop, ago(20 * minute), ago(-minute)),
  RESERVATION_EXPIRING: async (shop) => {
    const over = { settleBy: ago(-10 * 60 * minute) };
    return encodeId('oop', (await addPayment(api.db, shop, await addAgreement(api.db, shop), over)).id);
  },
  DEAD_NOTIFICATION: async (shop) =>
    encodeId('inb', await addNotification(api.db, shop, { problem: 'UNREADABLE', detail: 'odd: anna@shop.example' })),
  ACCOUNT_PAUSED: async ({ accountId }) => {
    await sql('update provider_account set paused_at = $2 where id = $1', accountId, ago(5 * minute));
    return encodeId('acc', accountId);
  },
  ENDPOINT_OFF: async (shop) =>
    encodeId('whe', (await addEndpoint(api.db, shop, { status: 'DISABLED_BY_FAILURES', slot: 1 })).id),
  DELIVERY_FAILING: async (shop) => {
    const over = { failingSince: ago(2 * 60 * minute), slot: 2, url: 'https://partner.example/hooks?token=abc' };
    return encodeId('whe', (await addEndpoint(api.db, shop, over)).id);
  },
  UNMATCHED_RECEIPT: async (shop) => encodeId('rcp', (await addReceipt(api.db, shop, null)).id),
  PARKED_NOTIFICATION: async (shop) => {
    const id = await addNotification(api.db, shop);
    await sql(`update inbox set state = 'PARKED', next_at = app_now() + interval '1 hour' where id = $1`, id);
    return encodeId('inb', id);
  },
  SCHEDULE_FAILED: async (shop) => {
    const { id } = await addSchedule(api.db, shop, await addMandate(api.db, shop), 'FAILED');
    return encodeId('sch', id);
  },
  SCHEDULE_BEHIND: async (shop) => {
    const { id } = await addSchedule(api.db, shop, await addMandate(api.db, shop));
    await sql('update payment_schedule set next_at = $2 where id = $1', id, ago(20 * minute));
    return encodeId('sch', id);
  },
  INBOX_BEHIND: async (shop) => {
    const id = await addNotification(api.db, shop);
    await sql(`update inbox set state = 'WAITING', problem = null, next_at = $2 where id = $1`, id, ago(2 * minute));
    return encodeId('inb', id);
  },
  SEQUENCER_BEHIND: async ({ merchantId }) => {
    // An event as old as its row says; those of the rows above are of another year altogether.
    const { rows } = await sql(
      'select s.event_id as id from event_staged s join event e on e.merchant_id = s.merchant_id and e.id = s.event_id where s.merchant_id = $1 order by e.recorded_at, e.id limit 1',
      merchantId,
    );
    return encodeId('evt', (rows[0] as { id: string }).id);
  },
  SETTINGS_DIFFER: async () => {
    const start = async (pid: number, settings: object, silentForSeconds = 0): Promise<string> => {
      const id = newUuid(Date.now());
      await sql(
        `insert into process (id, roles, version, public_url, settings, host, pid, started_at, beat_at)
         values ($1, '{api}', '1', 'https://pay.example', $2, 'box', $3, clock_timestamp() - make_interval(mins => 9 - $3), clock_timestamp() - make_interval(secs => $4))`,
        id,
        JSON.stringify(settings),
        pid,
        silentForSeconds,
      );
      return encodeId('prc', id);
    };
    // Killed, and so nobody's measure.
    await start(1, { PUBLIC_URL: 'https://gone.example' }, 16);
    await start(2, { PUBLIC_URL: 'https://pay.example', RATE_LIMIT_POINTS: '100' });
    await start(3, { PUBLIC_URL: 'https://pay.example' });
    return start(4, { PUBLIC_URL: 'https://pay.invalid', RATE_LIMIT_POINTS: '90', NEWER: 'yes' });
  },
};

test('nothing needs attention where nothing does', async () => {
  expect(await readAttention(api.db)).toEqual([]);
});

test.each(attentionKindNames)('%s is a group with a sentence, and its list is the things behind it', async (kind) => {
  const id = await put[kind](api.shop);
  const group = (await groups())[kind];
  if (!group) throw new Error(`no group ${kind}`);
  expect(group).toMatchObject({ count: expect.any(Number), countIsCapped: false, oldestSince: expect.any(Date) });
  expect(group.sentence).toMatch(/^[A-Z0-9].*\.$/);
  expect(group.whatToDo).toMatch(/^[A-Z].*\.$/);
  expect(needsPerson(group)).toBe(kindOf(kind).personAfterMs !== null);
  const items = await listAttention(api.db, kind, { limit: 10 });
  expect(items).toHaveLength(Math.min(group.count, 10));
  const item = items.find((one) => one.id === id);
  const whose = ofNobody.includes(kind)
    ? { merchantId: null, merchantName: null }
    : { merchantId: encodeId('mer', api.shop.merchantId), merchantName: 'Shop' };
  expect(item).toMatchObject(whose);
  expect(item?.sentence).toMatch(/^[A-Z].*\.$/s);
  // Another merchant's list does not hold it, and its own does.
  const ofOther = await listAttention(api.db, kind, { limit: 10, merchantId: api.other.merchantId });
  expect(ofOther.map((one) => one.id)).not.toContain(id);
  const own = await listAttention(api.db, kind, { limit: 10, merchantId: api.shop.merchantId });
  const kindsOf = async (merchantId: string) =>
    (await readMerchantAttention(api.db, merchantId)).map((one) => one.kind);
  expect((await kindsOf(api.shop.merchantId)).includes(kind)).toBe(merchantAttentionKinds.includes(kind));
  expect(await kindsOf(api.other.merchantId)).not.toContain(kind);
  if (ofNobody.includes(kind)) expect(own).toEqual([]);
  else expect(own.map((one) => one.id)).toContain(id);
});

test('what is told of a thing names no payer and shows no secret', async () => {
  const [dead] = await listAttention(api.db, 'DEAD_NOTIFICATION', { limit: 1 });
  expect(dead?.sentence).toContain('[hidden]');
  expect(dead?.sentence).not.toContain('anna@');
  const [failing] = await listAttention(api.db, 'DELIVERY_FAILING', { limit: 1 });
  expect(failing?.sentence).toContain('https://partner.example fail');
  expect(failing?.sentence).not.toContain('token');
});

test('an audit that found something says which checks, and how much', async () => {
  const [audit] = await listAttention(api.db, 'AUDIT_BROKEN', { limit: 1 });
  expect(audit?.sentence).toBe('The last audit found breaches of I10 (3).');
  expect((await groups()).AUDIT_BROKEN?.severity).toBe('CRITICAL');
  const { audited } = await readDatabaseState(api.db.worker);
  expect(audited.ageSeconds).toBeGreaterThan(26 * 3_600);
  expect(audited.breaches).toContainEqual({ check: 'I10', count: 3 });
});

test('a process that has other settings than the first is named, with what it differs in', async () => {
  const differing = await listAttention(api.db, 'SETTINGS_DIFFER', { limit: 10 });
  expect(differing.map(({ sentence }) => sentence)).toEqual([
    'The process box:4 differs in PUBLIC_URL, RATE_LIMIT_POINTS from the one that was started first.',
  ]);
});

test('what is late in a state is counted and listed by one table, and each state of it is one of the database', async () => {
  const { notFinal: standing } = await readDatabaseState(api.db.worker);
  const late = standing.reduce((sum, one) => sum + one.late, 0);
  expect(late).toBeGreaterThan(0);
  expect((await groups()).NOT_FINAL_TOO_LONG?.count).toBe(late);
  expect(standing.find(({ noun, state }) => noun === 'payment' && state === 'AUTHORIZED')?.late).toBeGreaterThan(0);
  expect(standing.map(({ noun, state }) => `${noun} ${state}`)).toEqual(
    notFinal.map(({ noun, state }) => `${noun} ${state}`),
  );
});

test('severity goes by age, and by how little time is left', async () => {
  const now = async (kind: AttentionKind) => (await groups())[kind]?.severity;
  expect(await now('UNKNOWN_OUTCOME')).toBe('WARNING');
  await addUnknown(api.other, ago(25 * 60 * minute), null);
  expect(await now('UNKNOWN_OUTCOME')).toBe('CRITICAL');
  await sql(`update operation set requested_at = $1, sent_at = $1 where status = 'UNRESOLVED'`, ago(minute));
  expect(await now('UNKNOWN_OUTCOME')).toBe('NOTICE');
  expect(await now('RESERVATION_EXPIRING')).toBe('WARNING');
  const soon = { settleBy: ago(-minute) };
  await addPayment(api.db, api.other, await addAgreement(api.db, api.other), soon);
  const group = (await groups()).RESERVATION_EXPIRING;
  expect(group).toMatchObject({ severity: 'CRITICAL', count: 2, actBy: soon.settleBy });
});

test('a list is paged in order, whoever comes in between', async () => {
  for (let i = 1; i <= 4; i++) await addUnknown(i % 2 ? api.shop : api.other, ago(i * minute), null);
  const all = await listAttention(api.db, 'UNKNOWN_OUTCOME', { limit: 100 });
  const paged: string[] = [];
  for (let after = null as (typeof all)[number]['place'] | null; ; ) {
    const page = await listAttention(api.db, 'UNKNOWN_OUTCOME', { limit: 2, after });
    paged.push(...page.map(({ id }) => id));
    const last = page.at(-1);
    if (!last) break;
    after = last.place;
  }
  expect(paged).toEqual(all.map(({ id }) => id));
  expect(all.map(({ since }) => since.getTime())).toEqual(
    all.map(({ since }) => since.getTime()).sort((a, b) => a - b),
  );
});

test('counts end at a thousand and say so, and metrics count by the same definition', async () => {
  const { merchantId, accountId } = api.shop;
  await sql(
    `insert into inbox (merchant_id, id, account_id, provider, receipt_id, dedupe_key, about, item, state, problem, failures, received_at)
     select $1, gen_random_uuid(), $2, 'MOBILEPAY', $3, 'many-' || n, 'payment:' || n, '{}', 'DEAD', 'NOT_APPLIED', 12, app_now() from generate_series(1, 1100) n`,
    merchantId,
    accountId,
    newUuid(0),
  );
  expect((await groups()).DEAD_NOTIFICATION).toMatchObject({
    count: 1_000,
    countIsCapped: true,
    sentence: expect.stringContaining('More than 1000 pieces of news'),
  });
  expect((await readDatabaseState(api.db.worker)).backlog.inboxDead.count).toBe(1_101);
});
