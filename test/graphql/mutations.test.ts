import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { accept } from '../../src/domain/command/decision.ts';
import { underKey } from '../../src/domain/command/keyed-command.ts';
import { capturePayment } from '../../src/domain/payment/commands.ts';
import { createOneOffPayment } from '../../src/domain/payment/create.ts';
import { advanceSandboxClock, runSandboxScenario } from '../../src/domain/sandbox/commands.ts';
import type { Agreement, OneOffPayment } from '../../src/generated/prisma/client.ts';
import { encodeId, newUuid } from '../../src/kernel/ids.ts';
import type { Tx } from '../../src/platform/db.ts';
import { type Answer, type Api, numberAll, startApi } from './harness.ts';
import { addAgreement, addCapture, addPayment } from './rows.ts';

vi.mock('../../src/domain/payment/commands.ts', { spy: true });
vi.mock('../../src/domain/payment/create.ts', { spy: true });
vi.mock('../../src/domain/sandbox/commands.ts', { spy: true });

let api: Api;
let agreement: Agreement;
let payment: OneOffPayment;
beforeAll(async () => {
  // Captures are shown that nothing was set aside for.
  api = await startApi({ breaks: ['I2'] });
  agreement = await addAgreement(api.db, api.shop);
  payment = await addPayment(api.db, api.shop, agreement);
});
afterAll(() => api.close());

const at = new Date('2026-11-20T10:00:00.000Z');
const idempotency = {
  key: 'capture-1',
  replayed: false,
  firstSeenAt: at,
  expiresAt: new Date('2026-12-20T10:00:00.000Z'),
};
const capture = (selection: string): Promise<Answer> =>
  api.post(
    `mutation ($id: ID!) { capturePayment(input: { idempotencyKey: "capture-1", paymentId: $id }) { ${selection} } }`,
    { id: encodeId('oop', payment.id) },
  );

test('a payload shows capture and payment as they are after the step, and how the key was met', async () => {
  const taken = await addCapture(api.db, api.shop, payment);
  vi.mocked(capturePayment).mockImplementation(async (_deps, _caller, input) => {
    expect(input).toEqual({ idempotencyKey: 'capture-1', paymentId: payment.id });
    return { ok: true, value: { paymentId: payment.id, captureId: taken.id, idempotency } };
  });
  const answer = await capture(
    `__typename ... on CapturePayload { capture { id status amount { decimal } completedAt } payment { id status } idempotency { key replayed firstSeenAt expiresAt } event { id } }`,
  );
  expect(answer.errors).toEqual([]);
  expect(answer.data).toEqual({
    capturePayment: {
      __typename: 'CapturePayload',
      capture: { id: encodeId('cap', taken.id), status: 'SENT', amount: { decimal: '80.00' }, completedAt: null },
      payment: { id: encodeId('oop', payment.id), status: 'AUTHORIZED' },
      idempotency: {
        key: 'capture-1',
        replayed: false,
        firstSeenAt: '2026-11-20T10:00:00.000Z',
        expiresAt: '2026-12-20T10:00:00.000Z',
      },
      event: null,
    },
  });
});

async function eventOf(subjectId: string): Promise<string> {
  const { rows } = await api.db.worker.query<{ id: string }>('select id from event where subject_id = $1', [subjectId]);
  return rows[0]?.id ?? '';
}

test('the event of a payload comes at once without its number, and waits for the number when that is asked for', async () => {
  const fresh = await addPayment(api.db, api.shop, agreement);
  const eventId = await eventOf(fresh.id);
  vi.mocked(createOneOffPayment).mockResolvedValue({ ok: true, value: { paymentId: fresh.id, eventId, idempotency } });
  const create = (selection: string): Promise<Answer> =>
    api.post(
      `mutation { createOneOffPayment(input: { idempotencyKey: "create-01", on: { agreementId: "${encodeId('agr', agreement.id)}" }, amount: { amountMinor: "8000", currency: "DKK" }, externalId: "OOP1", description: "x", returnUrl: "https://shop.example" }) { ... on OneOffPaymentPayload { event { ${selection} } } } }`,
    );
  expect((await create('type')).data).toEqual({ createOneOffPayment: { event: { type: 'PAYMENT_CREATED' } } });
  const waiting = create('... on Event { sequence } type').then(({ data }) => data);
  await numberAll(api.db);
  expect(await waiting).toEqual({
    createOneOffPayment: { event: { sequence: expect.stringMatching(/^\d+$/), type: 'PAYMENT_CREATED' } },
  });
});

