import { describe, expect, test } from 'vitest';
import { aRequest, aShop, aShownRequest, errorsOf, otherPerson, person, type Shop, told, uuid } from './support.ts';

const minute = 60_000;
const amount = { currency: 'DKK', value: 2499.5 };
const standalone = { mandate: undefined };

describe('a collection request', () => {
  test('is approved in one swipe, paid at once, and its mandate follows; the book tells it', async () => {
    const shop = await aShop();
    const { creditor, callbackUrl, merchant } = shop;
    const created = await creditor.createRequest(aRequest({ callbackUrl }));
    expect([created.status, created.json]).toEqual([
      201,
      {
        uuid: uuid(1),
        statusCode: 'RECEIVED',
        createdAt: '2026-03-02T10:00:30.000Z',
        expiresAt: '2026-03-02T10:15:30.000Z',
      },
    ]);
    expect(await creditor.advance(1_000)).toEqual(['requestReachesApp']);
    expect((await creditor.getRequest()).json).toEqual({
      uuid: uuid(1),
      statusCode: 'PENDING_APPROVAL',
      createdAt: '2026-03-02T10:00:30.000Z',
      updatedAt: '2026-03-02T10:00:31.000Z',
      expiresAt: '2026-03-02T10:15:30.000Z',
      payment: { statusCode: 'PENDING', amount },
      mandate: { statusCode: 'PENDING' },
    });
    expect((await creditor.scenario('PAYER_ACCEPTS')).json).toEqual({ providerCalls: 0, webhooksQueued: 1 });
    expect(await creditor.advanceTo('2026-03-02T14:00:00Z')).toEqual([
      'paymentIsDone',
      'mandateIsChecked',
      'bankAnswers',
    ]);

    const done = {
      uuid: uuid(1),
      statusCode: 'APPROVED',
      createdAt: '2026-03-02T10:00:30.000Z',
      updatedAt: '2026-03-02T14:00:00.000Z',
      expiresAt: '2026-03-02T10:15:30.000Z',
      approvedAt: '2026-03-02T10:00:31.000Z',
      payment: { statusCode: 'COMPLETED', amount, paymentDate: '2026-03-02' },
      mandate: { statusCode: 'VALIDATED', mandateId: '000000001' },
    };
    expect((await creditor.getRequest()).json).toEqual(done);
    expect(told(shop)).toEqual([
      'PENDING_APPROVAL PENDING PENDING',
      'APPROVED PROCESSING RECEIVED',
      'APPROVED COMPLETED RECEIVED',
      'APPROVED COMPLETED VALIDATED',
    ]);
    expect(merchant.received.at(-1)?.body).toEqual({
      eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      eventType: 'COLLECTION_REQUEST_STATUS',
      occurredAt: '2026-03-02T14:00:00.000Z',
      collectionRequest: done,
    });

    const book = await creditor.book();
    expect(book.map(({ effect, amount: moved }) => `${effect} ${moved ?? ''}`.trim())).toEqual([
      'requestCreated 2499.50',
      'requestShown 2499.50',
      'requestApproved 2499.50',
      'mandateReceived',
      'paymentCollected 2499.50',
      'mandateValidated',
      'mandateActivated',
    ]);
    const [externalId, currency] = ['CUST000000001', 'DKK'];
    expect(book[0]).toMatchObject({
      subject: { kind: 'billingRequest', id: uuid(1), externalId },
      currency,
      request: { operation: 'createCollectionRequest' },
    });
    expect(book[2]).toMatchObject({ cause: { kind: 'scenario', name: 'PAYER_ACCEPTS' } });
    expect(book[4]).toMatchObject({
      subject: { kind: 'payment', id: uuid(1), within: uuid(1), externalId },
      currency,
      cause: { kind: 'timer', name: 'paymentIsDone' },
    });
    expect(book[6]).toMatchObject({ subject: { kind: 'mandate', id: uuid(1), within: uuid(1) } });
  });

  test('without a mandate tells of none', async () => {
    const shop = await aShownRequest(standalone);
    await shop.creditor.scenario('PAYER_ACCEPTS', 'payment');
    await shop.creditor.advance(minute);
    expect(told(shop)).toEqual(['APPROVED PROCESSING', 'APPROVED COMPLETED']);
    expect((await shop.creditor.getRequest()).json.mandate).toBeUndefined();
  });

  test.each<[string, (shop: Shop) => Promise<unknown>, string, string]>([
    ['rejects', ({ creditor }) => creditor.scenario('PAYER_REJECTS'), 'REJECTED', 'requestRejected'],
    ['lets it expire', ({ creditor }) => creditor.advance(15 * minute), 'EXPIRED', 'requestExpired'],
  ])(
    'that the debtor %s takes payment and mandate with it, and nothing changes it any more',
    async (_t, act, state, effect) => {
      const shop = await aShownRequest();
      await act(shop);
      await shop.creditor.drain();
      expect(told(shop)).toEqual([`${state} CANCELLED CANCELLED`]);
      expect((await shop.creditor.scenario('PAYER_ACCEPTS')).status).toBe(409);
      expect((await shop.creditor.scenario('BANK_APPROVES_MANDATE')).status).toBe(409);
      await shop.creditor.advance(86_400_000);
      expect(await shop.creditor.effects()).toEqual(['requestCreated', 'requestShown', effect]);
    },
  );

  test('that the debtor leaves alone stays open until it expires, after as long as was asked', async () => {
    const { creditor } = await aShownRequest({ expiresAt: '2026-03-09T10:00:30Z' });
    expect((await creditor.scenario('PAYER_IGNORES')).status).toBe(200);
    await creditor.advanceTo('2026-03-09T10:00:29Z');
    expect((await creditor.getRequest()).json).toMatchObject({ statusCode: 'PENDING_APPROVAL' });
    expect(await creditor.advance(1_000)).toEqual(['requestExpires']);
    expect((await creditor.scenario('PAYER_IGNORES')).status).toBe(409);
  });

  test('to somebody without the app fails', async () => {
    const shop = await aShop();
    const { creditor, callbackUrl } = shop;
    await creditor.setUp({ notOnboarded: [person] });
    await creditor.createRequest(aRequest({ callbackUrl }));
    await creditor.advance(1_000);
    expect(told(shop)).toEqual(['FAILED CANCELLED CANCELLED']);
    expect((await creditor.getRequest()).json).toMatchObject({
      errorCode: 'DEBTOR_NOT_ONBOARDED',
      errorDescription: expect.any(String),
    });
    expect((await creditor.scenario('PAYER_ACCEPTS')).status).toBe(409);
    expect(await creditor.effects()).toEqual(['requestCreated', 'requestFailed DEBTOR_NOT_ONBOARDED']);
  });

  test('of an unknown creditor fails', async () => {
    const { creditor } = await aShownRequest({ creditorData: { pbsNumber: 12_345_678, debtorGroupNumber: 1 } });
    expect((await creditor.getRequest()).json).toMatchObject({ errorCode: 'CREDITOR_DATA_IS_NOT_CORRECT' });
  });

  test('may be approved before it was seen to arrive in the app', async () => {
    const shop = await aShop();
    await shop.creditor.createRequest(aRequest({ callbackUrl: shop.callbackUrl }));
    expect((await shop.creditor.scenario('PAYER_ACCEPTS')).json.webhooksQueued).toBe(2);
    await shop.creditor.drain();
    expect(told(shop)).toEqual(['PENDING_APPROVAL PENDING PENDING', 'APPROVED PROCESSING RECEIVED']);
  });

  test('sent again is the same request, and with anything changed is refused', async () => {
    const { creditor } = await aShownRequest();
    const same = aRequest({ callbackUrl: (await creditor.deliveries())[0]?.url });
    expect((await creditor.createRequest(same)).json).toMatchObject({ statusCode: 'PENDING_APPROVAL' });
    const other = await creditor.createRequest({ ...same, debtorIdentity: { cprNumber: otherPerson } });
    expect([other.status, errorsOf(other)]).toEqual([409, ['DUPLICATE_UUID']]);
    expect(await creditor.effects()).toEqual(['requestCreated', 'requestShown']);
  });

  test('that is not there is not found, and none can be cancelled', async () => {
    const { creditor } = await aShownRequest();
    const missing = await creditor.getRequest(uuid(9));
    expect([missing.status, errorsOf(missing)]).toEqual([404, ['NOT_FOUND']]);
    expect((await creditor.call('DELETE', `${creditor.requestsUrl}/${uuid(1)}`)).status).toBe(405);
  });

  test('brings no mandate of the Creditor API into being', async () => {
    const { creditor } = await aShownRequest();
    await creditor.scenario('PAYER_ACCEPTS');
    expect(await creditor.status()).toBeUndefined();
  });
});

