import { afterEach, describe, expect, test } from 'vitest';
import type { CallContext } from '../../../src/domain/port/provider.ts';
import { money } from '../../../src/kernel/money.ts';
import { buckaroo } from '../../../src/providers/buckaroo/provider.ts';
import { probeRefund } from '../../../src/providers/buckaroo/refunds.ts';
import type { Settings } from '../../../src/providers/buckaroo/settings.ts';
import { probeNewTransfer } from '../../../src/providers/buckaroo/transfers.ts';
import { type Stub, startStub } from '../kit/http-stub.ts';
import { aRefundWith, eur, key, someContext, t0, wireTransaction, withStatus } from './support.ts';

/** A gateway that answers each request line as a test tells it: what a real one would hardly do on demand. */
let stub: Stub | undefined;
afterEach(async () => {
  await stub?.close();
  stub = undefined;
});
type Answers = Readonly<Record<string, unknown>>;
async function start(answers: Answers, changes: Partial<Settings> = {}): Promise<CallContext<Settings>> {
  stub = await startStub((response, line) => {
    const body = answers[line];
    response.writeHead(body === undefined ? 418 : 200).end(JSON.stringify(body));
  });
  return someContext({ baseUrl: stub.url, ...changes });
}
const transaction = 'POST /json/Transaction';
const statuses = 'POST /json/Transaction/Statuses';
const book = (...changes: object[]) => ({
  [statuses]: { Transactions: changes.map(wireTransaction), ErrorTransactions: [] },
});
const under = (operationKey: string) => ({
  AdditionalParameters: { List: [{ Name: 'paygraph_operation', Value: operationKey }] },
});

const transfer = {
  invoice: 'INV-0001',
  amount: money(1000n, eur),
  payer: { firstName: 'Jane', lastName: 'Dö', email: 'jane@example.test', gender: 'UNKNOWN' },
  sendMail: false,
} as const;
const refund = {
  receipt: { kind: 'receipt', id: key(2) },
  invoice: 'INV-0001',
  amount: money(250n, eur),
} as const;
const { operations } = buckaroo;

describe('the answer to a new transfer', () => {
  const outcomeOf = async (reply: unknown) =>
    operations['transfer.create'].call(await start({ [transaction]: reply }), transfer, 'key_1');

  test.each([
    ['no key', wireTransaction({ Key: null })],
    ['no status', wireTransaction({ Status: null })],
    ['another invoice', wireTransaction({ Invoice: 'INV-0002' })],
    ['another service', wireTransaction({ ServiceCode: 'ideal' })],
    ['a refund', wireTransaction({ TransactionType: 'C101' })],
    ['nothing', {}],
    ['a list', []],
  ])('with %s is unknown', async (_, reply) => {
    expect(await outcomeOf(reply)).toMatchObject({ kind: 'unknown', why: { kind: 'unreadable' } });
  });
  test('that it failed for a technical reason is looked up, and believed where the book says so too', async () => {
    expect(await outcomeOf(wireTransaction(withStatus(492)))).toMatchObject({
      kind: 'unknown',
      why: { kind: 'serverError' },
    });
    const context = await start(book(withStatus(492, under('key_1'))));
    expect(await probeNewTransfer(context, transfer, 'key_1', { at: t0 })).toMatchObject({
      kind: 'refused',
    });
  });
  test.each([490, 491, 690, 890, 891])(
    'with status %i is refused, also without a key, service or amount',
    async (code) => {
      const bare = { Status: { Code: { Code: code }, SubCode: null }, RequestErrors: null };
      expect(await outcomeOf(bare)).toMatchObject({ kind: 'refused', why: { providerCode: String(code) } });
    },
  );
  test('with money at once says both', async () => {
    const outcome = await outcomeOf(wireTransaction(withStatus(190)));
    expect(outcome.kind === 'facts' && outcome.facts.map(({ kind }) => kind)).toEqual(['instructed', 'received']);
  });
  test('with a status that we do not know waits', async () => {
    expect(await outcomeOf(wireTransaction(withStatus(795)))).toMatchObject({
      kind: 'facts',
      facts: [{ kind: 'instructed', providerStatus: '795' }],
    });
  });
});

