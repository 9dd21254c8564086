import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AuthorityState, type Fact, mandateSchemes } from '../../../src/domain/port/provider.ts';
import { amountMinorMax, currency, money } from '../../../src/kernel/money.ts';
import { knownCauses, why, whyRefused } from '../../../src/providers/gocardless/reasons.ts';
import { refundStatuses, toRefund } from '../../../src/providers/gocardless/refund-status.ts';
import {
  echoed,
  mandateRef,
  mandateStates,
  paymentRef,
  paymentStatuses,
  refundRef,
  requestStates,
  schemeWords,
  toFlow,
  toMandateFact,
  toPaymentFacts,
  toRequestFact,
} from '../../../src/providers/gocardless/translate.ts';
import { billingRequest, flow, mandate, payment, refund } from '../../../src/providers/gocardless/wire.ts';
import { readJson } from '../../../src/providers/kit/json.ts';
import { aThing, gbp, t0, tenPounds } from './support.ts';

const ref = paymentRef('PM000260X9VKF4');
const aPayment = (changes: object) => payment.parse(aThing('payment', changes));
const aMandate = (changes: object) => mandate.parse(aThing('mandate', changes));
const aRefund = (changes: object) => refund.parse(aThing('refund', changes));
const aRequest = (changes: object = {}) => billingRequest.parse(aThing('billing-request', changes));
const factsOf = (changes: object): readonly Fact[] => {
  const facts = toPaymentFacts(aPayment(changes), ref, t0, null, null);
  return facts.ok ? facts.value : [];
};

describe('a payment', () => {
  const rows: [status: string, changes: object, kinds: Fact['kind'][]][] = [
    ['pending_customer_approval', {}, ['awaitingPayer']],
    ['pending_submission', {}, ['scheduled']],
    ['submitted', {}, ['submitted']],
    ['confirmed', {}, ['captured', 'restored']],
    ['paid_out', {}, ['captured', 'restored', 'paidOut']],
    ['cancelled', {}, ['cancelled']],
    ['customer_approval_denied', {}, ['rejected']],
    ['failed', {}, ['failed']],
    ['failed', { links: { payout: 'PO1' } }, ['captured', 'reversed']],
    ['charged_back', {}, ['captured', 'reversed']],
  ];
  test.each(rows)('%s %j → %j', (status, changes, kinds) => {
    const facts = factsOf({ status, ...changes });
    expect(facts.map((fact) => fact.kind)).toEqual(kinds);
    for (const fact of facts) expect(fact).toMatchObject({ ref, at: t0, providerStatus: status });
  });
  test('has a row above for each of its statuses', () => {
    expect(new Set(rows.map(([status]) => status))).toEqual(new Set(paymentStatuses));
  });
  test('that waits names its day, where that is one', () => {
    expect(factsOf({})).toMatchObject([{ chargeDate: '2014-05-21' }]);
    expect(factsOf({ charge_date: '2014-02-30' })[0]).not.toHaveProperty('chargeDate');
  });
  test('that was taken back says how, and of how much', () => {
    expect(factsOf({ status: 'failed', links: { payout: 'PO1' } })[1]).toMatchObject({ cause: 'lateFailure' });
    expect(factsOf({ status: 'charged_back' })[1]).toMatchObject({ cause: 'chargeback', amount: tenPounds });
  });
  test('of another amount or currency than ours is a mismatch', () => {
    for (const other of [money(1_001n, gbp), money(1_000n, currency('EUR'))])
      expect(toPaymentFacts(aPayment({}), ref, t0, null, other)).toMatchObject({
        ok: false,
        error: { why: { kind: 'amountMismatch' } },
      });
  });
});

describe('a mandate', () => {
  const rows: [string, AuthorityState][] = [
    ['pending_customer_approval', 'PENDING'],
    ['pending_submission', 'PENDING'],
    ['submitted', 'PENDING'],
    ['active', 'ACTIVE'],
    ['suspended_by_payer', 'SUSPENDED'],
    ['blocked', 'SUSPENDED'],
    ['failed', 'FAILED'],
    ['cancelled', 'CANCELLED'],
    ['expired', 'EXPIRED'],
    ['consumed', 'EXPIRED'],
  ];
  test.each(rows)('%s → %s', (status, now) => {
    expect(toMandateFact(aMandate({ status }), mandateRef('MD1'), t0, null)).toMatchObject({
      ok: true,
      value: { kind: 'authority', now, scheme: 'BACS', providerStatus: status },
    });
  });
  test('has a row above for each of its statuses, and a word for each of our schemes', () => {
    expect(rows.map(([status]) => status).sort()).toEqual(Object.keys(mandateStates).sort());
    expect(Object.keys(schemeWords).sort()).toEqual([...mandateSchemes].sort());
  });
  test('of a scheme that we have no word for has none', () => {
    const fact = toMandateFact(aMandate({ scheme: 'blitzeinzug' }), mandateRef('MD1'), t0, null);
    expect(fact.ok && fact.value).not.toHaveProperty('scheme');
  });
});