test('defaults are filled in, what was left out is absent, and durations become milliseconds', async () => {
  const asked: unknown[] = [];
  vi.mocked(createOneOffPayment).mockImplementation(async (_deps, _caller, input) => {
    asked.push(input);
    return { ok: false, error: { kind: 'notFound', path: [], message: 'none' } };
  });
  await api.post(
    'mutation ($metadata: Metadata) { createOneOffPayment(input: { idempotencyKey: "create-01", on: { agreementId: "agr_x" }, amount: { amountMinor: "9223372036854775807", currency: "JPY" }, externalId: "OOP1", description: "x", returnUrl: "https://shop.example", metadata: $metadata }) { __typename } }',
    { metadata: null },
  );
  expect(asked).toEqual([
    {
      idempotencyKey: 'create-01',
      agreementId: null,
      amount: { amountMinor: 9_223_372_036_854_775_807n, currency: 'JPY' },
      externalId: 'OOP1',
      description: 'x',
      autoReserve: false,
      expiresInMs: 86_400_000,
      returnUrl: 'https://shop.example',
      problems: [],
    },
  ]);
});

test('an agreement needs a return URL, which is told beside all else that is wrong', async () => {
  const asked: { problems?: unknown; returnUrl?: string; mandateId?: string | null }[] = [];
  vi.mocked(createOneOffPayment).mockImplementation(async (_deps, _caller, input) => {
    asked.push(input);
    return { ok: false, error: { kind: 'notFound', path: [], message: 'none' } };
  });
  const create = (on: string) =>
    api.post(
      `mutation { createOneOffPayment(input: { idempotencyKey: "create-01", on: { ${on} }, amount: { amountMinor: "x", currency: "DKK" }, externalId: "OOP1", description: "x" }) { __typename } }`,
    );
  await create('agreementId: "agr_x"');
  await create('mandateId: "man_x"');
  const amount = { path: ['input', 'amount', 'amountMinor'], rule: 'minorUnits' };
  expect(asked).toMatchObject([
    { agreementId: null, problems: [{ path: ['input', 'returnUrl'], rule: 'required' }, amount] },
    { mandateId: null, problems: [amount] },
  ]);
  expect(asked[1]).not.toHaveProperty('agreementId');
});

