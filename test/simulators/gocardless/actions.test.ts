import { describe, expect, test } from 'vitest';
import {
  aBank,
  anAccount,
  aPayer,
  aRequest,
  aShop,
  authoriseAt,
  errorOf,
  inside,
  nameOf,
  type Shop,
} from './support.ts';

/** Authorises at the bank of the payment, by GoCardless' own scenario. */
const authorise = (shop: Shop, id: string) => shop.client.play('billing_request_fulfilled', id);

describe('the actions', () => {
  test('lead by API to a fulfilled request with a mandate and a payment', async () => {
    const shop = await aShop();
    const request = await aRequest(shop);
    for (const [action, data, done] of [
      ['collect_customer_details', aPayer, 'collect_customer_details'],
      ['collect_bank_account', anAccount, 'collect_bank_account'],
      ['confirm_payer_details', { metadata: { by: 'phone' } }, 'confirm_payer_details'],
      ['select_institution', aBank, 'select_institution'],
    ] as const) {
      const reply = await request.act(action, data);
      expect([action, reply.status, inside(reply.json).status]).toEqual([action, 200, 'pending']);
      expect((await request.actions())[done]).toBe('completed');
    }
    const { json } = await shop.client.call('POST', '/bank_authorisations', {
      bank_authorisations: { links: { billing_request: request.id }, redirect_uri: 'https://shop.example/back' },
    });
    const authorisation = inside(json);
    expect(authorisation).toMatchObject({
      id: expect.stringMatching(/^BAU/),
      authorisation_type: 'payment',
      expires_at: '2026-03-02T10:15:30.000Z',
      links: { billing_request: request.id, institution: 'sandbox_bank_gb' },
    });
    expect((await request.act('fulfil')).status).toBe(422);
    await authorise(shop, request.id);
    const fulfilled = await request.read();
    expect(fulfilled).toMatchObject({
      status: 'fulfilled',
      actions: [],
      links: {
        bank_authorisation: authorisation.id,
        customer_bank_account: expect.stringMatching(/^BA/),
        payment_request_payment: expect.stringMatching(/^PM/),
        mandate_request_mandate: expect.stringMatching(/^MD/),
      },
    });
    expect(fulfilled.payment_request?.links).toEqual({ payment: fulfilled.links?.payment_request_payment });
    expect(fulfilled.mandate_request?.links).toEqual({ mandate: fulfilled.links?.mandate_request_mandate });
    expect(await shop.client.get(`/mandates/${fulfilled.links?.mandate_request_mandate}`)).toMatchObject({
      status: 'pending_submission',
      scheme: 'bacs',
      metadata: { key1: 'Value of metadata stored in the mandate object' },
    });
    expect(await shop.client.get(`/payments/${fulfilled.links?.payment_request_payment}`)).toMatchObject({
      status: 'pending_submission',
      amount: 79050,
      currency: 'GBP',
      scheme: 'faster_payments',
      metadata: { key1: 'Value of metadata stored in the payment object' },
    });
    await shop.client.drain();
    const confirmed = shop.endpoint.events().find(({ action }) => action === 'payer_details_confirmed');
    expect(confirmed).toMatchObject({
      details: { origin: 'api', cause: 'billing_request_payer_details_confirmed' },
      metadata: { by: 'phone' },
      resource_metadata: { key1: 'Value of metadata stored in the billing request object' },
    });
    expect(shop.endpoint.actions()).toEqual([
      'billing_requests.created',
      'billing_requests.collect_customer_details',
      'billing_requests.collect_bank_account',
      'billing_requests.payer_details_confirmed',
      'billing_requests.select_institution',
      'billing_requests.bank_authorisation_authorised',
      'mandates.created',
      'payments.created',
      'billing_requests.fulfilled',
    ]);
  });

  test('make a mandate alone ready without a bank, and fulfil answers with it at once', async () => {
    const shop = await aShop();
    const request = await aRequest(shop, { mandate_request: { scheme: 'bacs' } });
    await request.act('collect_customer_details', aPayer);
    await request.act('collect_bank_account', anAccount);
    expect(inside((await request.act('confirm_payer_details')).json).status).toBe('ready_to_fulfil');
    const fulfilled = inside((await request.act('fulfil')).json);
    expect([fulfilled.status, fulfilled.actions]).toEqual(['fulfilled', []]);
    expect(fulfilled.links?.mandate_request_mandate).toMatch(/^MD/);
  });

  test('with a payment are followed by a moment of fulfilling, without a link', async () => {
    const shop = await aShop();
    const request = await aRequest(shop, { payment_request: { amount: 5, currency: 'GBP', description: 'Chips' } });
    await request.act('collect_customer_details', aPayer);
    await request.act('collect_bank_account', anAccount);
    await request.act('select_institution', aBank);
    const { id } = await shop.client.create('bank_authorisations', { links: { billing_request: request.id } });
    await authoriseAt(shop, `/obauth/${id}`);
    expect((await request.read()).status).toBe('ready_to_fulfil');
    const fulfilling = inside((await request.act('fulfil')).json);
    expect([fulfilling.status, fulfilling.links?.payment_request_payment]).toEqual(['fulfilling', undefined]);
    await shop.client.advance(1_000);
    const fulfilled = await request.read();
    expect([fulfilled.status, String(fulfilled.links?.payment_request_payment).slice(0, 2)]).toEqual([
      'fulfilled',
      'PM',
    ]);
  });

  test('take the currency from the account where none was chosen', async () => {
    const shop = await aShop();
    const request = await aRequest(shop, { mandate_request: {} });
    await request.act('choose_currency', { currency: 'GBP' });
    const chosen = inside((await request.act('choose_currency', { currency: 'EUR' })).json);
    expect(chosen.mandate_request).toMatchObject({ currency: 'EUR', scheme: 'sepa_core' });
    const details = [...(chosen.actions ?? [])].find(({ type }) => String(type) === 'collect_customer_details');
    expect(details?.collect_customer_details?.default_country_code).toBeNull();

    const other = await aRequest(shop, { mandate_request: {} });
    const collected = inside(
      (await other.act('collect_bank_account', { account_holder_name: 'F', iban: 'FR14 2004 1010 0505 0001 3M02 606' }))
        .json,
    );
    expect(collected.mandate_request).toMatchObject({ currency: 'EUR', scheme: 'sepa_core' });
    expect(collected.resources?.customer_bank_account).toMatchObject({
      account_number_ending: '06',
      country_code: 'FR',
    });
    expect((await other.actions()).choose_currency).toBe('completed');
  });

  test('tell what is still missing of a payer, and take it in parts', async () => {
    const shop = await aShop();
    const request = await aRequest(shop);
    const half = inside(
      (await request.act('collect_customer_details', { customer: { company_name: 'Chips Ltd' } })).json,
    );
    const action = [...(half.actions ?? [])].find(({ type }) => String(type) === 'collect_customer_details');
    expect(action).toMatchObject({
      status: 'pending',
      collect_customer_details: {
        incomplete_fields: {
          customer: [],
          customer_billing_detail: ['address_line1', 'city', 'postal_code', 'country_code'],
        },
      },
    });
    await request.act('collect_customer_details', { customer_billing_detail: aPayer.customer_billing_detail });
    expect((await request.actions()).collect_customer_details).toBe('completed');
  });

  test('refuse an account whose name is another, where the bank says so', async () => {
    const shop = await aShop({ settings: { payerNameVerification: 'mismatch' } });
    const request = await aRequest(shop);
    expect(errorOf((await request.act('collect_bank_account', anAccount)).json).errors).toEqual([
      'account_holder_name',
    ]);
    await shop.client.setUp({ payerNameVerification: 'close' });
    await request.act('collect_bank_account', anAccount);
    expect((await request.read()).resources?.customer_bank_account).toMatchObject({
      account_holder_name: 'FRANK OSBORNE',
      payer_name_verification_result: 'close',
    });
  });

  test('choose the institution by the sort code where it is known', async () => {
    const shop = await aShop();
    const request = await aRequest(shop);
    const collected = inside(
      (await request.act('collect_bank_account', { ...anAccount, branch_code: '04-00-04' })).json,
    );
    const action = [...(collected.actions ?? [])].find(({ type }) => String(type) === 'select_institution');
    expect(action).toMatchObject({ status: 'completed', institution_guess_status: 'success' });
  });

  test.each<[string, string, object, string[]]>([
    [
      'an account that is too short',
      'collect_bank_account',
      { ...anAccount, account_number: '123' },
      ['account_number'],
    ],
    [
      'no holder and no sort code',
      'collect_bank_account',
      { account_number: '55779911', country_code: 'GB' },
      ['account_holder_name', 'branch_code'],
    ],
    [
      'an IBAN whose check digits are wrong',
      'collect_bank_account',
      { account_holder_name: 'F', iban: 'DE89370400440532013001' },
      ['iban'],
    ],
    [
      'an account in another currency',
      'collect_bank_account',
      { account_holder_name: 'F', iban: 'DE89370400440532013000' },
      ['iban'],
    ],
    ['a language that is none', 'collect_customer_details', { customer: { language: 'xx' } }, ['language']],
    [
      'an institution that is closed',
      'select_institution',
      { country_code: 'GB', institution: 'sandbox_bank_closed_gb' },
      ['institution'],
    ],
    [
      'an institution of another country',
      'select_institution',
      { country_code: 'DE', institution: 'sandbox_bank_gb' },
      ['institution'],
    ],
    ['a notification by post', 'notify', { notification_type: 'post' }, ['notification_type']],
  ])('refuse %s, and change nothing', async (_title, action, data, fields) => {
    const shop = await aShop();
    const request = await aRequest(shop);
    const before = await request.read();
    const reply = await request.act(action, data);
    expect(errorOf(reply.json)).toEqual({ type: 'validation_failed', code: 422, errors: fields });
    expect(await request.read()).toEqual(before);
    expect(await shop.client.effects()).toEqual(['billingRequestCreated']);
  });

  test.each<[string, (request: Awaited<ReturnType<typeof aRequest>>) => Promise<unknown>, string, object]>([
    ['confirming before anything is known', async () => {}, 'confirm_payer_details', {}],
    ['fulfilling too early', async () => {}, 'fulfil', {}],
    ['a fallback that is not enabled', async () => {}, 'fallback', {}],
    ['another currency for a payment', async () => {}, 'choose_currency', { currency: 'EUR' }],
    [
      'an account twice',
      (request) => request.act('collect_bank_account', anAccount),
      'collect_bank_account',
      anAccount,
    ],
    ['details twice', (request) => request.act('collect_customer_details', aPayer), 'collect_customer_details', aPayer],
    ['cancelling twice', (request) => request.act('cancel'), 'cancel', {}],
    ['anything after the end', (request) => request.act('cancel'), 'collect_customer_details', aPayer],
  ])('refuse %s as a wrong state', async (_title, before, action, data) => {
    const shop = await aShop();
    const request = await aRequest(shop);
    await before(request);
    const effects = await shop.client.effects();
    expect(errorOf((await request.act(action, data)).json)).toMatchObject({ type: 'invalid_state', code: 422 });
    expect(await shop.client.effects()).toEqual(effects);
  });

  test('of a payer need the upgrade, and those of a merchant do not', async () => {
    const shop = await aShop({ settings: { customPaymentPages: false } });
    const request = await aRequest(shop);
    expect(errorOf((await request.act('collect_customer_details', aPayer)).json)).toEqual({
      type: 'invalid_api_usage',
      code: 403,
      errors: ['feature_disabled'],
    });
    expect((await request.act('notify', { notification_type: 'email' })).status).toBe(200);
    expect((await request.act('cancel', { metadata: { why: 'late' } })).status).toBe(200);
    expect(await request.read()).toMatchObject({ status: 'cancelled', actions: [] });
    const [last] = (await shop.client.events()).toReversed();
    expect(last).toMatchObject({ action: 'cancelled', metadata: { why: 'late' }, details: { origin: 'api' } });
  });

  test('after a fallback need no bank, and lead to a direct debit', async () => {
    const shop = await aShop();
    const request = await aRequest(shop, {
      payment_request: { amount: 5000, currency: 'GBP', description: 'Chips', retry_if_possible: true },
      fallback_enabled: true,
    });
    await request.act('collect_customer_details', aPayer);
    await request.act('collect_bank_account', anAccount);
    const fallen = inside((await request.act('fallback')).json);
    expect(fallen).toMatchObject({
      status: 'pending',
      fallback_occurred: true,
      payment_request: { scheme: 'faster_payments' },
    });
    expect(await request.actions()).not.toHaveProperty('select_institution');
    expect(inside((await request.act('confirm_payer_details')).json).status).toBe('ready_to_fulfil');
    await request.act('fulfil');
    await shop.client.advance(1_000);
    const { links } = await request.read();
    const payment = await shop.client.get(`/payments/${links?.payment_request_payment}`);
    expect(payment).toMatchObject({ scheme: 'bacs', retry_if_possible: true, charge_date: '2026-03-06' });
    expect(errorOf((await request.act('fallback')).json).errors).toEqual(['billing_request_not_pending']);
  });
});

