import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf, type Shop, startShop } from '../support/gocardless.ts';
import { banking, day, livesOf, price } from '../support/gocardless-lives.ts';
import { type Listener, startListener } from '../support/listener.ts';
import { patienceMs } from '../support/patience.ts';

/** The simulator's own signed deliveries, one event each, brought to the product's door in every order, late and more than once. */
interface Delivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

let shop: Shop;
let rows: ReturnType<typeof rowsOf>;
let lives: ReturnType<typeof livesOf>;
let callbackUrl: string;
const caught: Delivery[] = [];
let catcher: Listener;

beforeAll(async () => {
  shop = await startShop();
  rows = rowsOf(shop);
  lives = livesOf(shop);
  callbackUrl = (await shop.app.accounts.of(shop.caller.merchantId, 'GOCARDLESS'))?.callbackUrl ?? '';
  catcher = await startListener(({ headers, body }, response) => {
    const signature = String(headers['webhook-signature']);
    caught.push({
      headers: { 'webhook-signature': signature, 'content-type': 'application/json' },
      body: body.toString('utf8'),
    });
    response.writeHead(204).end();
  });
});
afterAll(async () => {
  await catcher.close();
  await shop.close();
});

/** Where deliveries go from now on. */
async function deliverTo(url: string): Promise<void> {
  await shop.sandbox.control('/control/gocardless/provider', { webhookEndpoints: [{ url }], eventsPerWebhook: 1 });
}
const toProduct = (): Promise<void> => deliverTo(callbackUrl);
const toCatcher = (): Promise<void> => deliverTo(`${catcher.url}/`);

async function bring({ headers, body }: Delivery): Promise<void> {
  const reply = await fetch(callbackUrl, { method: 'POST', headers, body });
  expect(reply.status).toBe(204);
}

/** For the n-th event: how many steps late it comes, its place among those that come with it, and how often it comes again. */
interface Schedule {
  readonly late: readonly number[];
  readonly place: readonly number[];
  readonly again: readonly number[];
}
const eventsMax = 40;
const many = (max: number) => fc.array(fc.nat(max), { minLength: eventsMax, maxLength: eventsMax });
const schedule = fc.record({ late: many(4), place: many(1_000), again: many(2) });

/** Takes the steps of a life, each followed by those events that are on time; what is late comes at the end. */
async function live(steps: readonly (() => Promise<unknown>)[], { late, place, again }: Schedule): Promise<void> {
  caught.length = 0;
  const seen: { readonly delivery: Delivery; readonly due: number; readonly index: number }[] = [];
  const brought = new Set<number>();
  for (const [at, step] of [...steps, async () => undefined].entries()) {
    await step();
    await shop.sandbox.control('/control/drain', {});
    for (const delivery of caught.splice(0)) {
      const index = seen.length % eventsMax;
      seen.push({ delivery, due: at + (late[index] ?? 0), index });
    }
    const last = at === steps.length;
    const now = seen
      .filter(({ due, index }) => !brought.has(index) && (last || due <= at))
      .flatMap((one) => Array.from({ length: 1 + (again[one.index] ?? 0) }, () => one))
      .sort((a, b) => (place[a.index] ?? 0) - (place[b.index] ?? 0));
    for (const { delivery, index } of now) {
      brought.add(index);
      await bring(delivery);
    }
    await shop.app.workers.drain();
  }
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.length).toBeLessThanOrEqual(eventsMax);
  await inboxIsDone();
}

/** What was parked in the very moment in which it became known comes again after two seconds. */
async function inboxIsDone(): Promise<void> {
  const signal = AbortSignal.timeout(patienceMs);
  for (;;) {
    await shop.app.workers.drain();
    const open = await rows.reader().inboxItem.findMany({ where: { state: { not: 'DONE' } } });
    if (open.length === 0) return;
    if (signal.aborted) throw new Error(`left in the inbox: ${JSON.stringify(open)}`);
    await shop.app.notifier.wait(shop.caller.merchantId, 250, signal);
  }
}

const runs = { numRuns: 6, endOnFailure: true } as const;

