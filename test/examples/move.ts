import { type Api, payload, Unexpected } from './api.ts';
import { createCharge, importAgreements, listAdopted } from './documents.ts';
import type { ImportAgreementsInput, ListAdoptedQuery, Provider } from './generated/graphql.ts';
import { clockOf, letDaysPass, type Stage, summarise, withinMs } from './stage.ts';

const count = 1_000;
const prefix = 'SUBSCRIBER-';
const pagesMax = 50;

/**
 * A shop with 1,000 agreements of MobilePay Subscriptions goes on with Vipps MobilePay: they are taken over, their provider moves them, and they are found
 * where they are now, under the ids that they have here. No payer is asked anything. Killed at any moment and started again it goes on.
 */
export async function move(stage: Stage): Promise<void> {
  const { api, stream, sandboxUrl } = stage;
  const before = await agreementsOf(api);
  const known = new Set(before.map(({ externalId }) => externalId));
  if (known.size > 0) console.log(`${known.size} agreements are here from an earlier run.`);
  await control(sandboxUrl, 'mobilepay/agreementsMadeElsewhere', { count, externalIdPrefix: prefix });
  console.log(`The shop has ${count} agreements at MobilePay Subscriptions, made by its old system.`);
  await goThrough(api, 'MOBILEPAY');

  const ours = await agreementsOf(api);
  const stay = ours.filter(({ provider }) => provider === 'MOBILEPAY');
  if (stay.length > 0)
    await control(sandboxUrl, 'vipps_mobilepay/takeOverAgreements', {
      agreements: stay.map(({ providerReference, externalId }) => ({
        uuid: providerReference,
        externalId,
        productName: 'Weekly box',
        productDescription: 'Vegetables',
        currency: 'DKK',
        amount: 4_900,
        interval: { unit: 'WEEK', count: 1 },
      })),
    });
  console.log('Their provider moves them to Vipps MobilePay, where each has a new id. Payers are asked nothing.');
  await goThrough(api, 'VIPPS_MOBILEPAY');

  const after = await agreementsOf(api);
  const moved = after.filter(
    ({ provider, formerProviderReference }) => provider === 'VIPPS_MOBILEPAY' && formerProviderReference,
  );
  const same = ours.every(({ id }) => moved.some((one) => one.id === id));
  const [one] = moved;
  if (moved.length !== count || !same || !one)
    throw new Unexpected(`expected ${count} agreements that have moved, each with its id; got ${moved.length}`);
  console.log(`${moved.length} agreements go on at Vipps MobilePay, each with the id that it had here. One of them:`);
  console.log(`  ${one.id}, ${one.externalId}: ${one.formerProviderReference} is ${one.providerReference} now`);

  const day = new Date((await clockOf(sandboxUrl)).getTime() + 3 * 86_400_000).toISOString().slice(0, 10);
  const { charge } = payload(
    (
      await api.ask(createCharge, {
        input: {
          idempotencyKey: `${one.id}-${day}`,
          on: { agreementId: one.id },
          amount: { amountMinor: '4900', currency: 'DKK' },
          externalId: `BOX-${one.id.slice(-6)}-${day}`,
          description: 'The first box at the new provider',
          dueOn: day,
        },
      })
    ).createCharge,
    'ChargePayload',
  );
  await letDaysPass(stage, charge.id, { subjectId: charge.id, type: 'PAYMENT_SETTLED' });
  await stream.until(charge.id, 'PAYMENT_SETTLED');
  await summarise(api, charge.id);
}

/** Goes through all that a provider has, page by page; each page has a key of its own, and may be repeated. */
async function goThrough(api: Api, provider: Provider): Promise<void> {
  const run = crypto.randomUUID();
  const total = { imported: 0, moved: 0, known: 0, left: 0 };
  let after: string | null = null;
  for (let page = 1; page === 1 || after; page++) {
    if (page > pagesMax) throw new Unexpected(`expected ${pagesMax} pages at most`);
    const input: ImportAgreementsInput = { idempotencyKey: `${run}-${page}`, provider, ...(after ? { after } : {}) };
    const done = payload((await api.ask(importAgreements, { input })).importAgreements, 'ImportAgreementsPayload');
    for (const name of ['imported', 'moved', 'known', 'left'] as const) total[name] += done[name];
    after = done.after ?? null;
  }
  const { imported, moved, known, left } = total;
  console.log(`  ${provider}: ${imported} taken over, ${moved} moved, ${known} known, ${left} left`);
}

type Adopted = ListAdoptedQuery['agreements']['nodes'][number];

async function agreementsOf(api: Api): Promise<readonly Adopted[]> {
  const all: Adopted[] = [];
  let after: string | null = null;
  for (let page = 1; page === 1 || after; page++) {
    if (page > pagesMax) throw new Unexpected(`expected ${pagesMax} pages at most`);
    const { agreements }: ListAdoptedQuery = await api.ask(listAdopted, { after });
    all.push(...agreements.nodes.filter(({ externalId }) => externalId?.startsWith(prefix)));
    after = agreements.pageInfo.hasNextPage ? (agreements.pageInfo.endCursor ?? null) : null;
  }
  return all;
}

/** Plays what the provider and the shop's old system do. */
async function control(sandboxUrl: string, what: string, body: object): Promise<void> {
  const reply = await fetch(`${sandboxUrl}/control/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(withinMs),
  });
  if (!reply.ok) throw new Unexpected(`the sandbox answered ${reply.status} to ${what}: ${await reply.text()}`);
}