describe("the seed's billing request", () => {
  const read = (changes: object = {}) => {
    const fact = toRequestFact(aRequest(changes), t0, null);
    if (!fact.ok) throw new Error(fact.error.why.detail);
    return fact.value;
  };
  test('shows its graph of actions', () => {
    expect(read()).toMatchObject({ kind: 'request', ref: { id: 'BRQ0005YYBY80QS' }, now: 'PENDING' });
    expect(read().actions.map(({ type, status }) => `${type} ${status}`)).toEqual([
      'CHOOSE_CURRENCY COMPLETED',
      'COLLECT_AMOUNT COMPLETED',
      'COLLECT_CUSTOMER_DETAILS PENDING',
      'SELECT_INSTITUTION PENDING',
      'COLLECT_BANK_ACCOUNT PENDING',
      'CONFIRM_PAYER_DETAILS PENDING',
      'BANK_AUTHORISATION PENDING',
    ]);
    const [choose, , details, , bank] = read().actions;
    expect(choose).toMatchObject({ availableCurrencies: ['GBP', 'EUR'], missingFields: [] });
    expect(details).toMatchObject({
      requires: ['CHOOSE_CURRENCY', 'COLLECT_AMOUNT'],
      missingFields: ['given_name', 'family_name', 'address_line1', 'city', 'postal_code', 'country_code'],
    });
    expect(bank).toMatchObject({ requires: ['COLLECT_AMOUNT'], completes: ['CHOOSE_CURRENCY'] });
  });
  test('names what it has led to, within itself', () => {
    const links = { payment_request_payment: 'PM1', mandate_request_mandate: 'MD1' };
    expect(read({ status: 'fulfilled', links, actions: [] })).toMatchObject({
      now: 'FULFILLED',
      actions: [],
      payment: { ref: { kind: 'payment', id: 'PM1', within: { id: 'BRQ0005YYBY80QS' } }, amount: money(79_050n, gbp) },
      mandate: { ref: { kind: 'mandate', id: 'MD1' }, scheme: 'BACS' },
    });
  });
  test('keeps an action of a kind that we do not know, and a status that we do not know, from being taken for done', () => {
    const actions = [
      { type: 'sing_a_song', status: 'pending', required: true },
      { type: 'collect_amount', status: 'half_done', required: true, requires_actions: ['sing_a_song', 'constructor'] },
    ];
    expect(read({ actions }).actions).toMatchObject([{ type: 'COLLECT_AMOUNT', status: 'PENDING', requires: [] }]);
  });
  test('is read however strange that is which it only shows, or what does not concern us', () => {
    const strange = [0, '', 'x'.repeat(3_000), [], {}, null, [{ a: 1 }], false];
    const usual = aRequest();
    for (const odd of strange) {
      const fact = read({
        metadata: { theirs: odd },
        fallback_occurred: odd,
        resources: {
          customer: odd,
          customer_billing_detail: odd,
          customer_bank_account: { account_number_ending: odd },
        },
        links: { customer: odd, customer_bank_account: odd, creditor: odd },
        payment_request: { ...usual.payment_request, scheme: odd, app_fee: odd, description: odd },
        actions: [
          odd,
          { type: 'choose_currency', status: odd, required: odd, requires_actions: odd, available_currencies: odd },
          { type: 'collect_bank_account', status: 'completed', required: true, available_country_codes: odd },
          { type: 'collect_customer_details', status: 'pending', required: true, collect_customer_details: odd },
        ],
      });
      expect(fact.actions.map(({ type, status }) => `${type} ${status}`)).toEqual([
        'CHOOSE_CURRENCY PENDING',
        'COLLECT_BANK_ACCOUNT COMPLETED',
        'COLLECT_CUSTOMER_DETAILS PENDING',
      ]);
    }
  });
  test('says which countries are taken, what is approved at the bank, and whether the bank could be guessed', () => {
    const [, , details, institution, account, , approval] = read().actions;
    expect(details).toMatchObject({ defaultCountry: 'GB' });
    expect(institution).toMatchObject({ institutionGuess: 'pending' });
    expect(account).toMatchObject({ availableCountries: ['GB'] });
    expect(approval).toMatchObject({ approves: 'PAYMENT' });
  });
  test('for a payment alone, which fell back to a debit on a mandate of its own, is told with its payment', () => {
    const links = { payment_request_payment: 'PM1', mandate_request_mandate: 'MD1' };
    const fact = read({ status: 'fulfilled', fallback_occurred: true, mandate_request: null, links });
    expect(fact).toMatchObject({ now: 'FULFILLED', payment: { ref: { kind: 'payment', id: 'PM1' } } });
    expect(fact).not.toHaveProperty('mandate');
  });
  test.each([
    ['becs_nz', 'NZD', 'BECS_NZ'],
    ['pay_to', 'AUD', 'PAY_TO'],
    ['faster_payments', 'GBP', 'FASTER_PAYMENTS'],
  ])('for a mandate by %s in %s names it', (word, code, scheme) => {
    const mandate_request = { currency: code, scheme: word, links: { mandate: 'MD1' } };
    expect(read({ status: 'fulfilled', payment_request: null, mandate_request, actions: [] })).toMatchObject({
      mandate: { ref: { id: 'MD1' }, scheme },
      chosen: { currency: code, scheme },
    });
  });
  test('with a mandate of a scheme that we have no word for is not understood', () => {
    const mandate_request = { currency: 'NZD', scheme: 'blitzeinzug', links: { mandate: 'MD1' } };
    expect(toRequestFact(aRequest({ mandate_request }), t0, null)).toMatchObject({
      ok: false,
      error: { why: { kind: 'unknownStatus' } },
    });
  });
  test.each(Object.entries(requestStates))('%s → %s', (status, now) => expect(read({ status }).now).toBe(now));
});