test.each([
  ['an idempotency key of 7 characters', 'input.idempotencyKey', { idempotencyKey: '1234567' }],
  ['an idempotency key with a space', 'input.idempotencyKey', { idempotencyKey: '1234 5678' }],
  ['a URL with a password', 'returnUrl', { returnUrl: 'https://user:secret@shop.example' }],
  ['a URL over plain http', 'returnUrl', { returnUrl: 'http://shop.example' }],
  ['a duration in months', 'expiresIn', { expiresIn: 'P1M' }],
  ['a duration of nothing', 'expiresIn', { expiresIn: 'PT0S' }],
  ['metadata that is no text', 'metadata', { metadata: { a: 1 } }],
  [
    'metadata with 51 keys',
    'metadata',
    { metadata: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, 'v'])) },
  ],
  ['metadata with a long value', 'metadata', { metadata: { a: 'x'.repeat(501) } }],
  ['a day that is not in the calendar', 'nextPaymentDate', { nextPaymentDate: '2026-02-30' }],
  ['a day of the year 0, which there is not', 'nextPaymentDate', { nextPaymentDate: '0000-01-01' }],
])('%s is refused as a variable, naming where it stands', async (_what, place, over) => {
  const input = {
    idempotencyKey: 'create-01',
    externalId: 'AGGR1',
    plan: 'Gold',
    frequency: 'MONTHLY',
    country: 'DK',
    expiresIn: 'P1D',
    returnUrl: 'https://shop.example',
    ...over,
  };
  const answer = await api.post(
    'mutation ($input: CreateAgreementInput!) { createAgreement(input: $input) { __typename } }',
    { input },
  );
  expect([answer.status, answer.errors[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
  expect(answer.errors[0]?.message).toContain(place);
});

test('a caller that lost its answer learns by its key what became of it', async () => {
  const taken = await addCapture(api.db, api.shop, payment);
  const key = 'a-key-of-a-capture';
  await api.db.forMerchant(api.shop.merchantId, (tx) =>
    tx.idempotency.create({
      data: {
        merchantId: api.shop.merchantId,
        key,
        mutation: 'capturePayment',
        fingerprint: Buffer.alloc(32),
        paths: {},
        operationId: taken.operationId,
        outcome: { captureId: taken.id, paymentId: payment.id },
        firstSeenAt: at,
        expiresAt: at,
      },
    }),
  );
  const { data } = await api.post(
    `{ idempotencyRecord(key: "${key}") { key operation state result { __typename ... on Capture { id status } } } unused: idempotencyRecord(key: "never-used") { key } }`,
  );
  expect(data).toEqual({
    idempotencyRecord: {
      key,
      operation: 'capturePayment',
      state: 'IN_PROGRESS',
      result: { __typename: 'Capture', id: encodeId('cap', taken.id), status: 'SENT' },
    },
    unused: null,
  });
});

test('a key whose effect has begun and has no answer yet is in progress', async () => {
  const { merchantId } = api.shop;
  const stateOf = async (key: string, outcome: object) => {
    const data = {
      merchantId,
      key,
      mutation: 'advanceSandboxClock',
      fingerprint: new Uint8Array(32),
      paths: {},
      outcome,
    };
    await api.db.forMerchant(merchantId, (tx, now) =>
      tx.idempotency.create({ data: { ...data, firstSeenAt: now, expiresAt: new Date(now.getTime() + 86_400_000) } }),
    );
    return (await api.post(`{ idempotencyRecord(key: "${key}") { state } }`)).data;
  };
  expect(await stateOf('clock-0001', { intent: { to: at } })).toEqual({ idempotencyRecord: { state: 'IN_PROGRESS' } });
  expect(await stateOf('clock-0002', { answer: { now: at } })).toEqual({ idempotencyRecord: { state: 'COMPLETED' } });
});

test('the sandbox is played through its mutations, and a subject that is neither agreement nor payment is not found', async () => {
  vi.mocked(runSandboxScenario).mockImplementation(async (_deps, _caller, input) => ({
    ok: true,
    value: { subjectId: input.subjectId, providerCalls: 1, webhooksQueued: input.seed, idempotency },
  }));
  vi.mocked(advanceSandboxClock).mockImplementation(async (_deps, _caller, { byMs }) => ({
    ok: true,
    value: { now: new Date(at.getTime() + byMs), firedRules: ['sweep'], eventIds: [], otherMerchants: 0, idempotency },
  }));
  const play = (id: string): Promise<Answer> =>
    api.post(
      'mutation ($id: ID!) { runSandboxScenario(input: { idempotencyKey: "sandbox-1", subjectId: $id, scenario: PAYER_ACCEPTS }) { __typename ... on SandboxScenarioPayload { subjectId webhooksQueued } ... on UserError { code } } }',
      { id },
    );
  const id = encodeId('oop', payment.id);
  expect((await play(id)).data).toEqual({
    runSandboxScenario: { __typename: 'SandboxScenarioPayload', subjectId: id, webhooksQueued: 1 },
  });
  expect((await play(encodeId('evt', newUuid(0)))).data).toEqual({
    runSandboxScenario: { __typename: 'NotFoundError', code: 'NOT_FOUND' },
  });
  const advanced = await api.post(
    'mutation { advanceSandboxClock(input: { idempotencyKey: "sandbox-1-day", by: "P1D" }) { ... on SandboxClockPayload { now firedRules events { type } } } }',
  );
  expect(advanced.data).toEqual({
    advanceSandboxClock: { now: '2026-11-21T10:00:00.000Z', firedRules: ['sweep'], events: [] },
  });
});

test('what another request is at work on is busy: come again with the same key, which is not to blame', async () => {
  const lock = (tx: Tx) => tx.$queryRaw`select 1 from agreement where id = ${agreement.id}::uuid for update`;
  vi.mocked(capturePayment).mockImplementation((deps, caller, { idempotencyKey: key }) => {
    const decide = async (tx: Tx) => {
      await lock(tx);
      return accept({ paymentId: payment.id });
    };
    return underKey(deps, caller, { name: 'capturePayment', key, input: {}, decide });
  });
  const send = () => capture('... on CapturePayload { idempotency { replayed } }');
  const busy = await api.db.forMerchant(api.shop.merchantId, async (tx) => {
    await lock(tx);
    return send();
  });
  expect([busy.status, busy.headers.get('retry-after'), busy.data]).toEqual([503, '1', null]);
  expect(busy.errors).toEqual([
    {
      message: expect.stringContaining('Another request is at work on the same thing'),
      path: ['capturePayment'],
      locations: expect.anything(),
      extensions: { code: 'UNAVAILABLE', retryAfterMs: 1_000 },
    },
  ]);
  expect((await send()).data).toEqual({ capturePayment: { idempotency: { replayed: false } } });
});
