import { describe, expect, it } from 'vitest';
import {
  actionTypeOf,
  cannotComplete,
  cannotStep,
  nextActions,
  type RequestStep,
  shownActions,
} from '../../../src/domain/billing-request/rules.ts';
import type { RequestAction, RequestActionInput, RequestActionType } from '../../../src/domain/port/provider.ts';
import type { BillingRequest } from '../../../src/generated/prisma/client.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import { aBillingRequest } from '../../support/builders.ts';

const open = ['PENDING', 'READY_TO_FULFIL'];
const statuses = ['PENDING', 'READY_TO_FULFIL', 'FULFILLING', 'FULFILLED', 'CANCELLED', 'REJECTED', 'EXPIRED'] as const;

describe('a step of a billing request', () => {
  const from: Readonly<Record<RequestStep, readonly string[]>> = {
    'request.action': open,
    'request.flow': open,
    'request.fulfil': ['READY_TO_FULFIL'],
    'request.cancel': open,
    'request.fallBack': ['PENDING'],
    'request.notify': open,
  };
  const steps = Object.keys(from) as RequestStep[];

  it.each(steps)('%s is taken from its own states only', (step) => {
    const allowed = statuses.filter((status) => !cannotStep(aBillingRequest({ status, fallbackEnabled: true }), step));
    expect(allowed).toEqual(from[step]);
  });

  it('from another state is refused with those it would be allowed from', () => {
    expect(cannotStep(aBillingRequest({ status: 'FULFILLED', cancelling: true }), 'request.cancel')).toEqual({
      kind: 'invalidState',
      path: ['input', 'billingRequestId'],
      message: 'The billing request is FULFILLED; this is possible from PENDING or READY_TO_FULFIL only.',
      current: 'FULFILLED',
      allowedFrom: open,
    });
  });

  const unknown = 'The outcome of an earlier step is not known yet; the provider is being asked.';
  const refused: readonly (readonly [Partial<BillingRequest>, string])[] = [
    [{ cancelling: true, unresolvedCount: 1 }, 'The billing request is being cancelled.'],
    [{ providerReference: null }, unknown],
    [{ unresolvedCount: 1 }, unknown],
  ];
  it.each(refused)('waits, whichever it is, with %j', (over, message) => {
    for (const step of steps) {
      const request = aBillingRequest({ status: from[step]?.[0] as 'PENDING', fallbackEnabled: true, ...over });
      expect(cannotStep(request, step)).toMatchObject({ kind: 'invalidState', message, allowedFrom: from[step] });
    }
  });

  it('falls back once, and only what was made to', () => {
    const disabled = aBillingRequest({ status: 'PENDING', fallbackEnabled: false, fallbackOccurred: true });
    expect(cannotStep(disabled, 'request.fallBack')).toMatchObject({
      message: 'No fallback was enabled when the billing request was made.',
    });
    expect(cannotStep(disabled, 'request.cancel')).toBeNull();
    const done = { ...disabled, fallbackEnabled: true };
    expect(cannotStep(done, 'request.fallBack')).toMatchObject({
      message: 'The billing request has fallen back already.',
    });
    expect(cannotStep({ ...done, fallbackOccurred: false }, 'request.fallBack')).toBeNull();
  });
});

const inputs: readonly (readonly [RequestActionInput, RequestActionType])[] = [
  [{ chooseCurrency: { currency: currency('GBP') } }, 'CHOOSE_CURRENCY'],
  [{ collectAmount: money(1n, currency('GBP')) }, 'COLLECT_AMOUNT'],
  [{ collectCustomerDetails: {} }, 'COLLECT_CUSTOMER_DETAILS'],
  [{ selectInstitution: { institution: 'monzo', countryCode: 'GB' } }, 'SELECT_INSTITUTION'],
  [{ collectBankAccount: { iban: { accountHolderName: 'A', iban: 'DK' } } }, 'COLLECT_BANK_ACCOUNT'],
  [{ confirmPayerDetails: { payerRequestedDualSignature: false } }, 'CONFIRM_PAYER_DETAILS'],
];
it.each(inputs)('the input %o completes %s', (input, type) => {
  expect(actionTypeOf(input)).toBe(type);
});

describe('the actions of a billing request', () => {
  const action = (type: RequestActionType, over: Partial<RequestAction> = {}): RequestAction => ({
    type,
    status: 'PENDING',
    required: true,
    requires: [],
    completes: [],
    missingFields: [],
    ...over,
  });
  const withActions = (...actions: RequestAction[]): BillingRequest =>
    aBillingRequest({ status: 'PENDING', actions: actions as never });

  it('come after those that they require, of which only the pending ones are waited for', () => {
    const request = withActions(
      action('CHOOSE_CURRENCY', { status: 'COMPLETED' }),
      action('COLLECT_CUSTOMER_DETAILS'),
      action('COLLECT_BANK_ACCOUNT'),
      action('CONFIRM_PAYER_DETAILS', {
        requires: ['CHOOSE_CURRENCY', 'COLLECT_CUSTOMER_DETAILS', 'COLLECT_BANK_ACCOUNT', 'COLLECT_AMOUNT'],
      }),
    );
    expect(cannotComplete(request, 'COLLECT_CUSTOMER_DETAILS')).toBeNull();
    expect(cannotComplete(request, 'CONFIRM_PAYER_DETAILS')).toEqual({
      kind: 'invalidState',
      path: ['input', 'billingRequestId'],
      message: 'CONFIRM_PAYER_DETAILS comes after COLLECT_CUSTOMER_DETAILS and COLLECT_BANK_ACCOUNT.',
      current: 'PENDING',
      allowedFrom: open,
    });
  });

  it('are those that the provider named, and no others', () => {
    expect(cannotComplete(withActions(action('COLLECT_AMOUNT')), 'CHOOSE_CURRENCY')).toMatchObject({
      message: 'The billing request has no action CHOOSE_CURRENCY.',
      allowedFrom: open,
    });
  });

  it('say why they wait: for another, for details, for a bank, or for somebody', () => {
    const request = withActions(
      action('CHOOSE_CURRENCY', { status: 'COMPLETED' }),
      action('COLLECT_CUSTOMER_DETAILS', { missingFields: ['given_name', 'city'] }),
      action('SELECT_INSTITUTION', { institutionGuess: 'failed' }),
      action('COLLECT_BANK_ACCOUNT', { requires: ['CHOOSE_CURRENCY'] }),
      action('BANK_AUTHORISATION', { requires: ['SELECT_INSTITUTION', 'CHOOSE_CURRENCY'] }),
    );
    expect(shownActions(request).map(({ waitsFor, waitsBecause }) => [waitsFor, waitsBecause])).toEqual([
      [[], null],
      [[], 'Details are missing: given_name, city.'],
      [[], 'The bank could not be told from the account: it has to be chosen, see `institutions`.'],
      [[], 'An account has to be named, by you or by the payer.'],
      [['SELECT_INSTITUTION'], 'It comes after SELECT_INSTITUTION.'],
    ]);
  });

  it('are next when they are required, pending, and nothing before them is', () => {
    const request = withActions(
      action('CHOOSE_CURRENCY', { status: 'COMPLETED' }),
      action('COLLECT_AMOUNT', { requires: ['CHOOSE_CURRENCY'] }),
      action('COLLECT_CUSTOMER_DETAILS', { required: false }),
      action('COLLECT_BANK_ACCOUNT', { requires: ['CHOOSE_CURRENCY', 'COLLECT_CUSTOMER_DETAILS'] }),
    );
    expect(nextActions(request).map(({ type }) => type)).toEqual(['COLLECT_AMOUNT']);
  });
});
