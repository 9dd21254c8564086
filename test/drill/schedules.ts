import { setTimeout as wait } from 'node:timers/promises';
import { issueApiKey, scopes } from '../../src/access/api-keys.ts';
import { audit, broken, inWords } from '../../src/audit/run.ts';
import { insertMerchant } from '../../src/merchants/merchant-commands.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { type Db, openDb } from '../../src/platform/db.ts';
import { measured, percentiles } from '../bench/load.ts';
import { manySchedules } from '../support/schedules.ts';
import { connectClient, type DrillClient } from './client.ts';
import { advance } from './judge.ts';
import { type Stage, startStage } from './stage.ts';

export interface SchedulesOptions {
  readonly many: number;
  /** The folder of what the processes say. */
  readonly logs: string;
}

const lookEveryMs = 500;
const othersEveryMs = 100;
const stuckMs = 120_000;
/** How long the other merchant is watched before. */
const beforeMs = 20_000;
/** Consents on which the schedules stand, in turn. */
const mandatesMax = 40;

/** Many schedules that are due on one morning: how long their charges take, what one costs, and what that costs another merchant. */
export async function runSchedules({ many, logs }: SchedulesOptions, say: (line: string) => void): Promise<boolean> {
  const stage = await startStage({ products: 1, logs });
  const db = openDb({ url: stage.database.url, connectionsMax: 4, onError: () => undefined });
  try {
    const mandates = await makeMandates(stage, Math.min(mandatesMax, many));
    const other = await makeOther(stage, db);
    const [first] = mandates;
    if (!first) throw new Error('no mandate');
    await manySchedules(
      { db },
      { merchantId: first.merchantId, actor: 'drill', requestId: '' },
      mandates,
      many,
      first.day,
      false,
    );
    say(`${many} schedules on ${mandates.length} mandates`);

    const before = watch(other);
    await wait(beforeMs);
    tellOthers('before', await before.stop(), say);

    const beside = watch(other);
    const from = performance.now();
    let askedMs = 0;
    const { cpuMs, databaseCpuMs, elapsedMs } = await measured(
      stage.products[0]?.pid() ?? 0,
      stage.database.pid(),
      async () => {
        await stage.query('update payment_schedule set next_at = app_now() where next_at is null');
        let [left, since] = [Number.POSITIVE_INFINITY, from];
        while (left > 0) {
          await wait(lookEveryMs);
          const { schedules, sends } = await stillToDo(stage);
          if (schedules === 0) askedMs ||= performance.now() - from;
          if (schedules + sends < left) [left, since] = [schedules + sends, performance.now()];
          if (performance.now() - since > stuckMs) break;
        }
        return { count: many, elapsedMs: performance.now() - from, took: [] };
      },
    );
    tellOthers('beside', await beside.stop(), say);
    const each = (ms: number): string => `${(ms / many).toFixed(1)} ms`;
    say(
      `written down in ${seconds(askedMs)}, with the provider in ${seconds(elapsedMs)}: ${((many * 1_000) / elapsedMs).toFixed(1)} charges a second; for each ${each(cpuMs)} CPU of the product, ${each(databaseCpuMs)} of PostgreSQL`,
    );
    const counted = await count(stage, many);
    const wrong = broken(await audit({ databaseUrl: stage.database.url, sandboxUrl: stage.sandboxUrl }));
    const found = wrong.length > 0 ? inWords(wrong) : '';
    say(`charged twice ${counted.twice}, missed ${counted.missed}, audit: ${found || 'clean'}`);
    return counted.twice === 0 && counted.missed === 0 && found === '';
  } finally {
    await db.close();
    await stage.close();
  }
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

async function stillToDo({ query }: Stage): Promise<{ readonly schedules: number; readonly sends: number }> {
  const [row] = await query<{ schedules: number; sends: number }>(
    `select (select count(*)::int from payment_schedule where next_at <= app_now()) as schedules,
            (select count(*)::int from operation where next_at is not null and kind = 'charge.create') as sends`,
  );
  return { schedules: row?.schedules ?? 0, sends: row?.sends ?? 0 };
}

/** By our own rows, and by the provider's records: how many schedules have no charge, and how many more than one. */
async function count({ query, sandboxUrl }: Stage, many: number) {
  const [ours] = await query<{ charged: number; charges: number; sent: number }>(
    `select (select count(*)::int from payment_schedule where next_period = 1) as charged,
            (select count(*)::int from payment_schedule_period) as charges,
            (select count(*)::int from operation where kind = 'charge.create' and status = 'SUCCEEDED') as sent`,
  );
  const reply = await fetch(`${sandboxUrl}/gocardless/book`);
  const { entries } = (await reply.json()) as { entries: readonly { effect: string }[] };
  const theirs = entries.filter(({ effect }) => effect === 'paymentCreated').length;
  const { charged = 0, charges = 0, sent = 0 } = ours ?? {};
  return {
    missed: many - Math.min(charged, sent, theirs),
    twice: Math.max(charges, theirs) - Math.min(charged, theirs),
  };
}

interface OnMandate {
  readonly id: string;
  readonly merchantId: string;
  readonly accountId: string;
  readonly provider: 'GOCARDLESS';
  /** The first day on which money can be taken on it. */
  readonly day: string;
}

/** Active mandates, as a payer and a bank make them. */
async function makeMandates({ client, query }: Stage, many: number): Promise<readonly OnMandate[]> {
  for (let number = 1; number <= many; number++) {
    const input = {
      idempotencyKey: `drill-mandate-${number}`,
      externalId: `DRILL-${number}`,
      with: { goCardless: { mandate: { currency: 'GBP', scheme: 'BACS' } } },
    };
    const made = await client.mutate(
      'createBillingRequest',
      '... on BillingRequestPayload { billingRequest { id } }',
      input,
    );
    await play(client, (made.billingRequest as { id: string }).id, 'PAYER_ACCEPTS');
  }
  const ids = () =>
    client.ask<{ mandates: { nodes: { id: string; status: string }[] } }>(
      '{ mandates(first: 100) { nodes { id status } } }',
    );
  await until('the mandates', async () => (await ids()).mandates.nodes.length === many);
  for (const { id } of (await ids()).mandates.nodes) await play(client, id, 'BANK_APPROVES_MANDATE');
  await until('active mandates', async () => (await ids()).mandates.nodes.every(({ status }) => status === 'ACTIVE'));
  return query<OnMandate>(
    `select id, merchant_id as "merchantId", account_id as "accountId", provider::text, next_charge_date::text as day from mandate order by next_charge_date desc`,
  );
}

/** Another merchant, who has a payment of which much is left to capture. */
interface Other {
  readonly client: DrillClient;
  readonly paymentId: string;
}

async function makeOther({ balancer, sandboxUrl, query }: Stage, db: Db): Promise<Other> {
  const [row] = await query<{ offset_ms: string }>('select offset_ms from sandbox_clock');
  const clock = systemClock(Number(row?.offset_ms ?? 0));
  const connection = await db.worker.connect();
  const made = await insertMerchant(
    connection,
    clock.now(),
    { actor: 'drill', requestId: '' },
    { name: 'Other', environment: 'SANDBOX' },
  );
  connection.release();
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  const key = { merchantId: made.value.id, environment: 'SANDBOX', name: 'drill', scopes } as const;
  const client = connectClient(balancer.url, (await issueApiKey(db, clock, key)).secret);
  const page = await fetch(sandboxUrl, { headers: { accept: 'application/json' } });
  const { providers } = (await page.json()) as { providers: { name: string; credentials: object }[] };
  const credentials = providers.find(({ name }) => name === 'vipps_mobilepay')?.credentials;
  const connected = await client.mutate('connectProviderAccount', '... on ProviderAccountPayload { account { id } }', {
    idempotencyKey: 'drill-connect',
    // An address on this machine, as all of them are.
    with: { vippsMobilePay: { ...credentials, agreementUrl: `${sandboxUrl}/agreements` } },
  });
  if (connected.code) throw new Error(connected.message);
  const input = {
    idempotencyKey: 'drill-agreement',
    externalId: 'DRILL-OTHER',
    plan: 'Basic',
    description: 'Monthly subscription',
    amount: { amountMinor: '100000', currency: 'DKK' },
    frequency: 'MONTHLY',
    country: 'DK',
    expiresIn: 'PT10M',
    returnUrl: 'https://example.com/back',
    payerPhone: '4511100118',
    with: { vippsMobilePay: {} },
    oneOffPayment: {
      amount: { amountMinor: '500000', currency: 'DKK' },
      externalId: 'DRILL-OTHER-1',
      description: 'Much',
    },
  };
  const selection = '... on AgreementPayload { agreement { id } oneOffPayment { id } }';
  const { agreement, oneOffPayment, ...rest } = await client.mutate('createAgreement', selection, input);
  if (!agreement) throw new Error(JSON.stringify(rest));
  await play(client, (agreement as { id: string }).id, 'PAYER_ACCEPTS');
  // Its address may not have been told to the provider in time: then it is asked, an hour later.
  await advance(client, 'drill-accepted', 'PT61M');
  const paymentId = (oneOffPayment as { id: string }).id;
  const status = async () =>
    (await client.ask<{ payment: { status: string } }>(readDocument, { id: paymentId })).payment.status;
  await until('a reserved payment', async () => (await status()) === 'AUTHORIZED');
  return { client, paymentId };
}

const readDocument =
  'query($id: ID!) { payment(by: { id: $id }) { status amounts { captured { amountMinor } } actions { kind available } } }';

async function play(client: DrillClient, subjectId: string, scenario: string): Promise<void> {
  const input = { idempotencyKey: `${subjectId}-${scenario}`, subjectId, scenario };
  const answer = await client.mutate('runSandboxScenario', '... on SandboxScenarioPayload { subjectId }', input);
  if (answer.code) throw new Error(`${scenario}: ${answer.message}`);
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + stuckMs;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await wait(lookEveryMs);
  }
}