describe('what was not valid', () => {
  const words = 'The value jane@example.test is wrong';
  const error = (Name: string) => [{ Name, Error: 'ParameterInvalid', ErrorMessage: words }];
  const why = async (RequestErrors: object) => {
    const reply = { Status: { Code: { Code: 491 }, SubCode: null }, RequestErrors };
    const outcome = await operations['transfer.create'].call(await start({ [transaction]: reply }), transfer, 'k');
    expect(JSON.stringify(outcome)).not.toMatch(/jane|wrong/i);
    return outcome.kind === 'refused' ? [outcome.why.code, outcome.why.message] : outcome;
  };
  test.each([
    ['the payer', { ParameterErrors: error('customeremail') }, 'DEBTOR_DETAILS_INVALID', 'e-mail address'],
    ['the amount', { ChannelErrors: error('AmountDebit') }, 'OTHER', 'the amount'],
    [
      'the first of several lists',
      { ParameterErrors: error('CustomerEmail'), ChannelErrors: error('Invoice') },
      'OTHER',
      'the invoice',
    ],
    ['something else', { ServiceErrors: error('constructor') }, 'OTHER', 'what the transfer says'],
    ['nothing', {}, 'OTHER', 'what the transfer says'],
  ])('is told by its field, never by Buckaroo’s words: %s', async (_, errors, code, field) => {
    expect(await why(errors)).toEqual([code, expect.stringContaining(field)]);
  });
});

describe('looking for a lost transfer', () => {
  const probe = async (...entries: object[]) =>
    probeNewTransfer(await start(book(...entries)), transfer, 'key_1', { at: t0 });
  const refOf = (answer: Awaited<ReturnType<typeof probe>>) =>
    answer.kind === 'facts' ? answer.facts[0].ref.id : answer;

  test('asks by our key and by the invoice at once', async () => {
    await probe();
    expect(JSON.parse(stub?.seen[0]?.body ?? '')).toEqual({
      Transactions: [{ AdditionalParameter: { Name: 'paygraph_operation', Value: 'key_1' } }, { Invoice: 'INV-0001' }],
    });
  });
  test('finds the one under our key, not its copies', async () => {
    const copy = withStatus(190, { Key: key(2), AmountDebit: '7.50', ...under('key_1') });
    expect(refOf(await probe(copy, under('key_1')))).toBe(key(1));
    const twin = { SubCode: null, Status: { Code: { Code: 190 }, DateTime: '2023-11-14T23:20:00' } };
    const paid = withStatus(190, under('key_1'));
    expect(refOf(await probe({ Key: key(2), ...twin, ...under('key_1') }, paid))).toBe(key(1));
    expect(refOf(await probe({ Key: key(2), ...twin, ...under('key_1') }, under('key_1')))).toBe(key(1));
  });
  test('finds one of the invoice where the gateway kept no key', async () => {
    expect(refOf(await probe({}))).toBe(key(1));
  });
  test.each([
    ['another operation’s', under('key_2')],
    ['another amount without a key', { AmountDebit: '7.50' }],
    ['another invoice', { Invoice: 'INV-0002' }],
    ['a refund', aRefundWith(190, under('key_1'))],
  ])('does not take %s for ours', async (_, entry) => {
    expect(await probe(entry)).toEqual({ kind: 'absent', certain: false });
  });
  test('with our key and another amount is unknown', async () => {
    expect(await probe({ AmountDebit: '11.00', ...under('key_1') })).toMatchObject({
      kind: 'unknown',
      why: { kind: 'amountMismatch', detail: 'asked for 10.00 EUR; Buckaroo says 11.00 EUR' },
    });
  });
  test('with our key and another invoice is unknown, and so never asked for again', async () => {
    expect(await probe({ Invoice: 'inv-0001', ...under('key_1') })).toMatchObject({ kind: 'unknown' });
  });
  test('in a book that cannot be read all through is unknown', async () => {
    expect(await probe(under('key_1'), { Status: null })).toMatchObject({
      kind: 'unknown',
      why: { kind: 'unreadable' },
    });
  });
});

describe('the answer to a refund', () => {
  const outcomeOf = async (reply: unknown, others: Answers = {}) =>
    operations['transfer.refund'].call(await start({ [transaction]: reply, ...others }), refund, 'key_1');
  const reply = (code: number, changes: object = {}) => wireTransaction(aRefundWith(code, changes));

  test.each([
    [190, 'facts'],
    [791, 'pending'],
    [793, 'pending'],
    [794, 'pending'],
    [795, 'pending'],
    [490, 'refused'],
    [491, 'refused'],
    [690, 'refused'],
    [891, 'refused'],
    [492, 'unknown'],
  ])('with status %i is %s', async (code, kind) => {
    expect((await outcomeOf(reply(code))).kind).toBe(kind);
  });
  test.each([
    ['another receipt', { RelatedTransactions: [{ RelationType: 'refund', RelatedTransactionKey: key(9) }] }],
    ['the key of the receipt itself', { Key: key(2) }],
    ['a payment', { TransactionType: 'C001', AmountDebit: '2.50', AmountCredit: null }],
    ['no key', { Key: null }],
  ])('about %s is unknown', async (_, changes) => {
    expect(await outcomeOf(reply(190, changes))).toMatchObject({ kind: 'unknown', why: { kind: 'unreadable' } });
  });
  test('of another amount is unknown, never a success', async () => {
    for (const changes of [{ AmountCredit: '2.51' }, { Currency: 'GBP' }])
      expect(await outcomeOf(reply(190, changes))).toMatchObject({ why: { kind: 'amountMismatch' } });
  });
  test.each([
    ['less is left', { IsRefundable: true, MaximumRefundAmount: 2.49 }, 'AMOUNT_NOT_AVAILABLE'],
    ['it cannot be refunded', { IsRefundable: false, MaximumRefundAmount: 10 }, 'NOT_IN_THIS_STATE'],
    ['nothing stands in its way', { IsRefundable: true, MaximumRefundAmount: 10 }, 'OTHER'],
    ['another receipt', { IsRefundable: false, TransactionKey: key(9) }, 'OTHER'],
  ])('that is no is explained by the book: %s', async (_, info, code) => {
    const others = { [`GET /json/Transaction/RefundInfo/${key(2)}`]: { TransactionKey: key(2), ...info } };
    expect(await outcomeOf(reply(690), others)).toMatchObject({ kind: 'refused', why: { code } });
  });
});

