import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runSandboxScenario } from '../../src/domain/sandbox/commands.ts';
import { encodeId } from '../../src/kernel/ids.ts';
import { numberAll } from './harness.ts';
import { addAgreement, addPayment } from './rows.ts';
import { anInput, creation, freshKey, startTransferApi, type TransferApi } from './transfer-api.ts';

vi.mock('../../src/domain/sandbox/commands.ts', { spy: true });

let api: TransferApi;
beforeAll(async () => {
  api = await startTransferApi();
});
afterAll(() => api.close());

test('a transfer is created with where to send the money, and found by all of its names', async () => {
  const transfer = await api.create({ dueDate: '2026-12-24' });
  const nextAction = {
    __typename: 'ShowBankDetails',
    paymentReference: expect.stringMatching(/^5112K/),
    iban: 'NL05RABO0121503038',
    bic: 'RABONL2U',
    accountHolder: 'Stichting',
    accountHolderCity: null,
    accountHolderCountry: null,
    localAccountNumber: '1215.03.038',
    dueDate: '2026-12-24',
  };
  expect(transfer).toEqual({
    id: expect.stringMatching(/^trf_/),
    status: 'REQUIRES_PAYER_ACTION',
    invoice: transfer.invoice,
    externalId: transfer.invoice,
    provider: 'BUCKAROO',
    providerStatusCode: 792,
    providerSubCode: 'C300',
    amountMatch: 'NOTHING_RECEIVED',
    dueDate: '2026-12-24',
    consumerMessage: { title: 'Transfer', text: expect.stringContaining('5112K'), html: '<p>State <b>it</b>.</p>' },
    receipts: [],
    nextAction,
  });
  const fields = '__typename id status ... on Transfer { nextAction { __typename } receipts { id } }';
  const wrongKind = transfer.id.replace('trf_', 'oop_');
  const found = await api.post(
    `{ id: payment(by: { id: "${transfer.id}" }) { ${fields} } invoice: payment(by: { externalId: "${transfer.invoice}" }) { ${fields} }
       node(id: "${transfer.id}") { __typename id ... on Transfer { providerSubCode } } wrong: payment(by: { id: "${wrongKind}" }) { id } wrongNode: node(id: "${wrongKind}") { id } }`,
  );
  const same = {
    __typename: 'Transfer',
    id: transfer.id,
    status: 'REQUIRES_PAYER_ACTION',
    nextAction: { __typename: 'ShowBankDetails' },
    receipts: [],
  };
  expect(found.errors).toEqual([]);
  expect(found.data).toEqual({
    id: same,
    invoice: same,
    node: { __typename: 'Transfer', id: transfer.id, providerSubCode: 'C300' },
    wrong: null,
    wrongNode: null,
  });
});

test('a transfer has words of its own, which are shown again and null where none were given', async () => {
  const words = '... on Transfer { description order culture }';
  const [said, silent] = [
    await api.create({ description: 'Ten bricks', order: 'O-7', culture: 'nl-NL' }),
    await api.create(),
  ];
  const { data, errors } = await api.post(
    `{ said: payment(by: { id: "${said.id}" }) { ${words} } silent: payment(by: { id: "${silent.id}" }) { ${words} } }`,
  );
  expect(errors).toEqual([]);
  expect(data).toEqual({
    said: { description: 'Ten bricks', order: 'O-7', culture: 'nl-NL' },
    silent: { description: null, order: null, culture: null },
  });
});

test('what is wrong with the input is told at once, and nothing personal is repeated', async () => {
  const answer = await api.post(creation, {
    input: anInput({ invoice: ' x ', amount: { amountMinor: '-5', currency: 'EUR' } }),
  });
  expect(answer.data).toEqual({
    createTransfer: {
      __typename: 'InvalidInputError',
      problems: expect.arrayContaining([{ path: ['input', 'invoice'], rule: 'trimmed' }]),
    },
  });
  expect(JSON.stringify(answer)).not.toContain('Smith');
});

