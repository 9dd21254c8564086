import { describe, expect, test } from 'vitest';
import { aMandate, aShop, aShownRequest, errorsOf, otherPerson, uuid } from './support.ts';

describe('a debtor check', () => {
  test('tells who has the app, now', async () => {
    const { creditor } = await aShop();
    const set = await creditor.setUp({ notOnboarded: [otherPerson] });
    expect(set.json.notOnboarded).toEqual(['010180-XXXX']);
    expect((await creditor.checkDebtor()).json).toEqual({ onboarded: true });
    expect((await creditor.checkDebtor(otherPerson)).json).toEqual({ onboarded: false });
    await creditor.setUp({ notOnboarded: [] });
    expect((await creditor.checkDebtor(otherPerson)).json).toEqual({ onboarded: true });
  });

  test.each(['211062-5629', '5110625629', '', null])('of %s is refused', async (cprNumber) => {
    const { creditor } = await aShop();
    const answer = await creditor.checkDebtor(cprNumber);
    expect([answer.status, errorsOf(answer)[0]]).toEqual([400, expect.stringMatching(/debtorIdentity\.cprNumber$/)]);
  });
});

describe('a scenario', () => {
  test.each<[string, string, string, number, string]>([
    ['that is not played here', 'CHARGEBACK', 'billingRequest', 422, 'SCENARIO_NOT_SUPPORTED'],
    ['that every object has', 'constructor', 'billingRequest', 422, 'SCENARIO_NOT_SUPPORTED'],
    ['of the bank for a payment', 'BANK_APPROVES_MANDATE', 'payment', 422, 'SCENARIO_NOT_SUPPORTED'],
    ['for an agreement', 'PAYER_ACCEPTS', 'agreement', 404, 'NOT_FOUND'],
    ['that the bank cannot play yet', 'BANK_REJECTS_MANDATE', 'mandate', 409, 'WRONG_STATE'],
  ])('%s is refused', async (_title, scenario, kind, status, code) => {
    const { creditor } = await aShownRequest();
    const answer = await creditor.scenario(scenario, kind);
    expect([answer.status, answer.json.error?.code]).toEqual([status, code]);
  });

  test('of the debtor is not for a mandate that was asked for by itself', async () => {
    const { creditor } = await aShop();
    await creditor.createMandate(aMandate({ uuid: uuid(5) }));
    expect((await creditor.scenario('PAYER_ACCEPTS', 'mandate', uuid(5))).status).toBe(422);
    expect((await creditor.scenario('BANK_APPROVES_MANDATE', 'mandate', uuid(5))).status).toBe(200);
    expect((await creditor.scenario('BANK_APPROVES_MANDATE', 'mandate', uuid(5))).status).toBe(409);
    expect((await creditor.scenario('BANK_APPROVES_MANDATE', 'mandate', uuid(6))).status).toBe(404);
    expect(await creditor.effects()).toEqual(['mandateReceived', 'mandateValidated', 'mandateActivated']);
  });
});

test.each<[string, object]>([
  ['a switch that is none', { colour: 'blue' }],
  ['a CPR number that is none', { notOnboarded: ['21106'] }],
  ['an answer that is none', { bankAnswer: 'PERHAPS' }],
])('the switches refuse %s', async (_title, switches) => {
  const { creditor } = await aShop();
  expect((await creditor.setUp(switches)).status).toBe(400);
});