describe('looking for a lost refund', () => {
  const probe = async (...entries: object[]) => probeRefund(await start(book(...entries)), refund, 'key_1', { at: t0 });

  test.each([
    ['one under our key', aRefundWith(190, under('key_1')), 'facts'],
    ['one under our key that waits', aRefundWith(793, under('key_1')), 'pending'],
    ['one under nobody’s key, of this amount, since we sent ours', aRefundWith(190), 'facts'],
    ['one under another key', aRefundWith(190, under('key_2')), 'absent'],
    ['one of another amount', aRefundWith(190, { AmountCredit: '2.51' }), 'absent'],
    [
      'one of another receipt',
      aRefundWith(190, { RelatedTransactions: [{ RelationType: 'refund', RelatedTransactionKey: key(9) }] }),
      'absent',
    ],
    [
      'one from before',
      aRefundWith(190, { Status: { Code: { Code: 190 }, DateTime: '2023-11-14T23:00:00' } }),
      'absent',
    ],
    ['one under our key of another amount', aRefundWith(190, { AmountCredit: '2.51', ...under('key_1') }), 'unknown'],
  ])('%s is answered with %s', async (_, entry, kind) => {
    expect((await probe(entry)).kind).toBe(kind);
  });

  test.each([
    [190, 'facts'],
    [793, 'pending'],
  ])('of two under our key, one declined, the one that stands at %i speaks for both', async (code, kind) => {
    const declined = aRefundWith(690, under('key_1'));
    const other = aRefundWith(code, { ...under('key_1'), Key: key(4) });
    expect((await probe(declined, other)).kind).toBe(kind);
    expect((await probe(other, declined)).kind).toBe(kind);
  });

  test('one under nobody’s key that is known as another refund is not it', async () => {
    const context = await start(book(aRefundWith(190)));
    const sent = { at: t0, others: [key(3)] };
    expect(await probeRefund(context, refund, 'key_1', sent)).toEqual({ kind: 'absent', certain: false });
  });
});

describe('the book', () => {
  const ref = { kind: 'transfer', id: key(1) } as const;
  test('is read again by the invoice, and what bears another or none of our kind is left aside', async () => {
    const context = await start(
      book(
        {},
        withStatus(190, { Key: key(2), AmountDebit: '7.50' }),
        withStatus(190, { Key: key(4), Invoice: 'INV-0009' }),
        withStatus(190, { Key: key(5), ServiceCode: 'ideal', TransactionType: 'C021' }),
        aRefundWith(190),
        aRefundWith(791, { Key: key(6) }),
        aRefundWith(190, { Key: key(7), RelatedTransactions: null }),
      ),
    );
    const answer = await buckaroo.checkStatus(context, ref);
    expect(answer.kind === 'facts' && answer.facts.map(({ kind, ref: { id } }) => [kind, id])).toEqual([
      ['instructed', key(1)],
      ['received', key(2)],
      ['refunded', key(3)],
    ]);
    expect(stub?.seen.map(({ body }) => JSON.parse(body))).toEqual([
      { Transactions: [{ Key: key(1) }] },
      { Transactions: [{ Invoice: 'INV-0001' }] },
    ]);
  });
  test.each([
    [{ kind: 'payment', id: 'x' }, true],
    [{ kind: 'refund', id: key(1) }, false],
    [{ kind: 'receipt', id: key(9) }, false],
  ] as const)('has no %j', async (stranger, certain) => {
    expect(await buckaroo.checkStatus(await start(book({})), stranger)).toEqual({ kind: 'absent', certain });
  });
});

describe('connecting', () => {
  test('asks one question', async () => {
    expect(await buckaroo.connect(await start(book()))).toEqual({ ok: true, value: undefined });
    expect(stub?.seen).toHaveLength(1);
  });
  test('says what is wrong', async () => {
    expect(await buckaroo.connect(await start({}))).toEqual({ ok: false, error: 'unreadable, Buckaroo answered 418' });
  });
});