describe('a refund', () => {
  const at = (changes: object) => toRefund(aRefund(changes), refundRef(ref, 'RF1'), t0, null);
  test.each([
    ['created', 'pending'],
    ['pending_submission', 'pending'],
    ['submitted', 'pending'],
    ['paid', 'refunded'],
    ['cancelled', 'refundDeclined'],
    ['bounced', 'refundDeclined'],
    ['funds_returned', 'refundDeclined'],
  ])('%s → %s', (status, kind) => {
    expect(refundStatuses).toContain(status);
    const outcome = at({ status });
    expect(outcome.kind === 'facts' ? outcome.facts[0].kind : outcome.kind).toBe(kind);
  });
  test('echoes our key from its metadata', () => {
    expect(at({ status: 'paid', metadata: { operation_key: 'k1' } })).toMatchObject({
      facts: [{ operationKey: 'k1', amount: money(100n, gbp) }],
    });
  });
});

describe('a hosted page', () => {
  const wire = { id: 'BRF1', authorisation_url: 'https://pay.gocardless.com/flow?id=BRF1' };
  const request = { kind: 'billingRequest', id: 'BRQ1' } as const;
  test('lives until the time that is told, or for seven days', () => {
    expect(toFlow(flow.parse({ ...wire, expires_at: '2026-05-03T00:00:00.000Z' }), request, t0)).toMatchObject({
      value: { url: wire.authorisation_url, until: new Date('2026-05-03T00:00:00Z') },
    });
    expect(toFlow(flow.parse(wire), request, t0)).toMatchObject({
      value: { until: new Date(t0.getTime() + 7 * 86_400_000) },
    });
  });
  test.each(['javascript:alert(1)', 'http://pay.evil.example/', 'pay.gocardless.com'])('is never %s', (url) => {
    expect(toFlow(flow.parse({ ...wire, authorisation_url: url }), request, t0).ok).toBe(false);
  });
});

describe('amounts', () => {
  const read = (text: string) => {
    const json = readJson(`{"id":"RF1","status":"paid","amount":${text},"currency":"GBP"}`);
    return json.ok ? refund.safeParse(json.value) : { success: false as const };
  };
  test('are read to the minor unit, whatever their size', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: amountMinorMax }), (minor) => {
        const wire = read(String(minor));
        const amount = wire.success ? echoed(wire.data, null) : null;
        expect(amount?.ok && amount.value).toEqual(money(minor, gbp));
      }),
    );
  });
  test.each(['1e1', '10.0', '10.5', '-1', '1e400', '""', 'null', 'true', '"1 0"', '123456789012345678901'])(
    'of %s are no whole minor units',
    (text) => {
      expect(read(text).success).toBe(false);
    },
  );
});

