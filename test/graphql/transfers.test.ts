import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sealer as createSealer } from '../../src/crypto.ts';
import { type Accounts, createAccounts } from '../../src/domain/accounts.ts';
import { applyFacts } from '../../src/domain/apply.ts';
import type { DomainDeps } from '../../src/domain/deps.ts';
import { encodeId } from '../../src/domain/ids.ts';
import { cancelPayment, capturePayment, refundPayment } from '../../src/domain/payment/commands.ts';
import { assignReceipt } from '../../src/domain/transfer/assign.ts';
import { createTransfer } from '../../src/domain/transfer/create.ts';
import { createLogger } from '../../src/log.ts';
import { createFakeTransfers, type FakeTransfers, transactionFacts } from '../support/fake-transfers.ts';
import { type Answer, type Api, issueKey, numberAll, startApi } from './harness.ts';
import { addAgreement, addPayment } from './rows.ts';

let api: Api;
let accounts: Accounts;
let bank: FakeTransfers;
let deps: DomainDeps;
beforeAll(async () => {
  api = await startApi({
    accounts: { capabilities: (merchantId, provider) => accounts.capabilities(merchantId, provider) },
  });
  bank = createFakeTransfers();
  const sealer = createSealer(createHash('sha256').update('a key for tests').digest());
  const log = createLogger('fatal');
  const publicUrl = () => 'http://localhost';
  accounts = createAccounts({ db: api.db, sealer, providers: { BUCKAROO: bank.provider }, publicUrl });
  await accounts.save(api.shop.merchantId, 'BUCKAROO', {});
  deps = {
    db: api.db,
    accounts,
    sealer,
    log,
    providerDeadlineMs: 1_000,
    underWay: new Set(),
    wake: () => undefined,
  };
  Object.assign(api.commands, {
    createTransfer: (...[caller, input]: Parameters<Api['commands']['createTransfer'] & {}>) =>
      createTransfer(deps, caller, input),
    assignReceipt: (...[caller, input]: Parameters<Api['commands']['assignReceipt'] & {}>) =>
      assignReceipt(deps, caller, input),
    refundPayment: (...[caller, input]: Parameters<Api['commands']['refundPayment'] & {}>) =>
      refundPayment(deps, caller, input),
    cancelPayment: (...[caller, input]: Parameters<Api['commands']['cancelPayment'] & {}>) =>
      cancelPayment(deps, caller, input),
    capturePayment: (...[caller, input]: Parameters<Api['commands']['capturePayment'] & {}>) =>
      capturePayment(deps, caller, input),
  });
});
afterAll(() => api.close());

let counter = 0;
const key = (): string => `transfer-key-${++counter}`;
const creation = `mutation ($input: CreateTransferInput!) { createTransfer(input: $input) {
  __typename
  ... on TransferPayload { transfer { id status invoice externalId provider providerStatusCode providerSubCode amountMatch dueDate
    consumerMessage { title text html } receipts { id }
    nextAction { __typename ... on ShowBankDetails { paymentReference iban bic accountHolder accountHolderCity accountHolderCountry localAccountNumber dueDate } } }
    idempotency { replayed } event { type subject { __typename } } }
  ... on InvalidInputError { problems { path rule } }
} }`;
const input = (over: object = {}) => ({
  idempotencyKey: key(),
  invoice: `INV-${++counter}`,
  amount: { amountMinor: '1000', currency: 'EUR' },
  payer: { firstName: 'John', lastName: 'Smith', email: 'john@shop.example' },
  ...over,
});
interface Created {
  readonly id: string;
  readonly invoice: string;
}
async function create(over: object = {}): Promise<Created & Record<string, unknown>> {
  const { data, errors } = await api.post(creation, { input: input(over) });
  expect(errors).toEqual([]);
  return (data as unknown as { createTransfer: { transfer: Created & Record<string, unknown> } }).createTransfer
    .transfer;
}
/** Money comes in, and we are told. */
async function receive(invoice: string, cents: number, currencyCode = 'EUR'): Promise<string> {
  const id = bank.receive(invoice, { amountMinor: BigInt(cents), currency: currencyCode as never });
  const connected = await accounts.of(api.shop.merchantId, 'BUCKAROO');
  const transaction = bank.transactions.get(id);
  if (!connected || !transaction) throw new Error('no account');
  await api.db.forMerchant(api.shop.merchantId, (tx, now) =>
    applyFacts(
      {
        tx,
        now,
        connected,
        cause: { by: 'clock', rule: 'test' },
        ended: new Set(),
        log: deps.log,
        sealer: deps.sealer,
      },
      transactionFacts(id, transaction),
    ),
  );
  return id;
}