test('a bank authorisation lapses after a quarter of an hour, and another can be made', async () => {
  const shop = await aShop();
  const request = await aRequest(shop);
  await request.act('select_institution', aBank);
  const first = await shop.client.create('bank_authorisations', { links: { billing_request: request.id } });
  await shop.client.advance(15 * 60_000);
  expect((await shop.client.events()).map(nameOf).at(-1)).toBe('billing_requests.bank_authorisation_expired');
  const second = await shop.client.create('bank_authorisations', { links: { billing_request: request.id } });
  expect(second.id).not.toBe(first.id);
  expect((await request.read()).links?.bank_authorisation).toBe(second.id);
});

test('institutions are listed for a request, those that are closed only when asked for', async () => {
  const shop = await aShop();
  const request = await aRequest(shop);
  const ids = async (query: string) =>
    [...((await shop.client.call('GET', `${request.path}/institutions?${query}`)).json.institutions ?? [])].map(
      ({ id }) => String(id),
    );
  expect(await ids('country_code=GB')).toEqual(['read_refund_account_sandbox_bank', 'sandbox_bank_gb']);
  expect(await ids('country_code=GB&include_disabled=true')).toContain('sandbox_bank_closed_gb');
  expect(await ids('country_code=GB&search=high')).toEqual(['sandbox_bank_gb']);
});

test.each([
  ['CAD', { country_code: 'CA', bank_code: '0003', branch_code: '00006', account_number: '1234567' }],
  ['DKK', { country_code: 'DK', bank_code: '345', account_number: '3179681' }],
  ['NZD', { country_code: 'NZ', bank_code: '01', branch_code: '0902', account_number: '0003869-00' }],
])('an account in %s that GoCardless publishes for tests is taken', async (currency, account) => {
  const shop = await aShop();
  const request = await aRequest(shop, { mandate_request: { currency } });
  const reply = await request.act('collect_bank_account', { account_holder_name: 'Frank Osborne', ...account });
  expect(reply.status).toBe(200);
});