interface Took {
  readonly reads: readonly number[];
  readonly captures: readonly number[];
}
let captures = 0;

/** Another merchant goes on as ever, at a steady pace: a read, and a capture that the provider answers. */
function watch({ client, paymentId }: Other): { stop(): Promise<Took> } {
  const took = { reads: [] as number[], captures: [] as number[] };
  let ended = false;
  const over = async (into: number[], work: () => Promise<unknown>): Promise<void> => {
    while (!ended) {
      const from = performance.now();
      await work();
      into.push(performance.now() - from);
      await wait(othersEveryMs);
    }
  };
  const capture = async (): Promise<void> => {
    captures += 1;
    const answer = await client.mutate('capturePayment', '... on CapturePayload { capture { status } }', {
      idempotencyKey: `drill-capture-${captures}`,
      paymentId,
      amount: { amountMinor: '100', currency: 'DKK' },
    });
    if (answer.code) throw new Error(`the capture: ${answer.message}`);
  };
  const loops = Promise.all([
    over(took.reads, () => client.ask(readDocument, { id: paymentId })),
    over(took.captures, capture),
  ]);
  return {
    async stop() {
      ended = true;
      await loops;
      return took;
    },
  };
}

function tellOthers(when: string, { reads, captures: taken }: Took, say: (line: string) => void): void {
  const told = (values: readonly number[]): string => {
    const { p50Ms, p99Ms } = percentiles(values);
    return `p50 ${p50Ms.toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms (${values.length})`;
  };
  say(`${when}: another merchant reads in ${told(reads)}, captures in ${told(taken)}`);
}
