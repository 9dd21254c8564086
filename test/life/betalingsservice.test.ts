import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cancelBillingRequest } from '../../src/domain/billing-request/commands.ts';
import { createBillingRequest } from '../../src/domain/billing-request/create.ts';
import type { CommandResult } from '../../src/domain/command/command.ts';
import { cancelMandate, createMandate } from '../../src/domain/mandate/commands.ts';
import { createDebtorCheck } from '../../src/domain/payer/debtor-check.ts';
import { currency, money } from '../../src/kernel/money.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { type CreditorWorld, startCreditorWorld } from '../support/creditor-world.ts';
import { done } from '../support/domain-world.ts';
import { freshReference } from '../support/lives.ts';
import { freshKey } from '../support/world.ts';

/** Betalingsservice from command to event: the true provider folder against the simulator, over the wire. */
let world: CreditorWorld;
beforeAll(async () => {
  world = await startCreditorWorld();
});
afterEach(async () => {
  await world.clearFaults();
  await world.setUp({ bankAnswer: 'APPROVES', paymentAnswer: 'COMPLETES', notOnboarded: [] });
});
afterAll(() => world.close());

/** A fictional person and account, who must show nowhere. */
const canary = { cpr: '1403764449', account: '0440777243' };
const second = 1_000;
const minute = 60 * second;
// Longer than any rest of the banks.
const week = 7 * 24 * 60 * minute;
let customers = 0;

function newMandate(
  debtor: object = {},
  idempotencyKey = freshKey(),
  externalId = freshReference('M'),
): Promise<CommandResult> {
  return createMandate(world.deps, world.caller, {
    idempotencyKey,
    externalId,
    debtor: {
      betalingsservice: {
        debtorReference: `CUST${++customers}`,
        bankRegistrationNumber: '0040',
        bankAccountNumber: canary.account,
        nationalId: canary.cpr,
        ...debtor,
      },
    },
  });
}

function newRequest(terms: object = {}, externalId = `PHONE${++customers}`): Promise<CommandResult> {
  return createBillingRequest(world.deps, world.caller, {
    idempotencyKey: freshKey(),
    externalId,
    with: {
      betalingsservice: {
        amount: money(249_950n, currency('DKK')),
        description: 'Smartphone, and the first month of the plan',
        debtor: { nationalId: canary.cpr },
        createMandate: true,
        ...terms,
      },
    },
  });
}

const of = (id: string) => ({ merchantId_id: { merchantId: world.caller.merchantId, id } });
const mandateOf = (id: string) => world.reader.mandate.findUniqueOrThrow({ where: of(id) });
async function aMandate(debtor: object = {}): Promise<string> {
  return (await done(newMandate(debtor))).mandateId ?? '';
}
async function aRequest(terms: object = {}): Promise<string> {
  return (await done(newRequest(terms))).billingRequestId ?? '';
}
/** A billing request with what it has led to. */
async function requestOf(id: string) {
  const where = { merchantId_billingRequestId: { merchantId: world.caller.merchantId, billingRequestId: id } };
  const request = await world.reader.billingRequest.findUniqueOrThrow({ where: of(id) });
  const payment = await world.reader.oneOffPayment.findUnique({ where });
  const mandate = await world.reader.mandate.findUnique({ where });
  return { request, payment, mandate, reference: request.providerReference ?? '' };
}
const statuses = async (id: string) => {
  const { request, payment, mandate } = await requestOf(id);
  return [request.status, payment?.status, mandate?.status];
};
const operationOf = (subject: object) =>
  world.reader.operation.findFirstOrThrow({ where: { merchantId: world.caller.merchantId, ...subject } });

describe('an open collection request', () => {
  it('cannot be withdrawn: no such call is known', async () => {
    const billingRequestId = await aRequest();
    const refused = await cancelBillingRequest(world.deps, world.caller, {
      idempotencyKey: freshKey(),
      billingRequestId,
    });
    expect(refused).toMatchObject({ ok: false, error: { kind: 'provider', code: 'NOT_SUPPORTED_BY_PROVIDER' } });
  });
});