test.each(['active ', 'Paid_out', 'teleported', 'constructor', '__proto__'])(
  'the status %j is unknown, never a guess',
  (status) => {
    const unknown = { ok: false, error: { kind: 'unknown', why: { kind: 'unknownStatus' } } };
    expect(toPaymentFacts(aPayment({ status }), ref, t0, null, null)).toMatchObject(unknown);
    expect(toMandateFact(aMandate({ status }), mandateRef('MD1'), t0, null)).toMatchObject(unknown);
    expect(toRequestFact(aRequest({ status }), t0, null)).toMatchObject(unknown);
    expect(toRefund(aRefund({ status }), refundRef(ref, 'RF1'), t0, null)).toMatchObject(unknown.error);
  },
);

test('translating never throws, whatever stands in the fields', () => {
  const field = fc.oneof(
    fc.string(),
    fc.constantFrom('constructor', '__proto__', 'failed', 'active', '1', 'GBP'),
    fc.anything(),
  );
  const fields = fc.record({
    id: field,
    status: field,
    amount: field,
    currency: field,
    scheme: field,
    links: field,
    actions: field,
  });
  fc.assert(
    fc.property(fields, fields, (thing, part) => {
      const wires = [payment, mandate, refund, billingRequest].map((schema) =>
        schema.safeParse({ ...thing, payment_request: part, mandate_request: part, resources: part }),
      );
      const [ofPayment, ofMandate, ofRefund, ofRequest] = wires.map(({ data }) => data as never);
      if (ofPayment) expect(toPaymentFacts(ofPayment, ref, t0, null, null)).toHaveProperty('ok');
      if (ofMandate) expect(toMandateFact(ofMandate, mandateRef('MD1'), t0, null)).toHaveProperty('ok');
      if (ofRefund) expect(toRefund(ofRefund, refundRef(ref, 'RF1'), t0, null)).toHaveProperty('kind');
      if (ofRequest) expect(toRequestFact(ofRequest, t0, null)).toHaveProperty('ok');
    }),
  );
});