test('a transfer is created with where to send the money, and found by all of its names', async () => {
  const transfer = await create({ dueDate: '2026-12-24' });
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

test('what is wrong with the input is told at once, and nothing personal is repeated', async () => {
  const answer = await api.post(creation, {
    input: input({ invoice: ' x ', amount: { amountMinor: '-5', currency: 'EUR' } }),
  });
  expect(answer.data).toEqual({
    createTransfer: {
      __typename: 'InvalidInputError',
      problems: expect.arrayContaining([{ path: ['input', 'invoice'], rule: 'trimmed' }]),
    },
  });
  expect(JSON.stringify(answer)).not.toContain('Smith');
});

test('payments of both kinds stand in one order, page by page, and each shows its own', async () => {
  const agreement = await addAgreement(api.db, api.shop);
  await addPayment(api.db, api.shop, agreement);
  const transfer = await create();
  await receive(transfer.invoice, 900);
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

test('a refund in parts shows all of them, and its events are those of the transfer', async () => {
  const transfer = await create();
  await receive(transfer.invoice, 700);
  await receive(transfer.invoice, 300);
  const refund = await api.post(
    `mutation ($input: RefundPaymentInput!) { refundPayment(input: $input) { __typename ... on RefundPayload {
      refund { id amount { decimal } status payment { __typename id } } refunds { amount { decimal } status } payment { id amounts { refunded { decimal } } } } } }`,
    { input: { idempotencyKey: key(), paymentId: transfer.id, amount: { amountMinor: '500', currency: 'EUR' } } },
  );
  expect(refund.errors).toEqual([]);
  expect(refund.data).toEqual({
    refundPayment: {
      __typename: 'RefundPayload',
      refund: {
        id: expect.stringMatching(/^rfd_/),
        amount: { decimal: '3.00' },
        status: 'SUCCEEDED',
        payment: { __typename: 'Transfer', id: transfer.id },
      },
      refunds: [
        { amount: { decimal: '3.00' }, status: 'SUCCEEDED' },
        { amount: { decimal: '2.00' }, status: 'SUCCEEDED' },
      ],
      payment: { id: transfer.id, amounts: { refunded: { decimal: '5.00' } } },
    },
  });
  await numberAll(api.db);
  const { data, errors } = await api.post(
    `{ payment(by: { id: "${transfer.id}" }) { events(first: 100) { nodes { type subject { __typename } } } } }`,
  );
  expect(errors).toEqual([]);
  const { nodes } = (
    data as unknown as { payment: { events: { nodes: { type: string; subject: { __typename: string } }[] } } }
  ).payment.events;
  expect(nodes.map(({ type, subject }) => `${type} ${subject.__typename}`)).toEqual([
    'PAYMENT_CREATED Transfer',
    'PAYMENT_STATUS_CHANGED Transfer',
    'TRANSFER_RECEIVED TransferReceipt',
    'TRANSFER_AMOUNT_MISMATCH Transfer',
    'TRANSFER_RECEIVED TransferReceipt',
    'PAYMENT_SETTLED Transfer',
    'PAYMENT_AMOUNTS_CHANGED Transfer',
    'REFUND_SUCCEEDED Refund',
    'PAYMENT_AMOUNTS_CHANGED Transfer',
    'REFUND_SUCCEEDED Refund',
    'PAYMENT_AMOUNTS_CHANGED Transfer',
  ]);
});

test('capture is refused with what is possible, and a cancelled transfer says so', async () => {
  const transfer = await create();
  const captured = await api.post(
    `mutation ($input: CapturePaymentInput!) { capturePayment(input: $input) { __typename ... on InvalidStateError { code current availableActions { kind available } } } }`,
    { input: { idempotencyKey: key(), paymentId: transfer.id } },
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
  const cancelKey = key();
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

const assignment = `mutation ($input: AssignReceiptInput!) { assignReceipt(input: $input) {
  __typename ... on TransferPayload { transfer { id status amountMatch } idempotency { replayed } event { type } }
  ... on UserError { code path } } }`;
const unmatched = '{ unmatchedReceipts { nodes { id providerReference unmatchedBecause payerName transfer { id } } } }';
interface Unmatched {
  readonly id: string;
  readonly providerReference: string;
  readonly unmatchedBecause: string;
}
const unmatchedNodes = async (): Promise<readonly Unmatched[]> =>
  ((await api.post(unmatched)).data as unknown as { unmatchedReceipts: { nodes: Unmatched[] } }).unmatchedReceipts
    .nodes;

test('money that is on no transfer waits for a person, who assigns it once', async () => {
  const transfer = await create();
  const wrong = await receive('nobody-knows', 1_000);
  const foreign = await receive(transfer.invoice, 1_000, 'SEK');
  const nodes = await unmatchedNodes();
  expect(nodes).toMatchObject([
    { providerReference: wrong, unmatchedBecause: 'UNKNOWN_INVOICE', payerName: 'John Smith', transfer: null },
    { providerReference: foreign, unmatchedBecause: 'OTHER_CURRENCY', payerName: 'John Smith', transfer: null },
  ]);
  const assign = (over: object): Promise<Answer> =>
    api.post(assignment, {
      input: {
        idempotencyKey: key(),
        receiptId: nodes[0]?.id,
        transferId: transfer.id,
        reason: 'The payer called.',
        ...over,
      },
    });
  const refusals: readonly [object, object][] = [
    [
      { receiptId: nodes[1]?.id },
      { __typename: 'InvalidInputError', code: 'CURRENCY_MISMATCH', path: ['input', 'transferId'] },
    ],
    [{ receiptId: 'rcp_x' }, { __typename: 'NotFoundError', code: 'NOT_FOUND', path: ['input', 'receiptId'] }],
    [{ transferId: 'trf_x' }, { __typename: 'NotFoundError', code: 'NOT_FOUND', path: ['input', 'transferId'] }],
    [{ reason: ' ' }, { __typename: 'InvalidInputError', code: 'INVALID_INPUT', path: ['input', 'reason'] }],
  ];
  for (const [over, assignReceipt] of refusals) expect((await assign(over)).data).toEqual({ assignReceipt });

  const idempotencyKey = key();
  const done = (replayed: boolean) => ({
    assignReceipt: {
      __typename: 'TransferPayload',
      transfer: { id: transfer.id, status: 'SETTLED', amountMatch: 'EXACT' },
      idempotency: { replayed },
      event: { type: 'PAYMENT_SETTLED' },
    },
  });
  expect((await assign({ idempotencyKey })).data).toEqual(done(false));
  expect((await assign({ idempotencyKey })).data).toEqual(done(true));
  expect((await assign({})).data).toEqual({
    assignReceipt: { __typename: 'InvalidStateError', code: 'INVALID_STATE', path: ['input', 'receiptId'] },
  });
  // The provider tells of it again: it stays where the person put it.
  const before = (await unmatchedNodes()).length;
  const connected = await accounts.of(api.shop.merchantId, 'BUCKAROO');
  const transaction = bank.transactions.get(wrong);
  if (!connected || !transaction) throw new Error('no account');
  await api.db.forMerchant(api.shop.merchantId, (tx, now) =>
    applyFacts(
      {
        tx,
        now,
        connected,
        cause: { by: 'clock', rule: 'test' },
        ended: new Set(),
        log: deps.log,
        sealer: deps.sealer,
      },
      transactionFacts(wrong, transaction),
    ),
  );
  expect(await unmatchedNodes()).toHaveLength(before);
  await numberAll(api.db);
  const { data } = await api.post(
    `{ events(first: 100, filter: { subjectIds: ["${nodes[0]?.id}"] }) { nodes { type change { from to reason { message } amount { decimal } } subject { ... on TransferReceipt { payerName } } } } }`,
  );
  expect(data).toEqual({
    events: {
      nodes: [
        {
          type: 'TRANSFER_RECEIVED',
          change: { from: null, to: 'UNMATCHED', reason: null, amount: { decimal: '10.00' } },
          subject: { payerName: 'John Smith' },
        },
        {
          type: 'RECEIPT_ASSIGNED',
          change: {
            from: 'UNMATCHED',
            to: 'MATCHED',
            reason: { message: 'The payer called.' },
            amount: { decimal: '10.00' },
          },
          subject: { payerName: 'John Smith' },
        },
      ],
    },
  });
});

test('the sandbox plays the payer of a transfer', async () => {
  const transfer = await create();
  api.sandbox.runSandboxScenario = async (_caller, { subjectId, scenario }) => {
    expect([subjectId, scenario]).toEqual([transfer.id, 'TRANSFER_TWICE']);
    const at = new Date(0);
    const idempotency = { key: 'sandbox-1', replayed: false, firstSeenAt: at, expiresAt: at };
    return { ok: true, value: { subjectId, providerCalls: 0, webhooksQueued: 2, idempotency } };
  };
  const { data } = await api.post(
    'mutation ($id: ID!) { runSandboxScenario(input: { idempotencyKey: "sandbox-1", subjectId: $id, scenario: TRANSFER_TWICE }) { ... on SandboxScenarioPayload { webhooksQueued } } }',
    { id: transfer.id },
  );
  expect(data).toEqual({ runSandboxScenario: { webhooksQueued: 2 } });
});

test('transfers and unmatched money need the scope for payments', async () => {
  const { secret } = await issueKey(api, ['events:read']);
  for (const [document, variables] of [
    [creation, { input: input() }],
    [unmatched, {}],
    [assignment, { input: { idempotencyKey: key(), receiptId: 'x', transferId: 'y', reason: 'z' } }],
  ] as const) {
    const answer = await api.post(document, variables, secret);
    expect(answer.errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  }
});

test('the updates of a transfer end only when its money is there', async () => {
  const transfer = await create();
  const row = await api.db
    .reader(api.shop.merchantId)
    .oneOffPayment.findFirstOrThrow({ where: { externalId: transfer.invoice } });
  expect(encodeId('trf', row.id)).toBe(transfer.id);
  await receive(transfer.invoice, 1_000);
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