describe('payment and mandate of an approved request', () => {
  test('end each on its own: the mandate fails while the payment completes', async () => {
    const shop = await aShownRequest();
    const { creditor } = shop;
    await creditor.scenario('PAYER_ACCEPTS');
    expect((await creditor.scenario('BANK_REJECTS_MANDATE')).status).toBe(200);
    await creditor.advance(minute);
    expect(told(shop)).toEqual([
      'APPROVED PROCESSING RECEIVED',
      'APPROVED PROCESSING FAILED',
      'APPROVED COMPLETED FAILED',
    ]);
    expect((await creditor.getRequest()).json).toMatchObject({
      statusCode: 'APPROVED',
      payment: { statusCode: 'COMPLETED' },
      mandate: { statusCode: 'FAILED', errorCode: 'DEBTOR_IDENTITY_IS_NOT_CORRECT' },
    });
  });

  test.each(['INSUFFICIENT_FUNDS', 'ACCOUNT_CLOSED', 'BANK_REJECTED', 'TECHNICAL_ERROR'])(
    'end each on its own: the payment fails with %s while the mandate comes about',
    async (paymentAnswer) => {
      const { creditor } = await aShownRequest();
      await creditor.setUp({ paymentAnswer });
      await creditor.scenario('PAYER_ACCEPTS');
      await creditor.advance(minute);
      await creditor.scenario('BANK_APPROVES_MANDATE', 'mandate');
      const { json } = await creditor.getRequest();
      expect(json).toMatchObject({
        statusCode: 'APPROVED',
        payment: { statusCode: 'FAILED', errorCode: paymentAnswer, errorDescription: expect.any(String) },
        mandate: { statusCode: 'VALIDATED', mandateId: '000000001' },
      });
      expect(json.payment).not.toHaveProperty('paymentDate');
      expect(await creditor.effects()).toContain(`paymentFailed ${paymentAnswer}`);
    },
  );

  test('do not begin before the approval, whatever the clock says', async () => {
    const { creditor } = await aShownRequest({ expiresAt: '2026-03-06T10:00:00Z' });
    await creditor.advanceTo('2026-03-05T18:30:00Z');
    expect((await creditor.getRequest()).json).toMatchObject({
      payment: { statusCode: 'PENDING' },
      mandate: { statusCode: 'PENDING' },
    });
    for (const kind of ['mandate', 'billingRequest'])
      expect((await creditor.scenario('BANK_APPROVES_MANDATE', kind)).status).toBe(409);
    expect(await creditor.effects()).toEqual(['requestCreated', 'requestShown']);
  });

  test('a second mandate for the customer fails, and its payment is made', async () => {
    const { creditor } = await aShownRequest();
    await creditor.scenario('PAYER_ACCEPTS');
    await creditor.scenario('BANK_APPROVES_MANDATE');
    await creditor.createRequest(aRequest({ uuid: uuid(2) }));
    await creditor.scenario('PAYER_ACCEPTS', 'billingRequest', uuid(2));
    const refused = await creditor.scenario('BANK_APPROVES_MANDATE', 'mandate', uuid(2));
    expect([refused.status, refused.json.error?.message]).toEqual([
      409,
      'The mandate does not come as far as the bank: MANDATE_ALREADY_EXISTS.',
    ]);
    await creditor.advanceTo('2026-03-02T12:00:00Z');
    expect((await creditor.getRequest(uuid(2))).json).toMatchObject({
      payment: { statusCode: 'COMPLETED' },
      mandate: { statusCode: 'FAILED', errorCode: 'MANDATE_ALREADY_EXISTS' },
    });
  });

  test('are dated by Copenhagen', async () => {
    const { creditor } = await aShop();
    await creditor.advanceTo('2026-03-02T23:30:00Z');
    await creditor.createRequest();
    await creditor.scenario('PAYER_ACCEPTS');
    await creditor.advance(2_000);
    expect((await creditor.getRequest()).json.payment).toMatchObject({ paymentDate: '2026-03-03' });
  });
});

