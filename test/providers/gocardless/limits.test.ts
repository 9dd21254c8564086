import { describe, expect, test } from 'vitest';
import type { InputProblem, OperationMap, RequestActionInput } from '../../../src/domain/port/provider.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import { gocardless } from '../../../src/providers/gocardless/provider.ts';
import { gbp, someSettings, tenPounds } from './support.ts';

const eur = currency('EUR');
const { operations } = gocardless;
const pathsOf = (problems: readonly InputProblem[]) => problems.map(({ path }) => path.join('.'));
const settings = someSettings();

type Terms = Extract<OperationMap['request.create']['terms'], { readonly goCardless: unknown }>['goCardless'];
const payment = { amount: money(79_050n, gbp), description: 'Licensed Steel Chips' };
const mandate = { currency: gbp, scheme: 'BACS', sweeping: false } as const;
const checked = (terms: Partial<Terms>, externalId?: string) =>
  operations['request.create'].check(
    {
      terms: { goCardless: { fallbackEnabled: false, ...terms } },
      ...(externalId === undefined ? {} : { externalId }),
    },
    settings,
  );

describe('a billing request', () => {
  test.each<Partial<Terms>>([
    { payment },
    { mandate },
    { payment, mandate, purpose: 'retail', fallbackEnabled: true },
    { payment: { amount: money(100n, currency('AUD')), description: 'Chips', reference: 'INV-1' } },
    { mandate: { sweeping: false } },
    { mandate: { currency: currency('NZD'), sweeping: false } },
    { mandate: { scheme: 'BECS_NZ', sweeping: false } },
    { payment, mandate: { sweeping: false } },
    { payment, paymentContext: 'transfer_to_self' },
    { mandate: { scheme: 'PAY_TO', constraints: { maxAmountPerPayment: 1n }, sweeping: false } },
    {
      mandate: {
        scheme: 'FASTER_PAYMENTS',
        constraints: { maxAmountPerPayment: 1n, periodicLimits: [{ period: 'MONTH', maxTotalAmount: 9n }] },
        sweeping: true,
      },
    },
    { mandate: { ...mandate, verify: 'always', constraints: { startDate: '2026-01-01', endDate: '2026-12-31' } } },
    { mandate: { currency: eur, scheme: 'SEPA_CORE', sweeping: false } },
  ])('of %o is taken', (terms) => {
    expect(checked(terms)).toEqual([]);
  });
  test.each<[terms: Partial<Terms>, path: string]>([
    [{}, ''],
    [{ payment: { ...payment, amount: money(0n, gbp) } }, 'payment.amount'],
    [{ payment: { ...payment, amount: money(2n ** 53n, gbp) } }, 'payment.amount'],
    [{ payment: { ...payment, amount: money(1n, currency('SEK')) } }, 'payment.amount.currency'],
    [{ payment: { ...payment, description: ' ' } }, 'payment.description'],
    [{ payment: { ...payment, description: 'x'.repeat(256) } }, 'payment.description'],
    [{ payment: { ...payment, description: 'a\u0000b' } }, 'payment.description'],
    [{ payment: { ...payment, scheme: 'sepa_credit_transfer' } }, 'payment.scheme'],
    [{ payment, mandate: { ...mandate, currency: eur, scheme: 'SEPA_CORE' } }, 'mandate.currency'],
    [{ mandate: { ...mandate, currency: eur } }, 'mandate.currency'],
    [{ mandate: { ...mandate, verify: 'sometimes' } }, 'mandate.verify'],
    [{ mandate: { ...mandate, sweeping: true } }, 'mandate.sweeping'],
    [{ payment: { ...payment, reference: 'INV-1' } }, 'payment.reference'],
    [{ mandate: { currency: currency('NOK'), sweeping: false } }, 'mandate.currency'],
    [{ payment, mandate: { scheme: 'BECS_NZ', sweeping: false } }, 'mandate.scheme'],
    [{ payment, paymentContext: 'fun' }, 'paymentContext'],
    [{ payment, customerReference: 'CU 1' }, 'customerReference'],
    [{ payment, customerBankAccountReference: '../BA1' }, 'customerBankAccountReference'],
    [{ payment: { ...payment, metadata: { a: '1', b: '2', c: '3' } } }, 'payment.metadata'],
    [{ mandate: { ...mandate, metadata: { operation_key: '1' } } }, 'mandate.metadata'],
    [{ mandate: { ...mandate, metadata: { a: 'x'.repeat(501) } } }, 'mandate.metadata'],
    [{ mandate: { scheme: 'PAY_TO', sweeping: false } }, 'mandate.constraints.maxAmountPerPayment'],
    [
      {
        mandate: {
          scheme: 'PAY_TO',
          constraints: { maxAmountPerPayment: 1n, periodicLimits: [{ period: 'DAY', maxTotalAmount: 2n }] },
          sweeping: false,
        },
      },
      'mandate.constraints.periodicLimits.0.maxTotalAmount',
    ],
    [
      { mandate: { scheme: 'FASTER_PAYMENTS', constraints: { maxAmountPerPayment: 1n }, sweeping: true } },
      'mandate.constraints.periodicLimits',
    ],
    [
      {
        mandate: {
          scheme: 'FASTER_PAYMENTS',
          constraints: { maxAmountPerPayment: 1n, periodicLimits: [{ period: 'DAY' }] },
          sweeping: true,
        },
      },
      'mandate.constraints.periodicLimits.0.maxTotalAmount',
    ],
    [{ mandate: { ...mandate, constraints: { startDate: '2026-02-30' } } }, 'mandate.constraints.startDate'],
    [
      { mandate: { ...mandate, constraints: { startDate: '2026-02-02', endDate: '2026-02-02' } } },
      'mandate.constraints.endDate',
    ],
    [{ mandate: { ...mandate, constraints: { maxAmountPerPayment: 0n } } }, 'mandate.constraints.maxAmountPerPayment'],
    [{ mandate, fallbackEnabled: true }, 'fallbackEnabled'],
    [{ payment, mandate: { ...mandate, verify: 'always' }, fallbackEnabled: true }, 'fallbackEnabled'],
    [{ payment, purpose: 'fun' }, 'purpose'],
  ])('of %o is refused at %s', (terms, path) => {
    expect(pathsOf(checked(terms))).toEqual([['terms', 'goCardless', ...(path ? [path] : [])].join('.')]);
  });
  test('with every part wrong is told all of it at once', () => {
    const wrong = { payment: { amount: money(0n, gbp), description: '', scheme: 'x' }, purpose: 'x' };
    expect(checked(wrong, 'x'.repeat(501))).toHaveLength(5);
  });
  test('for another carrier is refused', () => {
    const terms = { betalingsservice: {} as never };
    expect(pathsOf(operations['request.create'].check({ terms }, settings))).toEqual(['terms']);
  });
});