describe('in any order, late and repeated, the events of', () => {
  it('a request that is fulfilled and paid out lead to a settled payment and a mandate', () =>
    fc.assert(
      fc.asyncProperty(schedule, async (when) => {
        await toCatcher();
        const id = await lives.newRequest();
        const { providerReference = '' } = await rows.request(id);
        const request = providerReference ?? '';
        await live(
          [
            () => shop.play('PAYER_ACCEPTS', 'billingRequest', request),
            // The provider's days alone: ours stand still, so that no sweep helps out.
            () => passAtProvider(day),
            () => passAtProvider(banking),
          ],
          when,
        );
        expect(await rows.request(id)).toMatchObject({ status: 'FULFILLED', actions: [], reason: null });
        expect(await rows.ledTo(id)).toMatchObject({
          payment: {
            state: 'SETTLED',
            captured: price.amountMinor,
            reversed: 0n,
            providerStatus: 'paid_out',
            reason: null,
          },
          mandate: { status: 'ACTIVE', providerStatus: 'active', reason: null },
        });
      }),
      runs,
    ));

  it('a payment that fails after it was paid out lead to one that is reversed', async () => {
    await toProduct();
    const { id: mandateId } = await lives.activeMandate();
    await fc.assert(
      fc.asyncProperty(schedule, async (when) => {
        await toCatcher();
        const { id, reference } = await lives.charge(mandateId);
        await live(
          [() => lives.run('payment_paid_out', reference), () => lives.run('payment_late_failure', reference)],
          when,
        );
        expect(await rows.payment(id)).toMatchObject({
          state: 'REVERSED',
          captured: price.amountMinor,
          reversed: price.amountMinor,
          providerStatus: 'failed',
          reason: { code: 'INSUFFICIENT_FUNDS', providerCode: 'refer_to_payer' },
        });
      }),
      runs,
    );
  });

  it('a charge-back and its withdrawal lead to a settled payment', async () => {
    await toProduct();
    const { id: mandateId } = await lives.activeMandate();
    await fc.assert(
      fc.asyncProperty(schedule, async (when) => {
        await toCatcher();
        const { id, reference } = await lives.charge(mandateId);
        await live(
          [
            () => lives.run('payment_paid_out', reference),
            () => shop.play('CHARGEBACK', 'payment', reference),
            () => shop.play('CHARGEBACK_WITHDRAWN', 'payment', reference),
          ],
          when,
        );
        expect(await rows.payment(id)).toMatchObject({
          state: 'SETTLED',
          captured: price.amountMinor,
          reversed: 0n,
          providerStatus: 'paid_out',
          reason: null,
        });
      }),
      runs,
    );
  });

  it('a mandate that is made, becomes active and is cancelled lead to a cancelled one', () =>
    fc.assert(
      fc.asyncProperty(schedule, async (when) => {
        await toCatcher();
        const id = await lives.newRequest({ payment: false });
        const request = (await rows.request(id)).providerReference ?? '';
        const mandate = () => linked(request, 'mandate_request_mandate');
        await live(
          [
            () => shop.play('PAYER_ACCEPTS', 'billingRequest', request),
            async () => shop.play('BANK_APPROVES_MANDATE', 'mandate', await mandate()),
            async () => shop.call('POST', `/mandates/${await mandate()}/actions/cancel`, { data: {} }),
          ],
          when,
        );
        expect((await rows.ledTo(id)).mandate).toMatchObject({
          status: 'CANCELLED',
          providerStatus: 'cancelled',
          reason: { code: 'CANCELLED_BY_MERCHANT', providerCode: 'mandate_cancelled' },
        });
      }),
      runs,
    ));
});

async function passAtProvider(ms: number): Promise<void> {
  const clock = await fetch(`${shop.app.sandboxUrl}/control/clock`);
  const { now } = (await clock.json()) as { now: string };
  await shop.sandbox.control('/control/clock', { to: new Date(Date.parse(now) + ms).toISOString() });
}

async function linked(request: string, link: string): Promise<string> {
  const { links } = await shop.call('GET', `/billing_requests/${request}`);
  return (links as Record<string, string>)[link] ?? '';
}
