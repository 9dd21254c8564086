import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, issueKey, numberAll } from './harness.ts';
import { anInput, creation, freshKey, startTransferApi, type TransferApi } from './transfer-api.ts';

let api: TransferApi;
beforeAll(async () => {
  api = await startTransferApi();
});
afterAll(() => api.close());

test('a refund in parts shows all of them, and its events are those of the transfer', async () => {
  const transfer = await api.create();
  await api.receive(transfer.invoice, 700);
  await api.receive(transfer.invoice, 300);
  const refund = await api.post(
    `mutation ($input: RefundPaymentInput!) { refundPayment(input: $input) { __typename ... on RefundPayload {
      refund { id amount { decimal } status payment { __typename id } } refunds { amount { decimal } status } payment { id amounts { refunded { decimal } } } } } }`,
    { input: { idempotencyKey: freshKey(), paymentId: transfer.id, amount: { amountMinor: '500', currency: 'EUR' } } },
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

/** What stands in the ledger for money that waits, beside the list of it. */
async function waiting(): Promise<{ readonly booked: readonly string[]; readonly listed: readonly string[] }> {
  const balance = (code: string) =>
    `${code}: ledgerBalance(account: UNMATCHED_RECEIPTS, currency: "${code}") { decimal currency }`;
  const { data, errors } = await api.post(
    `{ ${balance('EUR')} ${balance('SEK')} unmatchedReceipts { nodes { amount { decimal currency } } } }`,
  );
  expect(errors).toEqual([]);
  type Sum = { readonly decimal: string; readonly currency: string };
  const { unmatchedReceipts, ...balances } = data as unknown as Record<string, Sum> & {
    unmatchedReceipts: { nodes: { amount: Sum }[] };
  };
  const inWords = ({ decimal, currency }: Sum) => `${decimal} ${currency}`;
  return {
    booked: Object.values(balances)
      .map(inWords)
      .filter((sum) => !sum.startsWith('0.00')),
    listed: unmatchedReceipts.nodes.map(({ amount }) => inWords(amount)),
  };
}

test('money that is on no transfer waits for a person, who assigns it once', async () => {
  const transfer = await api.create();
  const wrong = await api.receive('nobody-knows', 1_000);
  const foreign = await api.receive(transfer.invoice, 1_000, 'SEK');
  const nodes = await unmatchedNodes();
  expect(nodes).toMatchObject([
    { providerReference: wrong, unmatchedBecause: 'UNKNOWN_INVOICE', payerName: 'John Smith', transfer: null },
    { providerReference: foreign, unmatchedBecause: 'OTHER_CURRENCY', payerName: 'John Smith', transfer: null },
  ]);
  expect(await waiting()).toEqual({ booked: ['10.00 EUR', '10.00 SEK'], listed: ['10.00 EUR', '10.00 SEK'] });
  const assign = (over: object): Promise<Answer> =>
    api.post(assignment, {
      input: {
        idempotencyKey: freshKey(),
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

  const idempotencyKey = freshKey();
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
  expect(await waiting()).toEqual({ booked: ['10.00 SEK'], listed: ['10.00 SEK'] });
  expect((await assign({})).data).toEqual({
    assignReceipt: { __typename: 'InvalidStateError', code: 'INVALID_STATE', path: ['input', 'receiptId'] },
  });
  // The provider tells of it again: it stays where the person put it.
  const before = (await unmatchedNodes()).length;
  await api.tellAgain(wrong);
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

test('money that is settled elsewhere is closed once, with a reason, and waits no longer', async () => {
  const other = await api.receive('another-system', 700, 'SEK');
  const id = (await unmatchedNodes()).find(({ providerReference }) => providerReference === other)?.id;
  const close = (over: object = {}): Promise<Answer> =>
    api.post(
      `mutation ($input: CloseReceiptInput!) { closeReceipt(input: $input) {
        __typename ... on CloseReceiptPayload { receipt { id closedAt transfer { id } } idempotency { replayed } }
        ... on UserError { code path } } }`,
      { input: { idempotencyKey: freshKey(), receiptId: id, reason: 'Given back at the Plaza.', ...over } },
    );
  expect((await close({ reason: ' ' })).data).toMatchObject({ closeReceipt: { path: ['input', 'reason'] } });
  expect((await close({ receiptId: 'rcp_x' })).data).toMatchObject({ closeReceipt: { path: ['input', 'receiptId'] } });
  const idempotencyKey = freshKey();
  for (const replayed of [false, true])
    expect((await close({ idempotencyKey })).data).toEqual({
      closeReceipt: {
        __typename: 'CloseReceiptPayload',
        receipt: { id, closedAt: expect.any(String), transfer: null },
        idempotency: { replayed },
      },
    });
  expect((await close()).data).toEqual({
    closeReceipt: { __typename: 'InvalidStateError', code: 'INVALID_STATE', path: ['input', 'receiptId'] },
  });
  expect((await unmatchedNodes()).map(({ providerReference }) => providerReference)).not.toContain(other);
  const { booked, listed } = await waiting();
  expect(booked).toEqual(listed);
  await api.tellAgain(other);
  expect((await waiting()).booked).toEqual(booked);
});

test('money that is on no transfer is given back by the API, in parts, until nothing is left', async () => {
  const other = await api.receive('nobodys', 700);
  const id = (await unmatchedNodes()).find(({ providerReference }) => providerReference === other)?.id;
  const giveBack = (over: object = {}): Promise<Answer> =>
    api.post(
      `mutation ($input: RefundReceiptInput!) { refundReceipt(input: $input) {
        __typename ... on RefundReceiptPayload { refund { amount { decimal } status payment { id } receipt { id } }
          receipt { refunded { decimal } pendingRefund { decimal } closedAt } event { type } idempotency { replayed } }
        ... on AmountError { limit { decimal } } ... on UserError { code path } } }`,
      { input: { idempotencyKey: freshKey(), receiptId: id, ...over } },
    );
  const euros = (amountMinor: string) => ({ amount: { amountMinor, currency: 'EUR' } });
  expect((await giveBack({ receiptId: 'rcp_x' })).data).toMatchObject({
    refundReceipt: { code: 'NOT_FOUND', path: ['input', 'receiptId'] },
  });
  const idempotencyKey = freshKey();
  for (const replayed of [false, true])
    expect((await giveBack({ ...euros('200'), idempotencyKey })).data).toEqual({
      refundReceipt: {
        __typename: 'RefundReceiptPayload',
        refund: { amount: { decimal: '2.00' }, status: 'SUCCEEDED', payment: null, receipt: { id } },
        receipt: { refunded: { decimal: '2.00' }, pendingRefund: { decimal: '0.00' }, closedAt: null },
        event: { type: 'REFUND_SUCCEEDED' },
        idempotency: { replayed },
      },
    });
  expect((await giveBack(euros('501'))).data).toMatchObject({
    refundReceipt: { code: 'AMOUNT_TOO_LARGE', path: ['input', 'amount'], limit: { decimal: '5.00' } },
  });
  expect((await giveBack()).data).toMatchObject({
    refundReceipt: { refund: { amount: { decimal: '5.00' } }, receipt: { closedAt: expect.any(String) } },
  });
  expect((await unmatchedNodes()).map(({ providerReference }) => providerReference)).not.toContain(other);
  const { booked, listed } = await waiting();
  expect(booked).toEqual(listed);
});

test('transfers and unmatched money need the scope for payments', async () => {
  const { secret } = await issueKey(api, ['events:read']);
  for (const [document, variables] of [
    [creation, { input: anInput() }],
    [unmatched, {}],
    [assignment, { input: { idempotencyKey: freshKey(), receiptId: 'x', transferId: 'y', reason: 'z' } }],
  ] as const) {
    const answer = await api.post(document, variables, secret);
    expect(answer.errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  }
});