test.each(['0000-01-01T00:00:00Z', '0001-01-01T00:00:00+01:00'])(
  'nothing can be from before the year 1: %s',
  async (from) => {
    const answer = await api.post(
      'query ($from: DateTime!) { payments(filter: { createdAt: { from: $from } }) { nodes { id } } }',
      {
        from,
      },
    );
    expect(answer).toMatchObject({ status: 400, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  },
);

test('payments of both kinds stand in one order, page by page, and each shows its own', async () => {
  const agreement = await addAgreement(api.db, api.shop);
  await addPayment(api.db, api.shop, agreement);
  const transfer = await api.create();
  await api.receive(transfer.invoice, 900);
  const list = `query ($after: String) { payments(first: 1, after: $after, orderBy: { field: CREATED_AT, direction: DESC }) {
    nodes { __typename id createdAt amounts { captured { amountMinor } } refunds { id } actions { kind available }
      ... on Transfer { invoice receipts { amount { decimal } payerName payerIbanMasked transfer { id } } }
      ... on OneOffPayment { autoReserve } } pageInfo { endCursor hasNextPage } } }`;
  const seen: { __typename: string; createdAt: string; id: string; receipts?: unknown }[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const { data, errors } = await api.post(list, { after });
    expect(errors).toEqual([]);
    const page = (
      data as unknown as {
        payments: { nodes: typeof seen; pageInfo: { endCursor: string; hasNextPage: boolean } };
      }
    ).payments;
    seen.push(...page.nodes);
    after = page.pageInfo.endCursor;
    more = page.pageInfo.hasNextPage;
  }
  expect(new Set(seen.map(({ __typename }) => __typename))).toEqual(new Set(['OneOffPayment', 'Transfer']));
  const times = seen.map(({ createdAt }) => createdAt);
  expect(times).toEqual([...times].sort().reverse());
  expect(seen.find(({ id }) => id === transfer.id)?.receipts).toEqual([
    {
      amount: { decimal: '9.00' },
      payerName: 'John Smith',
      payerIbanMasked: 'NL··6789',
      transfer: { id: transfer.id },
    },
  ]);
  const filtered = await api.post(
    '{ payments(filter: { statuses: [PARTIALLY_SETTLED], providers: [BUCKAROO] }) { nodes { id statusReason { code } } } }',
  );
  expect(filtered.data).toEqual({
    payments: { nodes: [{ id: transfer.id, statusReason: { code: 'AMOUNT_MISMATCH' } }] },
  });
});

test('capture is refused with what is possible, and a cancelled transfer says so', async () => {
  const transfer = await api.create();
  const captured = await api.post(
    `mutation ($input: CapturePaymentInput!) { capturePayment(input: $input) { __typename ... on InvalidStateError { code current availableActions { kind available } } } }`,
    { input: { idempotencyKey: freshKey(), paymentId: transfer.id } },
  );
  expect(captured.data).toEqual({
    capturePayment: {
      __typename: 'InvalidStateError',
      code: 'INVALID_STATE',
      current: 'REQUIRES_PAYER_ACTION',
      availableActions: [
        { kind: 'CAPTURE', available: false },
        { kind: 'CANCEL', available: true },
        { kind: 'REFUND', available: false },
      ],
    },
  });
  const cancelKey = freshKey();
  const cancelled = await api.post(
    `mutation ($input: CancelPaymentInput!) { cancelPayment(input: $input) { ... on CancelPaymentPayload { payment { __typename id status nextAction { __typename } } } } }`,
    { input: { idempotencyKey: cancelKey, paymentId: transfer.id } },
  );
  expect(cancelled.errors).toEqual([]);
  expect(cancelled.data).toEqual({
    cancelPayment: { payment: { __typename: 'Transfer', id: transfer.id, status: 'CANCELLED', nextAction: null } },
  });
  const record = await api.post(
    `{ idempotencyRecord(key: "${cancelKey}") { state result { __typename ... on Transfer { id } } } }`,
  );
  expect(record.data).toEqual({
    idempotencyRecord: { state: 'COMPLETED', result: { __typename: 'Transfer', id: transfer.id } },
  });
});

test('the sandbox plays the payer of a transfer', async () => {
  const transfer = await api.create();
  vi.mocked(runSandboxScenario).mockImplementation(async (_deps, _caller, { subjectId, scenario }) => {
    expect([subjectId, scenario]).toEqual([transfer.id, 'TRANSFER_TWICE']);
    const at = new Date(0);
    const idempotency = { key: 'sandbox-1', replayed: false, firstSeenAt: at, expiresAt: at };
    return { ok: true, value: { subjectId, providerCalls: 0, webhooksQueued: 2, idempotency } };
  });
  const { data } = await api.post(
    'mutation ($id: ID!) { runSandboxScenario(input: { idempotencyKey: "sandbox-1", subjectId: $id, scenario: TRANSFER_TWICE }) { ... on SandboxScenarioPayload { webhooksQueued } } }',
    { id: transfer.id },
  );
  expect(data).toEqual({ runSandboxScenario: { webhooksQueued: 2 } });
});

test('the updates of a transfer end only when its money is there', async () => {
  const transfer = await api.create();
  const row = await api.db
    .reader(api.shop.merchantId)
    .oneOffPayment.findFirstOrThrow({ where: { externalId: transfer.invoice } });
  expect(encodeId('trf', row.id)).toBe(transfer.id);
  await api.receive(transfer.invoice, 1_000);
  await numberAll(api.db);
  const reply = await fetch(api.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${api.shop.key}`,
    },
    body: JSON.stringify({
      query: `subscription { paymentUpdates(paymentId: "${transfer.id}") { __typename ... on PaymentFinalFrame { payment { __typename id status } } } }`,
    }),
  });
  const text = await reply.text();
  expect(text).toContain('PaymentSnapshotFrame');
  expect(text).toContain(`"payment":{"__typename":"Transfer","id":"${transfer.id}","status":"SETTLED"}`);
});