describe('a new collection request', () => {
  const payment = (changes: object) => ({ payment: { amount, ...changes } });
  const of = (value: unknown, currency: unknown = 'DKK') => payment({ amount: { currency, value } });

  test.each<[string, object, string]>([
    ['no uuid', { uuid: undefined }, 'MISSING_REQUIRED_FIELD uuid'],
    ['no creditor', { creditorData: undefined }, 'MISSING_REQUIRED_FIELD creditorData'],
    ['no customer number', { creditorsDebtorReference: undefined }, 'MISSING_REQUIRED_FIELD creditorsDebtorReference'],
    ['no debtor', { debtorIdentity: {} }, 'MISSING_REQUIRED_FIELD debtorIdentity.cprNumber'],
    [
      'a company too',
      { debtorIdentity: { cprNumber: person, cvrNumber: '13585628' } },
      'INVALID_FIELD debtorIdentity.cvrNumber',
    ],
    [
      'a birth date that is none',
      { debtorIdentity: { cprNumber: '5110625629' } },
      'INVALID_FIELD debtorIdentity.cprNumber',
    ],
    ['no payment', { payment: undefined }, 'MISSING_REQUIRED_FIELD payment'],
    ['nothing to pay', of(0), 'INVALID_FIELD payment.amount.value'],
    ['less than nothing', of(-1), 'INVALID_FIELD payment.amount.value'],
    ['three decimals', of(1.005), 'INVALID_FIELD payment.amount.value'],
    ['more than the scheme takes', of(100_000_000_000), 'INVALID_FIELD payment.amount.value'],
    ['an amount as text', of('1.00'), 'INVALID_FIELD payment.amount.value'],
    ['another currency', of(1, 'EUR'), 'INVALID_FIELD payment.amount.currency'],
    ['a reference of 31', payment({ creditorReference: 'R'.repeat(31) }), 'INVALID_FIELD payment.creditorReference'],
    ['eleven lines', payment({ textLines: Array(11).fill('x') }), 'INVALID_FIELD payment.textLines'],
    ['a line of 61', payment({ textLines: ['x', 'x'.repeat(61)] }), 'INVALID_FIELD payment.textLines.1'],
    ['an empty line', payment({ textLines: [''] }), 'INVALID_FIELD payment.textLines.0'],
    ['a mandate of another kind', { mandate: { create: 'yes' } }, 'INVALID_FIELD mandate.create'],
    ['a callback by http', { callbackUrl: 'http://shop.example/bs' }, 'INVALID_FIELD callbackUrl'],
    ['a callback to nowhere', { callbackUrl: '/bs' }, 'INVALID_FIELD callbackUrl'],
    ['an expiry that is past', { expiresAt: '2026-03-02T10:00:30Z' }, 'INVALID_FIELD expiresAt'],
    ['an expiry after more than seven days', { expiresAt: '2026-03-09T10:00:31Z' }, 'INVALID_FIELD expiresAt'],
    ['an expiry that is no time', { expiresAt: 'tomorrow' }, 'INVALID_FIELD expiresAt'],
  ])('with %s is refused, and nothing is done', async (_title, changes, error) => {
    const { creditor } = await aShop();
    const answer = await creditor.createRequest(aRequest(changes));
    expect([answer.status, errorsOf(answer)]).toEqual([400, [error]]);
    expect(answer.json.Errors?.Error).toMatchObject([{ Source: 'BS-ONEOFF-API', Recoverable: false }]);
    expect(await creditor.effects()).toEqual([]);
  });

  test.each([0.01, 79, 79.5, 99_999_999_999.99])('of %d kroner is taken and told as it was', async (value) => {
    const { creditor } = await aShop();
    await creditor.createRequest(aRequest(of(value)));
    expect((await creditor.getRequest()).json.payment?.amount).toEqual({ currency: 'DKK', value });
  });

  test('that declines a mandate in so many words has none', async () => {
    const { creditor } = await aShop();
    await creditor.createRequest(aRequest({ mandate: { create: false } }));
    expect((await creditor.getRequest()).json).not.toHaveProperty('mandate');
  });
});
