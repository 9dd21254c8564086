import { createHmac, randomUUID } from 'node:crypto';
import { request } from 'undici';
import { follow } from '../examples/follow.ts';
import type { Client } from './client.ts';
import { type Load, type Measured, measure, summary } from './load.ts';
import type { Product } from './product.ts';

/** What is measured, each against the running product, one after the other. */

const amount = { amountMinor: '8000', currency: 'DKK' };
const returnUrl = 'https://example.com/back';
type Stretch = Pick<Load, 'atOnce' | 'forMs'>;

/** Active agreements, and payments spread over them: reserved at once, or waiting for their payer. */
export async function createAgreements(client: Client, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  await measure({
    atOnce: 8,
    forMs: 20_000,
    countMax: count,
    async work(index) {
      const { agreement } = await client.mutate<{ agreement: { id: string } }>(
        'createAgreement',
        '... on AgreementPayload { agreement { id } }',
        {
          externalId: `BENCH-A-${index}`,
          plan: 'Basic',
          frequency: 'MONTHLY',
          country: 'DK',
          expiresIn: 'PT1H',
          returnUrl,
        },
      );
      await client.mutate('runSandboxScenario', '', { subjectId: agreement.id, scenario: 'PAYER_ACCEPTS' });
      while (!(await isActive(client, agreement.id))) await new Promise((resolve) => setTimeout(resolve, 20));
      ids.push(agreement.id);
    },
  });
  if (ids.length < count) throw new Error(`only ${ids.length} of ${count} agreements could be made in time`);
  return ids;
}

async function isActive(client: Client, id: string): Promise<boolean> {
  const { agreement } = await client.ask<{ agreement: { status: string } }>(
    'query($id: ID!) { agreement(by: { id: $id }) { status } }',
    { id },
  );
  return agreement.status === 'ACTIVE';
}

export interface Payment {
  readonly id: string;
  readonly providerReference: string;
  readonly status: string;
}

let payments = 0;
export async function createPayment(
  client: Client,
  agreements: readonly string[],
  autoReserve: boolean,
): Promise<Payment> {
  const index = payments++;
  const { payment } = await client.mutate<{ payment: Payment }>(
    'createOneOffPayment',
    '... on OneOffPaymentPayload { payment { id providerReference status } }',
    {
      on: { agreementId: agreements[index % agreements.length] },
      externalId: `BENCH-P-${index}`,
      amount,
      description: 'Extra goods',
      autoReserve,
      returnUrl,
    },
  );
  return payment;
}