describe('a mandate', () => {
  it('whose external id no index could hold is refused, and nothing is written', async () => {
    const long = randomBytes(6_000).toString('hex');
    const refused = await newMandate({}, freshKey(), long);
    expect(refused).toMatchObject({ ok: false, error: { kind: 'invalidInput', problems: [{ rule: 'length' }] } });
    expect(await world.everything()).not.toContain(long);
  });

  it('is received, and active when the bank has approved it and we have asked', async () => {
    const id = await aMandate();
    const received = await mandateOf(id);
    expect(received).toMatchObject({ status: 'PENDING', providerStatus: 'RECEIVED' });
    expect(received.providerReference).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    await world.pass(week);
    const active = await mandateOf(id);
    expect(active).toMatchObject({ status: 'ACTIVE', providerStatus: 'VALIDATED', reason: null });
    expect(active.pollCount).toBeGreaterThan(0);
    expect(await world.events(id)).toEqual([
      'MANDATE_CREATED by mutation',
      'MANDATE_STATUS_CHANGED by mutation',
      'MANDATE_ACTIVATED by clock',
    ]);
    expect(await world.effects(received.providerReference ?? '')).toEqual([
      'mandateReceived',
      'mandateValidated',
      'mandateActivated',
    ]);
  });

  it.each([
    ['BANK_IS_NOT_WITHIN_BETALINGSSERVICE', 'BANK_NOT_PARTICIPATING'],
    ['DEBTOR_IDENTITY_IS_NOT_CORRECT', 'DEBTOR_DETAILS_INVALID'],
  ])('that the bank answers with %s has failed, because of %s', async (bankAnswer, code) => {
    await world.setUp({ bankAnswer });
    const id = await aMandate();
    await world.pass(week);
    expect(await mandateOf(id)).toMatchObject({ status: 'FAILED', reason: { code, providerCode: bankAnswer } });
    expect((await world.events(id)).at(-1)).toBe('MANDATE_ENDED by clock');
  });

  it('of a creditor that is not ours fails with the code that says so', async () => {
    const id = await aMandate({ creditorNumber: '11112222', debtorGroupNumber: '00009' });
    await world.pass(week);
    expect(await mandateOf(id)).toMatchObject({ reason: { providerCode: 'CREDITOR_DATA_IS_NOT_CORRECT' } });
  });

  it('cannot be cancelled: the API has no such call', async () => {
    const mandateId = await aMandate();
    const refused = await cancelMandate(world.deps, world.caller, { idempotencyKey: freshKey(), mandateId });
    expect(refused).toMatchObject({ ok: false, error: { kind: 'provider', code: 'NOT_SUPPORTED_BY_PROVIDER' } });
  });

  it('whose answer is lost is found by asking, with one effect', async () => {
    await world.faults({ operation: 'createMandate', fault: 'effectThenTimeout' });
    const id = await aMandate();
    expect(await mandateOf(id)).toMatchObject({ status: 'PENDING', providerReference: null, unresolvedCount: 1 });
    await world.pass(5 * second);
    const found = await mandateOf(id);
    expect(found).toMatchObject({ providerStatus: 'RECEIVED', unresolvedCount: 0 });
    expect(await operationOf({ mandateId: id })).toMatchObject({ status: 'SUCCEEDED', sends: 1 });
    expect(await world.effects(found.providerReference ?? '')).toEqual(['mandateReceived']);
  });

  it('that never arrived is sent again under the same uuid, once it was absent for long enough', async () => {
    await world.faults({ operation: 'createMandate', fault: 'resetNoEffect' });
    const id = await aMandate();
    await world.pass(9 * minute);
    expect(await operationOf({ mandateId: id })).toMatchObject({ status: 'UNRESOLVED', sends: 1 });
    await world.pass(60 * minute);
    expect(await operationOf({ mandateId: id })).toMatchObject({ status: 'SUCCEEDED', sends: 2 });
    const { providerReference } = await mandateOf(id);
    expect(
      (await world.effects(providerReference ?? '')).filter((effect) => effect === 'mandateReceived'),
    ).toHaveLength(1);
  });

  it('is refused with every field that is wrong, and nothing is written', async () => {
    const before = await world.reader.mandate.count();
    const refused = await newMandate({
      debtorReference: 'far too long a number',
      bankRegistrationNumber: '40',
      bankAccountNumber: '000',
      nationalId: `3102${canary.cpr.slice(4)}`,
    });
    expect(refused.ok).toBe(false);
    if (refused.ok || refused.error.kind !== 'invalidInput') throw new Error('expected problems');
    expect(refused.error.problems.map(({ path, rule }) => `${path.join('.')} ${rule}`)).toEqual([
      'input.debtor.betalingsservice.debtorReference customerNumber',
      'input.debtor.betalingsservice.bankRegistrationNumber registrationNumber',
      'input.debtor.betalingsservice.bankAccountNumber accountNumber',
      'input.debtor.betalingsservice.nationalId cprDate',
    ]);
    expect(JSON.stringify(refused)).not.toContain(canary.cpr.slice(4));
    expect(await world.reader.mandate.count()).toBe(before);
  });
});

