import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currency, money } from '../../src/kernel/money.ts';
import { mobilepay } from '../../src/providers/mobilepay/provider.ts';
import { activeAgreement, freshReference, mutate, play } from '../support/lives.ts';
import { freshKey, startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.close();
});

/** Another system of the merchant's asks for an agreement, and its payer accepts unless told otherwise. */
async function madeElsewhere(externalId: string, scenario: string | null = 'PAYER_ACCEPTS'): Promise<string> {
  const { app } = world;
  const connected = await app.accounts.of(app.merchantId ?? '', 'MOBILEPAY');
  if (!connected) throw new Error('no account at MobilePay');
  const outcome = await mobilepay.operations['agreement.create'].call(
    {
      account: connected.account as never,
      now: () => app.clock.now(),
      callbackUrl: 'https://other.example/callback',
      deadlineMs: 5_000,
      traceId: randomUUID(),
    },
    {
      externalId,
      plan: 'Weekly box',
      description: 'Vegetables',
      amount: money(4_900n, currency('DKK')),
      currency: currency('DKK'),
      country: 'DK',
      frequency: 'WEEKLY',
      expiresInMs: 86_400_000,
      returnUrl: 'https://other.example/back',
    },
    'other',
  );
  if (outcome.kind !== 'facts') throw new Error(outcome.kind);
  const { id } = outcome.facts[0].ref;
  const subject = { kind: 'agreement', id };
  if (scenario) {
    const { status } = await world.sandbox.control('/control/mobilepay/scenario', { scenario, subject });
    expect(status).toBe(200);
  }
  return id;
}

interface Imported {
  readonly __typename: string;
  readonly imported: number;
  readonly known: number;
  readonly left: number;
  readonly unreadable: number;
  readonly after: string | null;
  readonly message?: string;
  readonly idempotency?: { readonly replayed: boolean };
}
async function importPage(input: object): Promise<Imported> {
  const { importAgreements } = await world.ask<{ importAgreements: Imported }>(
    `mutation($input: ImportAgreementsInput!) { importAgreements(input: $input) { __typename
       ... on ImportAgreementsPayload { imported known left unreadable after idempotency { replayed } }
       ... on UserError { code message path } } }`,
    { input: { idempotencyKey: freshKey(), provider: 'MOBILEPAY', ...input } },
  );
  return importAgreements;
}
const adopted = () =>
  world.ask<{ agreements: { nodes: readonly { id: string; providerReference: string; externalId: string | null }[] } }>(
    `{ agreements(first: 50, filter: { origins: [ADOPTED] }) { nodes { id origin status externalId providerReference plan description frequency amount { amountMinor } } } }`,
  );

describe('agreements that another system has made', () => {
  it('are taken over page by page, each once, and may then be charged', async () => {
    await activeAgreement(world);
    const made = [await madeElsewhere('OTHER-1'), await madeElsewhere('OTHER-1')];
    await madeElsewhere('OTHER-3', null);
    const key = freshKey();
    const first = await importPage({ idempotencyKey: key });
    expect(first).toMatchObject({ imported: 2, known: 1, left: 1, unreadable: 0, after: expect.any(String) });
    expect(await importPage({ idempotencyKey: key })).toMatchObject({ imported: 2, idempotency: { replayed: true } });
    expect(await importPage({ after: first.after })).toMatchObject({ imported: 0, known: 0, after: null });
    expect(await importPage({})).toMatchObject({ imported: 0, known: 3, left: 1 });

    const { nodes } = (await adopted()).agreements;
    expect(nodes.map(({ providerReference }) => providerReference).toSorted()).toEqual(made.toSorted());
    // What two of theirs are called names one thing here.
    expect(nodes.map(({ externalId }) => externalId).toSorted()).toEqual(['OTHER-1', null]);
    for (const node of nodes)
      expect(node).toMatchObject({
        status: 'ACTIVE',
        origin: 'ADOPTED',
        plan: 'Weekly box',
        description: 'Vegetables',
        frequency: 'WEEKLY',
        amount: { amountMinor: '4900' },
      });
    const id = nodes[0]?.id ?? '';
    const payment = await mutate(world, 'createOneOffPayment', {
      on: { agreementId: id },
      amount: { amountMinor: '500', currency: 'DKK' },
      externalId: freshReference('P'),
      description: 'Extra tomatoes',
      expiresIn: 'PT1H',
      returnUrl: 'https://shop.example/back',
    });
    expect(payment.__typename).toBe('OneOffPaymentPayload');
    await play(world, id, 'RECURRING_PAYMENT_EXECUTED');
  });

  it('are taken over once by two who do it at once', async () => {
    await Promise.all(['A', 'B', 'C'].map((name) => madeElsewhere(`TWICE-${name}`)));
    const pages = await Promise.all([importPage({}), importPage({})]);
    expect(pages.reduce((sum, { imported }) => sum + imported, 0)).toBe(3);
  });

  it('are left where nobody can tell the page, or the provider has no such list', async () => {
    expect(await importPage({ after: 'soon' })).toMatchObject({ code: 'INVALID_INPUT', path: ['input', 'after'] });
    expect(await importPage({ after: '' })).toMatchObject({ code: 'INVALID_INPUT', path: ['input', 'after'] });
    expect(await importPage({ provider: 'BUCKAROO' })).toMatchObject({ code: 'NOT_SUPPORTED_BY_PROVIDER' });
  });
});