/** One query over and over, after a short warm-up. */
export async function read(
  client: Client,
  stretch: Stretch,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Measured> {
  const work = async (): Promise<void> => void (await client.ask(query, variables));
  await measure({ ...stretch, forMs: stretch.forMs / 5, work });
  return measure({ ...stretch, work });
}

/** Takes reserved payments, each once, as fast as the simulator answers. */
export async function capture(client: Client, stretch: Stretch, reserved: readonly Payment[]): Promise<Measured> {
  return measure({
    ...stretch,
    countMax: reserved.length,
    async work(index) {
      const answer = await client.mutate<{ capture: { status: string } }>(
        'capturePayment',
        '... on CapturePayload { capture { status } }',
        { paymentId: reserved[index]?.id },
      );
      if (answer.capture.status !== 'SUCCEEDED') throw new Error(`a capture is ${answer.capture.status}`);
    },
  });
}

/** One payer after the other swipes accept. From the swipe, and from the provider's callback, until a subscriber has the event. */
export async function live(
  product: Product,
  client: Client,
  agreements: readonly string[],
  count: number,
): Promise<{ readonly fromSwipe: Measured; readonly fromCallback: Measured }> {
  const arrivedAt = new Map<string, number>();
  const swipedAt = new Map<string, number>();
  const stream = await follow({
    url: `${product.origin}/graphql`,
    apiKey: product.apiKey,
    signal: AbortSignal.timeout(30_000),
    onEvent: ({ type, subjectId }) => {
      if (type === 'PAYMENT_AUTHORIZED') arrivedAt.set(subjectId, Date.now());
    },
  });
  const references = new Map<string, string>();
  const start = performance.now();
  try {
    for (let index = 0; index < count; index++) {
      const payment = await createPayment(client, agreements, false);
      references.set(payment.providerReference, payment.id);
      swipedAt.set(payment.id, Date.now());
      await client.mutate('runSandboxScenario', '', { subjectId: payment.id, scenario: 'PAYER_ACCEPTS' });
      await stream.until(payment.id, 'PAYMENT_AUTHORIZED', 'PAYMENT_REJECTED');
    }
  } finally {
    await stream.close();
  }
  const elapsed = performance.now() - start;
  const since = (from: number | undefined, id: string): number =>
    (arrivedAt.get(id) ?? Number.NaN) - (from ?? Number.NaN);
  const calledAt = await callbackTimes(product, references);
  return {
    fromSwipe: summary(
      [...swipedAt].map(([id, at]) => since(at, id)),
      elapsed,
    ),
    fromCallback: summary(
      [...calledAt].map(([id, at]) => since(at, id)),
      elapsed,
    ),
  };
}

interface Delivery {
  readonly subjects: readonly string[];
  readonly attempts: readonly { readonly at: string }[];
}

/** When the simulator sent the callback of each payment: its clock is this machine's. */
async function callbackTimes({ sandboxUrl }: Product, references: ReadonlyMap<string, string>) {
  const reply = await request(`${sandboxUrl}/mobilepay/deliveries`);
  const { deliveries } = (await reply.body.json()) as { deliveries: readonly Delivery[] };
  return new Map(
    deliveries.flatMap(({ subjects, attempts }) =>
      subjects.flatMap((subject) => {
        const id = references.get(subject);
        const at = attempts[0]?.at;
        return id && at ? [[id, Date.parse(at)] as const] : [];
      }),
    ),
  );
}

/**
 * Posts callbacks with the proof that the simulator would show, about payments that nobody knows: each is verified, stored,
 * answered and then parked, at the same time. Counts what the inbox has at the end, since an answer alone could be a lie.
 */
export async function callBack(
  product: Product,
  client: Client,
  stretch: Stretch,
  itemsEach: number,
): Promise<Measured> {
  const reply = await request(`${product.sandboxUrl}/control/mobilepay/provider`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  const { callbackUrl, callbackAuth } = (await reply.body.json()) as {
    callbackUrl: string;
    callbackAuth: { userName: string; password: string };
  };
  const { userName, password } = callbackAuth;
  const authorization = `Basic ${Buffer.from(`${userName}:${password}`).toString('base64')}`;
  const before = await inboxSize(product);
  const measured = await measure({
    ...stretch,
    async work() {
      const body = JSON.stringify(Array.from({ length: itemsEach }, callbackItem));
      const status = await client.post(new URL(callbackUrl).pathname, { authorization }, body);
      if (status !== 200) throw new Error(`a callback was answered with ${status}`);
    },
  });
  const stored = (await inboxSize(product)) - before;
  if (stored !== measured.count * itemsEach)
    throw new Error(`${measured.count * itemsEach} items were accepted and ${stored} are stored`);
  return measured;
}

/** The same with a delivery of GoCardless' largest size, signed as a whole, about payments that nobody knows. */
export async function deliver(
  product: Product,
  client: Client,
  stretch: Stretch,
  eventsEach: number,
): Promise<Measured> {
  const front = await request(product.sandboxUrl, { headers: { accept: 'application/json' } });
  const { providers } = (await front.body.json()) as {
    providers: readonly { name: string; credentials: { webhookSecret: string } }[];
  };
  const secret = providers.find(({ name }) => name === 'gocardless')?.credentials.webhookSecret ?? '';
  const book = await request(`${product.sandboxUrl}/control/gocardless/provider`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  const { webhookEndpoints } = (await book.body.json()) as { webhookEndpoints: readonly { url: string }[] };
  const path = new URL(webhookEndpoints[0]?.url ?? product.origin).pathname;
  const before = await inboxSize(product);
  const measured = await measure({
    ...stretch,
    async work() {
      const events = Array.from({ length: eventsEach }, deliveredEvent);
      const body = JSON.stringify({ events, meta: { webhook_id: 'WB0000BENCH' } });
      const signature = createHmac('sha256', secret).update(body).digest('hex');
      const status = await client.post(path, { 'webhook-signature': signature }, body);
      if (status !== 204) throw new Error(`a delivery was answered with ${status}`);
    },
  });
  const stored = (await inboxSize(product)) - before;
  if (stored !== measured.count * eventsEach)
    throw new Error(`${measured.count * eventsEach} events were accepted and ${stored} are stored`);
  return measured;
}

function deliveredEvent(): object {
  const id = randomUUID().replaceAll('-', '').toUpperCase();
  return {
    id: `EV${id}`,
    created_at: '2026-01-02T03:04:05.678Z',
    resource_type: 'payments',
    action: 'confirmed',
    links: { payment: `PM${id}` },
    details: {
      origin: 'gocardless',
      cause: 'payment_confirmed',
      description:
        'Enough time has passed since the payment was submitted for the banks to return an error, so this payment is now confirmed.',
    },
    metadata: {},
    resource_metadata: { order: '3280100' },
  };
}

function callbackItem(): object {
  return {
    agreement_id: randomUUID(),
    payment_id: randomUUID(),
    amount: '19.45',
    currency: 'DKK',
    payment_date: '2019-09-18',
    status: 'Reserved',
    status_text: 'Payment successfully reserved.',
    status_code: 0,
    external_id: '3280100',
    payment_type: 'OneOff',
  };
}

async function inboxSize({ pool }: Product): Promise<number> {
  const { rows } = await pool.query<{ count: string }>('select count(*) from inbox');
  return Number(rows[0]?.count);
}

/** What the disk does: one row, committed, without anything of ours around it. */
export async function commit({ pool }: Product, stretch: Stretch): Promise<Measured> {
  await pool.query('create table if not exists bench_row (id uuid primary key, body text)');
  const work = async (): Promise<void> =>
    void (await pool.query('insert into bench_row values ($1, $2)', [randomUUID(), 'x'.repeat(300)]));
  await measure({ ...stretch, forMs: stretch.forMs / 5, work });
  const measured = await measure({ ...stretch, work });
  await pool.query('drop table bench_row');
  return measured;
}
