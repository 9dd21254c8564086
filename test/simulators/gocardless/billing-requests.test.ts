import { describe, expect, test } from 'vitest';
import { anAccount, aPayer, aRequest, aShop, errorOf, inside, theSeed } from './support.ts';

/** The response of the seed, with what differs between two runs left out. */
const seedResponse = {
  status: 'pending',
  mandate_request: {
    currency: 'GBP',
    constraints: null,
    scheme: 'bacs',
    sweeping: false,
    verify: 'recommended',
    links: {},
    metadata: { key1: 'Value of metadata stored in the mandate object' },
    description: null,
    payer_requested_dual_signature: false,
  },
  payment_request: {
    description: 'Licensed Steel Chips',
    currency: 'GBP',
    amount: 79050,
    min_amount: null,
    max_amount: null,
    default_min_amount: null,
    default_max_amount: null,
    app_fee: null,
    scheme: 'faster_payments',
    links: {},
    metadata: { key1: 'Value of metadata stored in the payment object' },
    flexible_amount: false,
    reference: null,
    funds_settlement: 'managed',
  },
  metadata: { key1: 'Value of metadata stored in the billing request object' },
  links: {
    customer: expect.stringMatching(/^CU\w{12}$/),
    customer_billing_detail: expect.stringMatching(/^CBD\w{12}$/),
    creditor: 'CR00006C6DF0TD',
    organisation: 'OR00004AE28612',
    payment_request: expect.stringMatching(/^PRQ\w{12}$/),
    mandate_request: expect.stringMatching(/^MRQ\w{12}$/),
  },
  fallback_enabled: false,
  fallback_occurred: false,
  sign_flow_url: null,
  creditor_name: expect.any(String),
  actions: [
    {
      type: 'choose_currency',
      required: true,
      completes_actions: [],
      requires_actions: [],
      status: 'completed',
      available_currencies: ['GBP', 'EUR'],
    },
    { type: 'collect_amount', required: true, completes_actions: [], requires_actions: [], status: 'completed' },
    {
      type: 'collect_customer_details',
      required: true,
      completes_actions: [],
      requires_actions: ['choose_currency', 'collect_amount'],
      status: 'pending',
      collect_customer_details: {
        incomplete_fields: {
          customer: ['given_name', 'family_name'],
          customer_billing_detail: ['address_line1', 'city', 'postal_code', 'country_code'],
        },
        default_country_code: 'GB',
      },
    },
    {
      type: 'select_institution',
      required: true,
      completes_actions: [],
      requires_actions: [],
      status: 'pending',
      institution_guess_status: 'pending',
    },
    {
      type: 'collect_bank_account',
      required: true,
      completes_actions: ['choose_currency'],
      available_country_codes: ['GB'],
      requires_actions: ['collect_amount'],
      status: 'pending',
    },
    {
      type: 'confirm_payer_details',
      required: true,
      completes_actions: [],
      requires_actions: ['collect_customer_details', 'collect_bank_account'],
      status: 'pending',
    },
    {
      type: 'bank_authorisation',
      required: true,
      completes_actions: [],
      requires_actions: ['select_institution'],
      status: 'pending',
      bank_authorisation: { authorisation_type: 'payment', adapter: 'open_banking_gateway_pis' },
    },
  ],
  resources: {
    customer: {
      id: expect.any(String),
      created_at: expect.any(String),
      email: null,
      given_name: null,
      family_name: null,
      company_name: null,
      language: 'en',
      phone_number: null,
      metadata: {},
    },
    customer_billing_detail: {
      id: expect.any(String),
      created_at: expect.any(String),
      address_line1: null,
      address_line2: null,
      address_line3: null,
      city: null,
      region: null,
      postal_code: null,
      country_code: null,
      swedish_identity_number: null,
      danish_identity_number: null,
    },
  },
  experimentation: {
    is_eligible_for_share_of_wallet_experiments: false,
    is_eligible_for_optional_vm_experiments: false,
    is_eligible_for_institution_experiments: false,
    is_eligible_for_ach_optional_address_experiments: false,
    is_eligible_for_ach_mx_experiments: false,
    is_eligible_for_single_tab_experiments: false,
    is_eligible_for_bankid_safe_start_experiments: false,
  },
};

