import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PolledEvents, ProviderRef } from '../../../src/domain/port/provider.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import { gocardless } from '../../../src/providers/gocardless/provider.ts';
import type { Settings } from '../../../src/providers/gocardless/settings.ts';
import { openWorld, type World } from '../../contract/world.ts';

/** The list of events, read for what no delivery brought. */
let world: World<Settings>;
beforeAll(async () => {
  world = await openWorld('gocardless', (credentials) => gocardless.settings.parse(credentials));
  await world.setUp({ webhookEndpoints: [{ url: world.context().callbackUrl }] });
});
afterAll(() => world.close());

type Page = Extract<PolledEvents, { kind: 'events' }>;
let keys = 0;

async function aRequest(): Promise<ProviderRef> {
  const amount = money(79_050n, currency('GBP'));
  const goCardless = { payment: { amount, description: 'Licensed Steel Chips' }, fallbackEnabled: false };
  const outcome = await gocardless.operations['request.create'].call(
    world.context(),
    { terms: { goCardless } },
    `event-${++keys}`,
  );
  if (outcome.kind !== 'facts') throw new Error(`expected facts; got ${outcome.kind}`);
  return outcome.facts[0].ref;
}

async function poll(cursor: string | null): Promise<Page> {
  const answer = await gocardless.pollEvents?.(world.context(), cursor);
  if (answer?.kind !== 'events') throw new Error(`expected events; got ${JSON.stringify(answer)}`);
  return answer;
}

/** All pages of one reading. */
async function pollAll(
  cursor: string | null,
): Promise<{ readonly items: Page['items']; readonly cursor: string; readonly pages: number }> {
  // The sandbox's clock may be a moment ahead of ours, and what is later than now is left to the next reading.
  await world.advance(1_000);
  const pages = [await poll(cursor)];
  while (pages.at(-1)?.more) pages.push(await poll(pages.at(-1)?.cursor ?? null));
  return { items: pages.flatMap(({ items }) => items), cursor: pages.at(-1)?.cursor ?? '', pages: pages.length };
}

describe('the list of events', () => {
  it('is not read the first time: the list begins then', async () => {
    const early = await aRequest();
    const first = await poll(null);
    expect(first).toMatchObject({ items: [], more: false });
    await world.advance(2_000);
    const later = await aRequest();
    const { items } = await pollAll(first.cursor);
    const about = items.map((item) => item.about.id);
    expect(about).toContain(later.id);
    expect(about).not.toContain(early.id);
  });

  it('gives the items that the deliveries gave, under the same keys', async () => {
    const { cursor } = await poll(null);
    await world.advance(2_000);
    await aRequest();
    await world.advance(120_000);
    await world.drain();
    const { items } = await pollAll(cursor);
    const delivered = world.callbacks.flatMap((request) => {
      const split = gocardless.inbound.split(request);
      return split.ok ? split.value : [];
    });
    for (const item of items) expect(delivered).toContainEqual(item);
    expect(items.length).toBeGreaterThan(0);
  });

  it('is read to the end, page by page, without a repeat or a gap', async () => {
    const { cursor } = await poll(null);
    await world.advance(2_000);
    const made: string[] = [];
    // Each request comes with at least one event; a page holds 500.
    for (let round = 0; round < 520; round++) made.push((await aRequest()).id);
    const { items, pages } = await pollAll(cursor);
    expect(pages).toBeGreaterThan(1);
    expect(new Set(items.map(({ dedupeKey }) => dedupeKey)).size).toBe(items.length);
    expect(items.map((item) => item.about.id)).toEqual(expect.arrayContaining(made));
  });

  it('goes on from where it stood, and a little before, since events are made late', async () => {
    const { cursor } = await poll(null);
    await world.advance(3 * 3_600_000);
    const { id } = await aRequest();
    const first = await pollAll(cursor);
    expect(first.items.map((item) => item.about.id)).toContain(id);
    await world.advance(1_800_000);
    const again = await pollAll(first.cursor);
    expect(again.items.map((item) => item.about.id)).toContain(id);
    await world.advance(2 * 3_600_000);
    const past = await pollAll(again.cursor);
    expect((await pollAll(past.cursor)).items).toEqual([]);
  });

  it('has the list of payouts before it once a day, which keeps it from nothing where that cannot be read', async () => {
    const { cursor } = await poll(null);
    const before = JSON.parse(cursor) as { payouts: { readAt: string } };
    await world.advance(25 * 3_600_000);
    await world.faults({ operation: 'listPayouts', fault: 'html502' });
    const { id } = await aRequest();
    await world.advance(1_000);
    const first = await poll(cursor);
    expect(first.items.map((item) => item.about.id)).toContain(id);
    expect(JSON.parse(first.cursor)).toMatchObject(before.payouts ? { payouts: before.payouts } : {});
    await world.clearFaults();
    const second = await poll(first.cursor);
    expect(second).toMatchObject({ items: [], more: true });
    const read = JSON.parse(second.cursor) as typeof before;
    expect(read.payouts.readAt > before.payouts.readAt).toBe(true);
    expect((await poll(second.cursor)).more).toBe(false);
  });

  it.each(['html502', 'truncatedJson', 'timeoutNoEffect'])('says that it learned nothing after %s', async (fault) => {
    const { cursor } = await poll(null);
    await world.faults({ operation: 'listEvents', fault });
    const answer = await gocardless.pollEvents?.(world.context({ deadlineMs: 300 }), cursor);
    expect(answer?.kind).toBe('unknown');
    await world.clearFaults();
  });
});