const request = { kind: 'billingRequest', id: 'BRQ1' } as const;
const local = {
  accountHolderName: 'Quackenbush',
  accountNumber: '55779911',
  branchCode: '20-00-00',
  countryCode: 'GB',
};
const acting = (action: RequestActionInput) => operations['request.action'].check({ request, action }, settings);

describe('what a platform keeps', () => {
  const charge = {
    mandate: { kind: 'mandate', id: 'MD1' } as const,
    externalId: 'P-1',
    ...payment,
  };
  const charged = (appFee: bigint, appFees: boolean) =>
    operations['payment.charge'].check({ ...charge, appFee }, someSettings({ appFees })).map(({ rule }) => rule);
  test('is taken from the account of a partner app alone, and is no more than the amount', () => {
    expect(charged(1n, true)).toEqual([]);
    expect(charged(79_050n, true)).toEqual([]);
    expect(charged(79_051n, true)).toEqual(['amount']);
    expect(charged(0n, true)).toEqual(['amount']);
    expect(charged(1n, false)).toEqual(['appFees']);
    expect(pathsOf(checked({ payment: { ...payment, appFee: 1n } }))).toEqual(['terms.goCardless.payment.appFee']);
  });
});

describe('an action', () => {
  test.each<RequestActionInput>([
    { chooseCurrency: { currency: eur } },
    { collectCustomerDetails: { givenName: 'Zażółć', email: 'a@b.example', language: 'en', countryCode: 'GB' } },
    { collectBankAccount: { local } },
    { collectBankAccount: { iban: { accountHolderName: 'Q', iban: 'DE89 3704 0044 0532 0130 00' } } },
    { selectInstitution: { institution: 'monzo', countryCode: 'GB' } },
    { confirmPayerDetails: { payerRequestedDualSignature: true } },
  ])('of %o is taken', (action) => {
    expect(acting(action)).toEqual([]);
  });
  test.each<[action: RequestActionInput, path: string]>([
    [{ chooseCurrency: { currency: currency('NOK') } }, 'chooseCurrency.currency'],
    [{ collectAmount: tenPounds }, 'collectAmount'],
    [{ collectCustomerDetails: {} }, 'collectCustomerDetails'],
    [{ collectCustomerDetails: { familyName: 'Quackenbush\n' } }, 'collectCustomerDetails.familyName'],
    [{ collectCustomerDetails: { email: 'Quackenbush' } }, 'collectCustomerDetails.email'],
    [{ collectCustomerDetails: { countryCode: 'Quackenbush' } }, 'collectCustomerDetails.countryCode'],
    [{ collectBankAccount: { local: { ...local, accountNumber: '' } } }, 'collectBankAccount.local.accountNumber'],
    [{ collectBankAccount: { local: { ...local, accountType: 'x' } } }, 'collectBankAccount.local.accountType'],
    [{ collectBankAccount: { iban: { accountHolderName: 'Q', iban: '55779911' } } }, 'collectBankAccount.iban.iban'],
    [{ selectInstitution: { institution: '', countryCode: 'GB' } }, 'selectInstitution.institution'],
  ])('of %o is refused at %s, and nothing of the payer is repeated', (action, path) => {
    expect(pathsOf(acting(action))).toEqual([`action.${path}`]);
    expect(JSON.stringify(acting(action))).not.toMatch(/Quackenbush|55779911/);
  });
});