describe('a reason', () => {
  const failures =
    'refer_to_payer insufficient_funds bank_account_closed bank_account_transferred invalid_bank_details authorisation_disputed mandate_cancelled direct_debit_not_enabled account_blocked_for_any_financial_transaction payment_stopped return_on_odfi_request test_failure bank_declined_payment daily_payment_limit_reached insufficient_payment_permissions payment_violated_mandate_parameters other';
  const more =
    'refund_requested payment_cancelled instalment_schedule_cancelled mandate_expired initial_one_off_payment_failed mandate_suspended_by_payer customer_approval_denied';
  const ofMandates =
    'bank_account_closed refer_to_payer mandate_cancelled authorisation_disputed invalid_bank_details direct_debit_not_enabled bank_account_transferred payment_stopped return_on_odfi_request other account_blocked_for_any_financial_transaction initial_one_off_payment_failed mandate_expired scheme_identifier_changed mandate_consumed mandate_blocked mandate_blocked_by_gocardless';
  test('is known for every documented cause', () => {
    expect(knownCauses.payments).toEqual(expect.arrayContaining(`${failures} ${more}`.split(' ')));
    expect(knownCauses.mandates).toEqual(expect.arrayContaining(ofMandates.split(' ')));
  });
  test.each([
    ['payments', 'insufficient_funds', 'bank', 'INSUFFICIENT_FUNDS'],
    ['payments', 'mandate_cancelled', 'bank', 'AUTHORITY_NOT_ACTIVE'],
    ['payments', 'authorisation_disputed', 'bank', 'DISPUTED_BY_PAYER'],
    ['payments', 'bank_account_closed', 'bank', 'ACCOUNT_CLOSED'],
    ['mandates', 'bank_account_disabled', 'bank', 'ACCOUNT_CLOSED'],
    ['mandates', 'bank_account_closed', 'api', 'CANCELLED_BY_MERCHANT'],
    ['payments', 'bank_account_disabled', 'api', 'CANCELLED_BY_MERCHANT'],
    ['mandates', 'mandate_cancelled', 'api', 'CANCELLED_BY_MERCHANT'],
    ['mandates', 'mandate_cancelled', 'bank', 'CANCELLED_BY_PAYER'],
    ['mandates', 'mandate_cancelled', 'gocardless', 'CANCELLED_BY_SYSTEM'],
    ['mandates', 'mandate_cancelled', 'nobody', 'CANCELLED_BY_SYSTEM'],
    ['billing_requests', 'billing_request_cancelled', 'api', 'CANCELLED_BY_MERCHANT'],
    ['payments', 'moonshine', 'bank', 'OTHER'],
    ['payments', 'constructor', 'bank', 'OTHER'],
  ] as const)('of %s: %s by %s is %s', (about, cause, origin, code) => {
    const told = why(about, 'failed', { cause, origin });
    expect(told).toMatchObject({ code, providerCode: cause });
    expect(told.message).toMatch(/^[A-Z].*\.$/);
  });
  // GoCardless' table of payments.failed: each row that speaks of too little money.
  test.each([
    ['sepa_core', 'insufficient_funds', ['AM04']],
    ['faster_payments', 'insufficient_funds', ['FAILED']],
    ['sepa_credit_transfer', 'insufficient_funds', ['FAILED']],
    ['sepa_instant_credit_transfer', 'insufficient_funds', ['FAILED']],
    ['pay_to', 'insufficient_funds', ['FAILED']],
    ['ach', 'refer_to_payer', ['ACH_RETURN-R01', 'ACH_RETURN-R09']],
    ['ach', 'refer_to_payer', ['ACH_RETURN-R05', 'ACH_RETURN-R32', 'ACH_RETURN-R34', 'ACH_RETURN-R83']],
    ['bacs', 'refer_to_payer', ['ARUDD-0']],
    ['becs', 'refer_to_payer', ['6']],
    ['becs', 'refer_to_payer', ['NARR']],
    ['betalingsservice', 'refer_to_payer', ['INFORMATION_LIST-0282']],
    ['becs_nz', 'refer_to_payer', ['DISHONOUR-AM04', 'NEGATIVE_ACKNOWLEDGEMENT-AM04']],
    ['pad', 'refer_to_payer', ['901']],
    ['pad', 'refer_to_payer', ['903', '908', '914']],
    ['pad', 'other', ['909']],
  ])('of %s: %s %j is too little money, and may be tried again', (scheme, cause, codes) => {
    for (const code of codes)
      expect(why('payments', 'failed', { cause, origin: 'bank', scheme, code, willRetry: false })).toMatchObject({
        code: 'INSUFFICIENT_FUNDS',
        retryable: true,
        providerCode: cause,
        bankCode: code,
        willRetry: false,
      });
  });
  test.each([
    ['bacs', 'bank_account_closed', 'ARUDD-2', 'PAYER_DECEASED'],
    ['sepa_core', 'bank_account_closed', 'MD07', 'PAYER_DECEASED'],
    ['ach', 'bank_account_closed', 'ACH_RETURN-R15', 'PAYER_DECEASED'],
    ['bacs', 'bank_account_closed', 'ARUDD-B', 'ACCOUNT_CLOSED'],
    ['becs_nz', 'other', 'BE05', 'DISPUTED_BY_PAYER'],
    ['ach', 'authorisation_disputed', 'ACH_RETURN-R05', 'DISPUTED_BY_PAYER'],
    ['betalingsservice', 'other', 'INFORMATION_LIST-0253', 'AUTHORITY_NOT_ACTIVE'],
    ['bacs', 'mandate_cancelled', 'ARUDD-1', 'AUTHORITY_NOT_ACTIVE'],
    ['sepa_core', 'refer_to_payer', 'MS02', 'REJECTED_BY_PAYER'],
    // The code of one scheme says nothing in another.
    ['sepa_core', 'refer_to_payer', 'ARUDD-0', 'OTHER'],
  ])('of %s: %s %s is %s', (scheme, cause, bankCode, code) => {
    expect(why('payments', 'failed', { cause, origin: 'bank', scheme, code: bankCode })).toMatchObject({
      code,
      bankCode,
    });
  });
  test.each([
    ['api', 'MERCHANT'],
    ['bank', 'BANK'],
    ['payer', 'PAYER'],
    ['gocardless', 'PROVIDER'],
  ])('by %s of something that we do not know is by %s', (origin, who) => {
    expect(why('mandates', 'cancelled', { cause: 'moonshine', origin })).toMatchObject({ code: 'OTHER', origin: who });
  });
  test('that a merchant brought about is the merchant’s, whatever the cause says of banks', () => {
    for (const cause of knownCauses.mandates)
      expect(why('mandates', 'cancelled', { cause, origin: 'api' }).origin).toBe('MERCHANT');
  });
  test('without a cause is OTHER and has no word of theirs', () => {
    expect(why('payments', 'charged_back', null)).toEqual({
      code: 'OTHER',
      origin: 'PROVIDER',
      retryable: false,
      message: 'GoCardless shows it as charged back and does not say why.',
    });
  });
  test('of a refusal names fields and repeats nothing that was sent', () => {
    const errors = [{ field: 'account_number', message: 'Quackenbush 55779911 is wrong', reason: null, links: null }];
    const told = whyRefused('action', { type: 'validation_failed', message: 'Quackenbush', errors });
    expect(told).toMatchObject({
      message: 'GoCardless refused the action: not valid is account_number.',
      providerCode: 'validation_failed',
    });
  });
});
