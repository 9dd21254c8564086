import { afterAll, beforeAll, expect, test } from 'vitest';
import { sandboxScenarios } from '../../src/graphql/sandbox/scenarios.ts';
import { encodeId, type IdPrefix } from '../../src/kernel/ids.ts';
import { simulators } from '../../src/simulators/index.ts';
import { anActiveMandate, aPayment, aRequest, aShop } from '../simulators/gocardless/support.ts';
import { freshKey } from '../support/world.ts';
import { type Api, startApi } from './harness.ts';
import { addBillingRequest, addCollection, addMandate } from './rows.ts';

/** Scenarios from the mutation to the simulator of the provider, on things of ours that stand in its book. */
let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

/** A shop at GoCardless' simulator, which the API plays on. */
async function aPlayedShop() {
  const shop = await aShop();
  api.sandbox.sandboxUrl = shop.sandbox.url;
  return shop;
}

async function play(prefix: IdPrefix, { id }: { readonly id: string }, scenario: string, key = api.shop.key) {
  const document = `mutation ($input: RunSandboxScenarioInput!) { runSandboxScenario(input: $input) { __typename ... on UserError { code message path } ... on InvalidStateError { current allowedFrom availableActions { kind } } ... on SandboxScenarioPayload { subjectId webhooksQueued } } }`;
  const input = { idempotencyKey: freshKey(), subjectId: encodeId(prefix, id), scenario };
  const { data, errors } = await api.post(document, { input }, key);
  expect(errors).toEqual([]);
  return (data as unknown as Record<string, Record<string, unknown>>).runSandboxScenario;
}

test('every scenario that a simulator plays can be asked for, and no other', () => {
  expect(Object.keys(sandboxScenarios).sort()).toEqual(
    [...new Set(simulators.flatMap(({ scenarios }) => scenarios))].sort(),
  );
});

test('a billing request is accepted, and so is one by its payment while that waits for the payer', async () => {
  const shop = await aPlayedShop();
  const [one, two] = [await aRequest(shop), await aRequest(shop)];
  const asked = await addBillingRequest(api.db, api.shop, { providerReference: one.id });
  expect(await play('brq', asked, 'PAYER_ACCEPTS')).toEqual({
    __typename: 'SandboxScenarioPayload',
    subjectId: encodeId('brq', asked.id),
    webhooksQueued: 1,
  });
  expect((await one.read()).status).toBe('fulfilled');
  const other = await addBillingRequest(api.db, api.shop, { providerReference: two.id });
  const waiting = await addCollection(
    api.db,
    api.shop,
    { billingRequestId: other.id },
    { state: 'REQUIRES_PAYER_ACTION' },
  );
  expect(await play('oop', waiting, 'PAYER_ACCEPTS')).toMatchObject({ __typename: 'SandboxScenarioPayload' });
  expect((await two.read()).status).toBe('fulfilled');
  expect(await play('oop', waiting, 'PAYER_ACCEPTS')).toMatchObject({
    code: 'INVALID_STATE',
    current: 'REQUIRES_PAYER_ACTION',
    availableActions: [{}, {}, {}],
  });
});

test("a mandate and a payment on it are played, also by GoCardless' own names, and money is taken back", async () => {
  const shop = await aPlayedShop();
  const theirs = await anActiveMandate(shop);
  const mandate = await addMandate(api.db, api.shop, { providerReference: theirs.id });
  const { id, path } = await aPayment(shop, theirs.id);
  const payment = await addCollection(api.db, api.shop, { mandateId: mandate.id }, { providerReference: id });
  expect(await play('oop', payment, 'GOCARDLESS_PAYMENT_PAID_OUT')).toMatchObject({
    __typename: 'SandboxScenarioPayload',
  });
  expect((await shop.client.get(path)).status).toBe('paid_out');
  expect(await play('oop', payment, 'CHARGEBACK')).toMatchObject({ __typename: 'SandboxScenarioPayload' });
  expect((await shop.client.get(path)).status).toBe('charged_back');
  expect(await play('man', mandate, 'MANDATE_BLOCKED')).toMatchObject({ __typename: 'SandboxScenarioPayload' });
  expect((await shop.client.get(theirs.path)).status).toBe('blocked');
  expect(await play('man', mandate, 'GOCARDLESS_MANDATE_ACTIVATED')).toMatchObject({
    __typename: 'InvalidStateError',
    current: 'ACTIVE',
    availableActions: [],
  });
  expect(await play('man', mandate, 'GOCARDLESS_PAYMENT_PAID_OUT')).toMatchObject({
    code: 'INVALID_INPUT',
    message: 'input.scenario: GOCARDLESS_PAYMENT_PAID_OUT is not for a mandate',
  });
});

test('a scenario that the provider does not play is refused with those it does', async () => {
  await aPlayedShop();
  const mandate = await addMandate(api.db, api.shop, { provider: 'BETALINGSSERVICE', scheme: 'BETALINGSSERVICE' });
  expect(await play('man', mandate, 'CHARGEBACK')).toEqual({
    __typename: 'InvalidInputError',
    code: 'INVALID_INPUT',
    path: ['input', 'scenario'],
    message:
      'input.scenario: betalingsservice does not play CHARGEBACK; it plays PAYER_ACCEPTS, PAYER_REJECTS, PAYER_IGNORES, BANK_APPROVES_MANDATE, BANK_REJECTS_MANDATE',
  });
});

test("another merchant's mandate, and a thing that the provider does not know, are not found", async () => {
  await aPlayedShop();
  const mandate = await addMandate(api.db, api.other);
  expect(await play('man', mandate, 'BANK_APPROVES_MANDATE')).toMatchObject({
    code: 'NOT_FOUND',
    path: ['input', 'subjectId'],
  });
  expect(await play('man', mandate, 'BANK_APPROVES_MANDATE', api.other.key)).toMatchObject({
    code: 'NOT_FOUND',
    message: 'gocardless knows no such mandate',
  });
});