describe('the rest', () => {
  const mandateRef = { kind: 'mandate', id: 'MD1' } as const;
  test('a charge says its amount, its description and an id of the merchant', () => {
    const input = { mandate: mandateRef, amount: tenPounds, description: 'Chips', externalId: 'P-1' };
    expect(operations['payment.charge'].check(input, settings)).toEqual([]);
    const whole = { ...input, chargeDate: '2026-02-28', reference: 'INV-1', retryIfPossible: true };
    expect(operations['payment.charge'].check(whole, settings)).toEqual([]);
    const when = { ...input, chargeDate: '2026-02-30', reference: '' };
    expect(pathsOf(operations['payment.charge'].check(when, settings))).toEqual(['chargeDate', 'reference']);
    const wrong = { ...input, amount: money(-1n, currency('XAF')), description: '', externalId: '' };
    expect(pathsOf(operations['payment.charge'].check(wrong, settings))).toEqual([
      'amount',
      'amount',
      'externalId',
      'description',
    ]);
  });
  test('a mandate names an account of GoCardless’ by an id that is one', () => {
    const debtor = { goCardless: { scheme: 'BACS', customerBankAccountReference: 'BA0000X7VQG5B6' } } as const;
    expect(operations['mandate.create'].check({ externalId: 'M-1', debtor }, settings)).toEqual([]);
    const wrong = { goCardless: { ...debtor.goCardless, customerBankAccountReference: '../BA1' } };
    expect(pathsOf(operations['mandate.create'].check({ externalId: 'M-1', debtor: wrong }, settings))).toEqual([
      'debtor.goCardless.customerBankAccountReference',
    ]);
  });
  test.each<[url: string, live: boolean, sandbox: boolean]>([
    ['https://shop.example/thanks', true, true],
    ['http://127.0.0.1:3000/thanks', false, true],
    ['http://shop.example/', false, false],
    ['javascript:alert(1)', false, false],
    [`https://shop.example/${'x'.repeat(2_000)}`, false, false],
  ])('a payer is sent to %.40s: live %s, sandbox %s', (redirectUrl, live, sandbox) => {
    const input = { request, redirectUrl, lockCustomerDetails: false, lockBankAccount: false };
    const local = someSettings({ apiUrl: 'http://127.0.0.1:4010/gocardless' });
    expect(operations['request.flow'].check(input, settings).length === 0).toBe(live);
    expect(operations['request.flow'].check(input, local).length === 0).toBe(sandbox);
  });
});