describe('a new billing request', () => {
  test('has the response of the seed, field by field', async () => {
    const { client } = await aShop();
    const reply = await client.call('POST', '/billing_requests', { billing_requests: theSeed() });
    const made = inside(reply.json);
    expect(reply.status).toBe(201);
    expect(reply.headers.get('location')).toBe(`/billing_requests/${made.id}`);
    expect(made).toEqual({
      id: expect.stringMatching(/^BRQ\w{12}$/),
      created_at: '2026-03-02T10:00:30.000Z',
      ...seedResponse,
    });
    expect(await client.get(`/billing_requests/${made.id}`)).toEqual(made);
    expect((await client.book())[0]).toMatchObject({
      effect: 'billingRequestCreated',
      subject: { kind: 'billingRequest', id: made.id },
      amount: '79050',
      currency: 'GBP',
      request: { operation: 'createBillingRequest' },
    });
  });

  test.each<[string, object, Record<string, string>]>([
    [
      'a Bacs mandate',
      { mandate_request: { scheme: 'bacs' } },
      {
        choose_currency: 'completed',
        collect_customer_details: 'pending',
        collect_bank_account: 'pending',
        confirm_payer_details: 'pending',
        bank_authorisation: 'pending',
      },
    ],
    [
      'a mandate in no currency yet',
      { mandate_request: {} },
      {
        choose_currency: 'pending',
        collect_customer_details: 'pending',
        collect_bank_account: 'pending',
        confirm_payer_details: 'pending',
      },
    ],
    [
      'a payment alone',
      { payment_request: { amount: 100, currency: 'EUR', description: 'Chips' } },
      {
        choose_currency: 'completed',
        collect_amount: 'completed',
        collect_customer_details: 'pending',
        select_institution: 'pending',
        collect_bank_account: 'pending',
        bank_authorisation: 'pending',
      },
    ],
    [
      'a mandate that has to be verified',
      { mandate_request: { currency: 'GBP', verify: 'always' } },
      {
        choose_currency: 'completed',
        collect_customer_details: 'pending',
        select_institution: 'pending',
        collect_bank_account: 'pending',
        confirm_payer_details: 'pending',
        bank_authorisation: 'pending',
      },
    ],
    [
      'a PayTo mandate',
      { mandate_request: { scheme: 'pay_to', constraints: { max_amount_per_payment: 5000 } } },
      {
        choose_currency: 'completed',
        collect_customer_details: 'pending',
        select_institution: 'pending',
        collect_bank_account: 'pending',
        bank_authorisation: 'pending',
      },
    ],
  ])('of %s has its own actions', async (_title, body, actions) => {
    const shop = await aShop();
    expect(await (await aRequest(shop, body)).actions()).toEqual(actions);
  });

  const payment = { amount: 100, currency: 'GBP', description: 'Chips' };
  test.each<[string, object, string, string[]]>([
    ['nothing requested', {}, 'validation_failed', ['mandate_request']],
    [
      'a blank description',
      { payment_request: { ...payment, description: ' ' } },
      'validation_failed',
      ['description'],
    ],
    ['no description', { payment_request: { amount: 1, currency: 'GBP' } }, 'validation_failed', ['description']],
    ['an amount of nothing', { payment_request: { ...payment, amount: 0 } }, 'validation_failed', ['amount']],
    [
      'an amount with decimals',
      { payment_request: { ...payment, amount: 10.5 } },
      'invalid_api_usage',
      ['/billing_requests/payment_request/amount'],
    ],
    ['another currency', { payment_request: { ...payment, currency: 'DKK' } }, 'validation_failed', ['currency']],
    [
      'a scheme of another currency',
      { payment_request: { ...payment, scheme: 'sepa_credit_transfer' } },
      'validation_failed',
      ['scheme'],
    ],
    [
      'two currencies',
      { payment_request: payment, mandate_request: { currency: 'EUR' } },
      'validation_failed',
      ['currency'],
    ],
    ['a reference', { payment_request: { ...payment, reference: 'X1' } }, 'validation_failed', ['reference']],
    [
      'a long reference',
      { mandate_request: { currency: 'GBP', reference: 'ELEVENCHARS' } },
      'validation_failed',
      ['reference'],
    ],
    [
      'a subscription',
      { payment_request: payment, subscription_request: {} },
      'validation_failed',
      ['subscription_request'],
    ],
    [
      'a fallback without a payment',
      { mandate_request: {}, fallback_enabled: true },
      'validation_failed',
      ['fallback_enabled'],
    ],
    ['an unknown purpose', { mandate_request: {}, purpose_code: 'fun' }, 'validation_failed', ['purpose_code']],
    [
      'VRP without its limits',
      { mandate_request: { scheme: 'faster_payments' } },
      'validation_failed',
      ['sweeping', 'max_amount_per_payment', 'periodic_limits'],
    ],
    [
      'an end before the start',
      { mandate_request: { constraints: { start_date: '2026-05-02', end_date: '2026-05-01' } } },
      'validation_failed',
      ['end_date'],
    ],
    [
      'a verification that the scheme has not',
      { mandate_request: { scheme: 'autogiro', verify: 'always' } },
      'validation_failed',
      ['verify'],
    ],
    [
      'four metadata keys',
      { mandate_request: {}, metadata: { a: '1', b: '2', c: '3', d: '4' } },
      'validation_failed',
      ['metadata'],
    ],
    [
      'metadata that is no text',
      { mandate_request: {}, metadata: { a: 1 } },
      'invalid_api_usage',
      ['/billing_requests/metadata/a'],
    ],
    [
      'an unknown customer',
      { mandate_request: {}, links: { customer: 'CU000' } },
      'invalid_api_usage',
      ['link_not_found'],
    ],
    [
      'another creditor',
      { mandate_request: {}, links: { creditor: 'CR000' } },
      'invalid_api_usage',
      ['link_not_found'],
    ],
  ])('with %s is refused, and nothing is made', async (_title, body, type, errors) => {
    const { client } = await aShop();
    const reply = await client.call('POST', '/billing_requests', { billing_requests: body });
    const code = errors[0] === 'link_not_found' ? 404 : 422;
    expect([reply.status, errorOf(reply.json)]).toEqual([code, { type, code, errors }]);
    expect(reply.json.error).toMatchObject({ request_id: expect.any(String), documentation_url: expect.any(String) });
    expect(await client.effects()).toEqual([]);
  });

  test('for a customer who is known asks for less', async () => {
    const shop = await aShop();
    const first = await aRequest(shop);
    await first.act('collect_customer_details', aPayer);
    await first.act('collect_bank_account', anAccount);
    const { links } = await first.read();
    const again = await aRequest(shop, {
      mandate_request: { currency: 'GBP' },
      links: { customer: links?.customer, customer_bank_account: links?.customer_bank_account },
    });
    expect(await again.actions()).toMatchObject({
      collect_customer_details: 'completed',
      collect_bank_account: 'completed',
      confirm_payer_details: 'pending',
    });
    const found = await shop.client.call('GET', `/billing_requests?customer=${links?.customer}&status=pending`);
    expect([...(found.json.billing_requests ?? [])].map(({ id }) => String(id))).toEqual([again.id, first.id]);
  });
});