describe('a collection request', () => {
  it('waits in the app, and leads to a payment and a mandate once it is approved', async () => {
    const id = await aRequest();
    const { request, payment, mandate, reference } = await requestOf(id);
    expect(request).toMatchObject({ status: 'PENDING', purpose: 'PAYMENT_AND_MANDATE' });
    expect(request.actions).toMatchObject([{ type: 'APPROVE_IN_APP', status: 'PENDING', required: true }]);
    expect(request.expiresAt).not.toBeNull();
    expect(payment).toMatchObject({ status: 'REQUIRES_PAYER_ACTION', requested: 249_950n, captured: 0n });
    expect(payment?.expiresAt).toEqual(request.expiresAt);
    expect(mandate).toMatchObject({ status: 'PENDING', scheme: 'BETALINGSSERVICE', providerReference: reference });

    await world.pass(2 * second);
    await world.play('PAYER_ACCEPTS', 'billingRequest', reference);
    await world.rest();
    expect(await statuses(id)).toEqual(['FULFILLED', 'PROCESSING', 'PENDING']);
    expect((await requestOf(id)).request.actions).toEqual([]);
    await world.pass(5 * second);
    expect(await statuses(id)).toEqual(['FULFILLED', 'SETTLED', 'PENDING']);
    await world.pass(week);
    expect(await statuses(id)).toEqual(['FULFILLED', 'SETTLED', 'ACTIVE']);
    const { payment: settled } = await requestOf(id);
    expect(settled).toMatchObject({ captured: 249_950n, reversed: 0n, providerStatus: 'COMPLETED' });
    expect(settled?.chargeDate).not.toBeNull();
    expect(await world.events(id)).toEqual([
      'BILLING_REQUEST_CREATED by mutation',
      'BILLING_REQUEST_STATUS_CHANGED by mutation',
      'BILLING_REQUEST_FULFILLED by webhook',
    ]);
    expect(await world.effects(reference)).toEqual([
      'requestCreated',
      'requestShown',
      'requestApproved',
      'mandateReceived',
      'paymentCollected',
      'mandateValidated',
      'mandateActivated',
    ]);
  });

  it('without a mandate leads to a payment alone', async () => {
    const id = await aRequest({ createMandate: false });
    await world.play('PAYER_ACCEPTS', 'billingRequest', (await requestOf(id)).reference);
    await world.pass(5 * second);
    expect(await statuses(id)).toEqual(['FULFILLED', 'SETTLED', undefined]);
  });

  it('that the debtor rejects ends with all that it was for', async () => {
    const id = await aRequest();
    await world.play('PAYER_REJECTS', 'billingRequest', (await requestOf(id)).reference);
    await world.rest();
    expect(await statuses(id)).toEqual(['REJECTED', 'REJECTED', 'REJECTED']);
    const { request, payment, mandate } = await requestOf(id);
    for (const { reason } of [request, payment, mandate].filter((row) => row !== null))
      expect(reason).toMatchObject({ code: 'REJECTED_BY_PAYER', origin: 'PAYER' });
    expect(payment).toMatchObject({ captured: 0n });
  });

  it('that nobody answers expires with all that it was for, when the caller said', async () => {
    const id = await aRequest({ expiresInMs: 5 * minute });
    await world.pass(4 * minute);
    expect(await statuses(id)).toEqual(['PENDING', 'REQUIRES_PAYER_ACTION', 'PENDING']);
    await world.pass(2 * minute);
    expect(await statuses(id)).toEqual(['EXPIRED', 'EXPIRED', 'EXPIRED']);
    expect((await requestOf(id)).request.reason).toMatchObject({ code: 'EXPIRED' });
  });

  it('that could not be sent before it would have expired is not sent any more', async () => {
    const everyCall = { operation: 'createCollectionRequest', fault: 'rateLimit' };
    await world.faults({ ...everyCall, args: { n: 1_000, retryAfterSeconds: null } });
    const id = await aRequest({ expiresInMs: 5 * minute });
    await world.pass(20 * second);
    expect(await operationOf({ billingRequestId: id })).toMatchObject({ status: 'REQUESTED' });
    await world.pass(6 * minute);
    await world.clearFaults();
    await world.pass(60 * minute);
    expect(await operationOf({ billingRequestId: id })).toMatchObject({ status: 'FAILED' });
    expect(await requestOf(id)).toMatchObject({
      request: { status: 'REJECTED', reason: { code: 'PROVIDER_UNAVAILABLE' } },
      payment: null,
      mandate: null,
    });
  });

  it('that was sent in vain is not sent again after the time at which it would have expired', async () => {
    await world.faults({ operation: 'createCollectionRequest', fault: 'resetNoEffect' });
    const id = await aRequest({ expiresInMs: 5 * minute });
    await world.pass(60 * minute);
    expect(await operationOf({ billingRequestId: id })).toMatchObject({ status: 'FAILED', sends: 1 });
    expect(await requestOf(id)).toMatchObject({
      request: { status: 'REJECTED', reason: { code: 'EXPIRED' }, unresolvedCount: 0 },
      payment: null,
      mandate: null,
    });
  });

  it('to a debtor without the app is rejected by the provider, who says why', async () => {
    await world.setUp({ notOnboarded: [canary.cpr] });
    const id = await aRequest();
    await world.pass(2 * second);
    expect(await statuses(id)).toEqual(['REJECTED', 'FAILED', 'FAILED']);
    expect((await requestOf(id)).request.reason).toMatchObject({ providerCode: 'DEBTOR_NOT_ONBOARDED' });
  });

  it('whose mandate fails while its payment completes ends each on its own', async () => {
    const id = await aRequest();
    const { reference } = await requestOf(id);
    await world.play('PAYER_ACCEPTS', 'billingRequest', reference);
    await world.play('BANK_REJECTS_MANDATE', 'mandate', reference);
    await world.pass(5 * second);
    expect(await statuses(id)).toEqual(['FULFILLED', 'SETTLED', 'FAILED']);
    expect((await requestOf(id)).mandate?.reason).toMatchObject({ providerCode: 'DEBTOR_IDENTITY_IS_NOT_CORRECT' });
    expect((await requestOf(id)).payment).toMatchObject({ captured: 249_950n, reason: null });
  });

  it('whose payment fails while its mandate is set up ends each on its own', async () => {
    await world.setUp({ paymentAnswer: 'INSUFFICIENT_FUNDS' });
    const id = await aRequest();
    await world.play('PAYER_ACCEPTS', 'billingRequest', (await requestOf(id)).reference);
    await world.pass(week);
    expect(await statuses(id)).toEqual(['FULFILLED', 'FAILED', 'ACTIVE']);
    expect((await requestOf(id)).payment).toMatchObject({ captured: 0n, reason: { code: 'INSUFFICIENT_FUNDS' } });
  });

  it('is found approved by asking when its callbacks are lost', async () => {
    await world.faults({ fault: 'neverPush', times: 100 });
    const id = await aRequest();
    await world.play('PAYER_ACCEPTS', 'billingRequest', (await requestOf(id)).reference);
    await world.rest();
    expect(await statuses(id)).toEqual(['PENDING', 'REQUIRES_PAYER_ACTION', 'PENDING']);
    await world.pass(2 * minute);
    expect(await statuses(id)).toEqual(['FULFILLED', 'SETTLED', 'PENDING']);
    expect((await world.events(id)).at(-1)).toBe('BILLING_REQUEST_FULFILLED by clock');
  });

  it('is told by callbacks that come twice, late and out of order just once', async () => {
    await world.faults(
      { fault: 'duplicatePush', args: { n: 3 } },
      { fault: 'pushLate', args: { ms: 20_000 } },
      { fault: 'pushReordered' },
    );
    const id = await aRequest();
    await world.pass(2 * second);
    await world.play('PAYER_ACCEPTS', 'billingRequest', (await requestOf(id)).reference);
    await world.pass(minute);
    expect(await statuses(id)).toEqual(['FULFILLED', 'SETTLED', 'PENDING']);
    const { payment } = await requestOf(id);
    const events = await world.events(payment?.id ?? '');
    expect(
      events.filter((event) => event.startsWith('PAYMENT_SETTLED') || event.startsWith('PAYMENT_CAPTURED')),
    ).toHaveLength(1);
  });

  it.each(['effectThenTimeout', 'effectThenReset', '5xxAfterEffect', 'truncatedJson'])(
    'whose answer is lost (%s) is found by asking, with one effect',
    async (fault) => {
      await world.faults({ operation: 'createCollectionRequest', fault });
      const id = await aRequest();
      expect((await requestOf(id)).request).toMatchObject({ providerReference: null, unresolvedCount: 1 });
      await world.pass(5 * second);
      expect(await statuses(id)).toEqual(['PENDING', 'REQUIRES_PAYER_ACTION', 'PENDING']);
      const { reference } = await requestOf(id);
      expect((await world.effects(reference)).filter((effect) => effect === 'requestCreated')).toHaveLength(1);
      expect(await operationOf({ billingRequestId: id })).toMatchObject({ status: 'SUCCEEDED', sends: 1 });
    },
  );

  it('whose amount comes back wrong is for a person, and its payment is never made up', async () => {
    await world.faults(
      { operation: 'createCollectionRequest', fault: 'effectThenReset' },
      { operation: 'getCollectionRequest', fault: 'wrongAmount' },
    );
    const id = await aRequest();
    await world.pass(3 * second);
    expect(await operationOf({ billingRequestId: id })).toMatchObject({
      status: 'UNRESOLVED',
      reason: { code: 'AMOUNT_MISMATCH' },
    });
    expect((await requestOf(id)).payment).toBeNull();
    await world.pass(minute);
    expect((await requestOf(id)).payment).toMatchObject({ requested: 249_950n });
  });

  it('is refused where the caller would put the CPR number into what everybody sees', async () => {
    const refused = await newRequest({ description: `For ${canary.cpr}` }, `X${canary.cpr}`);
    expect(refused).toMatchObject({ ok: false, error: { kind: 'invalidInput' } });
    expect(JSON.stringify(refused)).not.toContain(canary.cpr);
  });
});

