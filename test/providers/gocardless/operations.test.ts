import { afterEach, describe, expect, test } from 'vitest';
import type { CallContext, OperationMap } from '../../../src/domain/port/provider.ts';
import { gocardless } from '../../../src/providers/gocardless/provider.ts';
import { probeRefund } from '../../../src/providers/gocardless/refunds.ts';
import { probeAction } from '../../../src/providers/gocardless/requests.ts';
import type { Settings } from '../../../src/providers/gocardless/settings.ts';
import { type Stub, startStub } from '../kit/http-stub.ts';
import { aThing, fixture, gbp, someContext, tenPounds } from './support.ts';

/** A GoCardless that answers each request line as a test tells it, one after the other; anything else with 418. */
let stub: Stub;
afterEach(() => stub.close());

type Answer = readonly [status: number, body: unknown];

async function start(answers: Readonly<Record<string, Answer | readonly Answer[]>>): Promise<CallContext<Settings>> {
  const left = new Map(
    Object.entries(answers).map(([line, told]) => [
      line,
      Array.isArray(told[0]) ? [...(told as Answer[])] : [told as Answer],
    ]),
  );
  stub = await startStub((response, line) => {
    const waiting = left.get(line.replace(/\?.*/, '')) ?? [];
    const [status, body] = (waiting.length > 1 ? waiting.shift() : waiting[0]) ?? [418, {}];
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  return someContext({ apiUrl: stub.url });
}
const lines = () => stub.seen.map(({ line }) => line);
const bodyOf = (index: number) =>
  JSON.parse(stub.seen[index]?.body ?? 'null') as Record<string, Record<string, unknown>>;

const mandate = { kind: 'mandate', id: 'MD0000YTKZKY4J' } as const;
const payment = { kind: 'payment', id: 'PM000260X9VKF4' } as const;
const charge: OperationMap['payment.charge'] = { mandate, externalId: 'P-1', amount: tenPounds, description: 'Chips' };
const conflict: Answer = [409, fixture('error-409')];
const aPayment = (changes: object = {}): Answer => [200, { payments: aThing('payment', changes) }];
const list = (plural: string, ...things: object[]): Answer => [200, { [plural]: things, meta: {} }];
const invalid = (type: string, reason: string): Answer => [
  422,
  { error: { type, code: 422, errors: [{ reason, message: 'x' }] } },
];

const charging = (context: CallContext<Settings>) =>
  gocardless.operations['payment.charge'].call(context, charge, 'key-1');

describe('a charge', () => {
  test('goes out with its key, which also stands in its metadata', async () => {
    const context = await start({ 'POST /payments': [201, aPayment()[1]] });
    expect(await charging(context)).toMatchObject({
      kind: 'facts',
      facts: [{ kind: 'scheduled', ref: { ...payment, within: mandate }, chargeDate: '2014-05-21' }],
    });
    expect(stub.seen[0]?.headers['idempotency-key']).toBe('key-1');
    expect(bodyOf(0).payments).toEqual({
      amount: 1_000,
      currency: 'GBP',
      description: 'Chips',
      metadata: { operation_key: 'key-1', external_id: 'P-1' },
      links: { mandate: mandate.id },
    });
  });
  test('that conflicts takes the payment that GoCardless names for its outcome', async () => {
    const context = await start({
      'POST /payments': conflict,
      'GET /payments/PM000260X9VKF4': aPayment({ status: 'submitted' }),
    });
    expect(await charging(context)).toMatchObject({ kind: 'facts', facts: [{ kind: 'submitted', ref: payment }] });
    expect(lines()).toEqual(['POST /payments', 'GET /payments/PM000260X9VKF4']);
  });
  test.each([
    ['another amount', { amount: 1_001 }, 'amountMismatch'],
    ['another currency', { currency: 'EUR' }, 'amountMismatch'],
    ['another mandate', { links: { mandate: 'MD2' } }, 'unreadable'],
    ['the key of another operation', { metadata: { operation_key: 'key-2' } }, 'unreadable'],
    ['another id', { id: 'PM2' }, 'unreadable'],
    ['a status that nobody knows', { status: 'teleported' }, 'unknownStatus'],
  ])('that conflicts with a payment of %s is unknown, never a success', async (_, changes, kind) => {
    const context = await start({ 'POST /payments': conflict, 'GET /payments/PM000260X9VKF4': aPayment(changes) });
    expect(await charging(context)).toMatchObject({ kind: 'unknown', why: { kind } });
  });
  test('that conflicts with what cannot be read is unknown', async () => {
    const context = await start({ 'POST /payments': conflict, 'GET /payments/PM000260X9VKF4': [503, '<html>'] });
    expect(await charging(context)).toMatchObject({ kind: 'unknown' });
  });
  test('that is refused is refused only when nothing stands under its key', async () => {
    const refusal = invalid('invalid_state', 'mandate_is_inactive');
    const context = await start({ 'POST /payments': refusal, 'GET /payments': list('payments', aThing('payment')) });
    expect(await charging(context)).toMatchObject({ kind: 'refused', why: { code: 'AUTHORITY_NOT_ACTIVE' } });
    await stub.close();
    const ours = aThing('payment', { metadata: { operation_key: 'key-1' } });
    const other = await start({
      'POST /payments': refusal,
      'GET /payments': list('payments', aThing('payment', { id: 'PM9' }), ours),
    });
    expect(await charging(other)).toMatchObject({ kind: 'facts', facts: [{ ref: payment }] });
    await stub.close();
    const unsure = await start({ 'POST /payments': refusal, 'GET /payments': [503, ''] });
    expect(await charging(unsure)).toMatchObject({ kind: 'unknown' });
  });
  test('whose id or amount comes back in another form is unknown', async () => {
    for (const changes of [{ id: '../PM1' }, { amount: 10.5 }, { amount: null }]) {
      const context = await start({ 'POST /payments': [201, aPayment(changes)[1]] });
      expect(await charging(context)).toMatchObject({ kind: 'unknown', why: { kind: 'unreadable' } });
      await stub.close();
    }
    stub = await startStub((response) => response.end());
  });
});

describe('a list in which one thing cannot be read', () => {
  const bad = { id: 7 };
  test('tells of the refunds beside it', async () => {
    const refund = aThing('refund', { status: 'paid', links: { payment: payment.id } });
    const context = await start({
      'GET /payments/PM000260X9VKF4': aPayment({ status: 'paid_out', amount_refunded: 100 }),
      'GET /refunds': list('refunds', bad, refund),
    });
    const answer = await gocardless.checkStatus(context, payment);
    expect(answer.kind === 'facts' && answer.facts.at(-1)).toMatchObject({ kind: 'refunded', ref: { id: refund.id } });
  });
  test('still tells why', async () => {
    const failed = { id: 'EV1', resource_type: 'payments', action: 'failed', links: { payment: payment.id } };
    const details = { origin: 'bank', cause: 'refer_to_payer', scheme: 'bacs', reason_code: 'ARUDD-0' };
    const context = await start({
      'GET /payments/PM000260X9VKF4': aPayment({ status: 'failed' }),
      'GET /events': list('events', bad, { ...failed, details }),
    });
    expect(await gocardless.checkStatus(context, payment)).toMatchObject({
      facts: [{ kind: 'failed', why: { code: 'INSUFFICIENT_FUNDS' } }],
    });
  });
  test('has what is looked for, or may have: nothing is sent again', async () => {
    const input = { payment: { ...payment, within: mandate }, amount: tenPounds };
    const sent = { at: new Date(0) };
    const refund = aThing('refund', {
      amount: 1_000,
      metadata: { operation_key: 'key-1' },
      links: { payment: payment.id },
    });
    const withOurs = await start({ 'GET /refunds': list('refunds', bad, refund) });
    expect(await probeRefund(withOurs, input, 'key-1', sent)).not.toMatchObject({ kind: 'unknown' });
    await stub.close();
    const without = await start({ 'GET /refunds': list('refunds', bad) });
    expect(await probeRefund(without, input, 'key-1', sent)).toMatchObject({
      kind: 'unknown',
      why: { kind: 'unreadable' },
    });
  });
});

describe('a refund', () => {
  const refunding = (context: CallContext<Settings>) =>
    gocardless.operations['payment.refund'].call(
      context,
      { payment, amount: { amountMinor: 100n, currency: gbp } },
      'key-1',
    );
  const created: Answer = [201, { refunds: aThing('refund') }];
  const paid = aPayment({ status: 'paid_out', amount_refunded: 250 });

  test('tells the sum of all refunds, from a fresh reading', async () => {
    const context = await start({ 'GET /payments/PM000260X9VKF4': paid, 'POST /refunds': created });
    expect(await refunding(context)).toMatchObject({ kind: 'pending', ref: { id: 'RF0000123456A0', within: payment } });
    expect(bodyOf(1).refunds).toMatchObject({
      amount: 100,
      total_amount_confirmation: 350,
      links: { payment: payment.id },
    });
  });
  test('reads again when another came in between', async () => {
    const outdated = invalid('invalid_state', 'total_amount_confirmation_invalid');
    const context = await start({
      'GET /payments/PM000260X9VKF4': [paid, aPayment({ status: 'paid_out', amount_refunded: 300 })],
      'POST /refunds': [outdated, created],
      'GET /refunds': list('refunds'),
    });
    expect(await refunding(context)).toMatchObject({ kind: 'pending' });
    expect(bodyOf(4).refunds).toMatchObject({ total_amount_confirmation: 400 });
  });
  test('is refused after the third time in a row', async () => {
    const context = await start({
      'GET /payments/PM000260X9VKF4': paid,
      'POST /refunds': invalid('invalid_state', 'total_amount_confirmation_invalid'),
      'GET /refunds': list('refunds'),
    });
    expect(await refunding(context)).toMatchObject({
      kind: 'refused',
      why: { code: 'AMOUNT_MISMATCH', retryable: true },
    });
    expect(lines().filter((line) => line === 'POST /refunds')).toHaveLength(3);
  });
  test('that was made before, though refused now, is found under its key', async () => {
    const ours = aThing('refund', { status: 'paid', metadata: { operation_key: 'key-1' } });
    const context = await start({
      'GET /payments/PM000260X9VKF4': paid,
      'POST /refunds': [422, { error: { type: 'validation_failed', errors: [{ field: 'amount', message: 'x' }] } }],
      'GET /refunds': list('refunds', ours),
    });
    expect(await refunding(context)).toMatchObject({
      kind: 'facts',
      facts: [{ kind: 'refunded', operationKey: 'key-1' }],
    });
  });
  test('was not sent when the payment cannot be read', async () => {
    for (const [answer, kind] of [
      [[503, ''], 'unavailable'],
      [[401, ''], 'unauthorised'],
      [[200, '{'], 'unavailable'],
    ] as const) {
      const context = await start({ 'GET /payments/PM000260X9VKF4': answer as Answer });
      expect(await refunding(context)).toMatchObject({ kind: 'notSent', why: { kind } });
      expect(lines()).toHaveLength(1);
      await stub.close();
    }
    stub = await startStub((response) => response.end());
  });
  test('on an account without refunds is refused, and the account goes on', async () => {
    const context = await start({
      'GET /payments/PM000260X9VKF4': paid,
      'POST /refunds': [
        403,
        { error: { type: 'invalid_api_usage', errors: [{ reason: 'feature_disabled', message: 'x' }] } },
      ],
      'GET /refunds': list('refunds'),
    });
    expect(await refunding(context)).toMatchObject({
      kind: 'refused',
      why: { origin: 'MERCHANT', providerCode: 'feature_disabled' },
    });
  });
});

describe('a new billing request', () => {
  const input: OperationMap['request.create'] = {
    terms: { goCardless: { payment: { amount: tenPounds, description: 'Chips' }, fallbackEnabled: false } },
  };
  const creating = (answer: Answer) =>
    start({ 'POST /billing_requests': answer }).then((context) =>
      gocardless.operations['request.create'].call(context, input, 'key-1'),
    );
  const unnamed = { error: { type: 'invalid_state', code: 409, errors: [{ reason: 'idempotent_creation_conflict' }] } };

  test.each([
    ['names nothing', unnamed],
    ['is cut off', JSON.stringify(unnamed).slice(0, -20)],
    ['is a page', '<html>'],
    ['gives no reason', { error: { type: 'invalid_state', code: 409 } }],
  ])(
    'that conflicts with one that the answer does not tell (it %s) is unknown, since something stands',
    async (_, body) => {
      expect(await creating([409, body])).toMatchObject({ kind: 'unknown', why: { kind: 'unreadable' } });
    },
  );
  test('that conflicts for another reason was refused', async () => {
    const [, body] = invalid('invalid_state', 'bank_account_exists');
    expect(await creating([409, body])).toMatchObject({ kind: 'refused', why: { code: 'DUPLICATE_REQUEST' } });
  });
});

describe('an action', () => {
  const request = { kind: 'billingRequest', id: 'BRQ0005YYBY80QS' } as const;
  const path = `/billing_requests/${request.id}`;
  const aRequest = (changes: object = {}): Answer => [200, { billing_requests: aThing('billing-request', changes) }];
  const details = { collectCustomerDetails: { givenName: 'Frank', postalCode: 'e83gx' } } as const;
  const operation = gocardless.operations['request.action'];
  const standing = { customer: { given_name: 'FRANK' }, customer_billing_detail: { postal_code: 'E8 3GX' } };

  test('that is in no state to be taken counts when what it says stands already', async () => {
    const refusal = invalid('invalid_state', 'action_already_completed');
    const answers = { [`POST ${path}/actions/collect_customer_details`]: refusal };
    const context = await start({ ...answers, [`GET ${path}`]: aRequest({ resources: standing }) });
    expect(await operation.call(context, { request, action: details }, 'k')).toMatchObject({ kind: 'facts' });
    await stub.close();
    const other = await start({ ...answers, [`GET ${path}`]: aRequest() });
    expect(await operation.call(other, { request, action: details }, 'k')).toMatchObject({
      kind: 'refused',
      why: { code: 'NOT_IN_THIS_STATE' },
    });
  });
  test('is looked for by what it said, whatever the spelling', async () => {
    const context = await start({ [`GET ${path}`]: [aRequest(), aRequest({ resources: standing })] });
    const input = { request, action: details };
    expect(await probeAction(context, input)).toEqual({ kind: 'absent', certain: false });
    expect((await probeAction(context, input)).kind).toBe('facts');
  });
  test.each([
    [
      { collectBankAccount: { iban: { accountHolderName: 'F', iban: 'DE89 3704 0044 0532 0130 00' } } },
      { resources: { customer_bank_account: { account_number_ending: '00' } } },
    ],
    [{ chooseCurrency: { currency: gbp } }, {}],
    [{ confirmPayerDetails: { payerRequestedDualSignature: false } }, { status: 'fulfilling', actions: [] }],
    [
      { selectInstitution: { institution: 'monzo', countryCode: 'GB' } },
      {
        actions: [
          { type: 'select_institution', status: 'completed', required: true, institution_guess_status: 'not_needed' },
        ],
      },
    ],
  ] as const)('%j stands where the request shows %j', async (action, changes) => {
    const context = await start({ [`GET ${path}`]: aRequest(changes) });
    expect((await probeAction(context, { request, action })).kind).toBe('facts');
  });
  test('on a request that has ended without it never will come about', async () => {
    const context = await start({ [`GET ${path}`]: aRequest({ status: 'cancelled', actions: [] }) });
    const action = { confirmPayerDetails: { payerRequestedDualSignature: false } };
    expect(await probeAction(context, { request, action })).toMatchObject({
      kind: 'absent',
      certain: true,
      why: { code: 'NOT_IN_THIS_STATE' },
    });
  });
});

describe('asking', () => {
  const events = (...told: object[]): Answer => [200, { events: told, meta: {} }];
  const anEvent = (cause: string, changes: object = {}) => ({
    id: 'EV1',
    resource_type: 'payments',
    action: 'failed',
    links: { payment: payment.id },
    details: { origin: 'bank', cause },
    ...changes,
  });
  const hint = { dedupeKey: 'EV1', about: payment, body: anEvent('insufficient_funds') };

  test('is told why by the newest event that led there, whichever event made us ask', async () => {
    const context = await start({
      'GET /payments/PM000260X9VKF4': aPayment({ status: 'failed' }),
      'GET /events': events(
        anEvent('other', { action: 'late_failure_settled' }),
        anEvent('bank_account_closed'),
        anEvent('refer_to_payer'),
      ),
    });
    expect(await gocardless.checkStatus(context, payment, hint)).toMatchObject({
      facts: [{ kind: 'failed', why: { code: 'ACCOUNT_CLOSED', providerCode: 'bank_account_closed' } }],
    });
    expect(lines()[1]).toBe('GET /events?payment=PM000260X9VKF4&limit=50');
  });
  test('takes the reason of the event that made us ask where the list has none', async () => {
    for (const none of [events(), [503, ''] as const]) {
      const context = await start({
        'GET /payments/PM000260X9VKF4': aPayment({ status: 'failed' }),
        'GET /events': none,
      });
      expect(await gocardless.checkStatus(context, payment, hint)).toMatchObject({
        facts: [{ why: { code: 'INSUFFICIENT_FUNDS' } }],
      });
      await stub.close();
    }
    stub = await startStub((response) => response.end());
  });
  test('lends no reason to a state that the event did not lead to', async () => {
    const context = await start({
      'GET /payments/PM000260X9VKF4': aPayment({ status: 'charged_back' }),
      'GET /events': events(),
    });
    const answer = await gocardless.checkStatus(context, payment, hint);
    expect(answer.kind === 'facts' && answer.facts[1]).toMatchObject({ kind: 'reversed', why: { code: 'OTHER' } });
  });
  test('cannot leave the path of the thing that is asked about', async () => {
    const context = await start({});
    await gocardless.checkStatus(context, { kind: 'payment', id: '../mandates/MD1?x=' });
    expect(lines()).toEqual(['GET /payments/..%2Fmandates%2FMD1%3Fx%3D']);
  });
  test('that meets a 404 of something in between is unclear', async () => {
    const context = await start({ 'GET /payments/PM000260X9VKF4': [404, '<html>not here</html>'] });
    expect(await gocardless.checkStatus(context, payment)).toMatchObject({
      kind: 'unknown',
      why: { kind: 'unreadable' },
    });
  });
});
