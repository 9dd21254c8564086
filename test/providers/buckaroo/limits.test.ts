import { describe, expect, test } from 'vitest';
import { currency, money } from '../../../src/kernel/money.ts';
import { checkNewTransfer, checkRefund } from '../../../src/providers/buckaroo/limits.ts';
import { eur, key, someSettings } from './support.ts';

const settings = someSettings();
const transfer = {
  invoice: 'testinvoice 123',
  amount: money(1n, eur),
  payer: {
    firstName: 'Søren',
    lastName: "O'Brien-Løgstrup",
    email: 's@example.test',
    gender: 'UNKNOWN',
    country: 'NL',
  },
  sendMail: false,
  dueDate: '2024-02-29',
} as const;
const receipt = { kind: 'receipt', id: key(2) } as const;

describe('a transfer', () => {
  test('as documented is let through', () => {
    expect(checkNewTransfer(transfer, settings)).toEqual([]);
    const { country: _, ...payer } = transfer.payer;
    const { dueDate: __, ...rest } = transfer;
    expect(checkNewTransfer({ ...rest, payer }, settings)).toEqual([]);
    expect(checkNewTransfer({ ...transfer, invoice: 'A'.repeat(40) }, settings)).toEqual([]);
  });
  const payer = (changes: object) => ({ payer: { ...transfer.payer, ...changes } });
  test.each([
    ['invoice', 'length', { invoice: '' }],
    ['invoice', 'length', { invoice: 'A'.repeat(41) }],
    ['invoice', 'characters', { invoice: ' A' }],
    ['invoice', 'characters', { invoice: 'A ' }],
    ['invoice', 'characters', { invoice: 'A=B' }],
    ['invoice', 'characters', { invoice: 'Å1' }],
    ['invoice', 'characters', { invoice: 'A\nB' }],
    ['invoice', 'reserved', { invoice: 'BCK_1' }],
    ['invoice', 'reserved', { invoice: 'bck_1' }],
    ['amount', 'amountMin', { amount: money(0n, eur) }],
    ['amount', 'amountMin', { amount: money(-1n, eur) }],
    ['amount', 'currency', { amount: money(100n, currency('GBP')) }],
    ['payer.firstName', 'length', payer({ firstName: ' ' })],
    ['payer.firstName', 'length', payer({ firstName: 'x'.repeat(101) })],
    ['payer.lastName', 'characters', payer({ lastName: 'Sm\u0007ith' })],
    ['payer.lastName', 'characters', payer({ lastName: 'Smith\ud800' })],
    ['payer.email', 'email', payer({ email: 'john' })],
    ['payer.email', 'length', payer({ email: `${'x'.repeat(250)}@a.nl` })],
    ['payer.country', 'country', payer({ country: 'nl' })],
    ['payer.country', 'country', payer({ country: 'NLD' })],
    ['dueDate', 'date', { dueDate: '2023-02-29' }],
    ['dueDate', 'date', { dueDate: '29-02-2024' }],
    ['description', 'length', { description: 'x'.repeat(141) }],
    ['description', 'length', { description: ' ' }],
    ['order', 'length', { order: '7'.repeat(41) }],
    ['order', 'characters', { order: '7\n8' }],
    ['culture', 'culture', { culture: 'da-DK' }],
    ['culture', 'culture', { culture: '' }],
  ])('%s: %s', (path, rule, changes) => {
    const problems = checkNewTransfer({ ...transfer, ...changes } as never, settings);
    expect(problems.map((problem) => [problem.path.join('.'), problem.rule])).toEqual([[path, rule]]);
  });
  test('tells every problem at once, and repeats nothing that names the payer', () => {
    const problems = checkNewTransfer(
      {
        ...transfer,
        invoice: '',
        ...payer({ firstName: '', lastName: 'x'.repeat(101), email: 'john.smith' }),
      } as never,
      settings,
    );
    expect(problems).toHaveLength(4);
    expect(JSON.stringify(problems)).not.toMatch(/john|xxx/);
  });
  test('in another currency is let through where Buckaroo has agreed to it', () => {
    const pounds = { ...transfer, amount: money(100n, currency('GBP')) };
    expect(checkNewTransfer(pounds, someSettings({ currencies: [eur, currency('GBP')] }))).toEqual([]);
  });
});

describe('a refund', () => {
  const refund = { receipt, invoice: 'INV-0001', amount: money(1n, eur) } as const;
  test('of a cent is let through', () => {
    expect(checkRefund(refund)).toEqual([]);
  });
  test('goes back in the currency in which it came, whatever may be asked for', () => {
    expect(checkRefund({ ...refund, amount: money(1n, currency('DKK')) })).toEqual([]);
  });
  test.each([
    ['externalId', { externalId: 'x'.repeat(65) }],
    ['externalId', { externalId: ' ' }],
  ])('with a bad %s is not', (path, changes) => {
    expect(checkRefund({ ...refund, ...changes }).map((problem) => problem.path)).toEqual([[path]]);
  });
});