describe('a debtor', () => {
  it('is reachable, or not, as the provider says when it is asked', async () => {
    // Each asks for the first time: what was answered before is not known to it.
    const asked = () => createDebtorCheck(world.deps, systemClock())(world.caller, { nationalId: canary.cpr });
    expect(await asked()).toMatchObject({ ok: true, value: { reachable: true } });
    await world.setUp({ notOnboarded: [canary.cpr] });
    expect(await asked()).toMatchObject({ ok: true, value: { reachable: false } });
    await world.faults({ operation: 'debtorCheck', fault: 'html502' });
    expect(await asked()).toMatchObject({ ok: false, error: { code: 'PROVIDER_UNAVAILABLE' } });
  });
});

it('neither the CPR number nor the account of a debtor stands in any row, event or log, and nothing went wrong on the way', async () => {
  const everything = `${await world.everything()}\n${world.logged.join('\n')}`;
  expect(everything).toContain('BILLING_REQUEST_FULFILLED');
  for (const secret of [canary.cpr, `${canary.cpr.slice(0, 6)}-${canary.cpr.slice(6)}`, canary.account])
    expect(everything.includes(secret)).toBe(false);
  const bytes = Buffer.from(canary.cpr).toString('hex');
  expect(everything.includes(bytes)).toBe(false);
  expect(world.logged.filter((line) => /threw instead|could not be applied|not understood/.test(line))).toEqual([]);
});
