import { expect, test } from 'vitest';
import { readMoney } from '../../src/graphql/schema/money.ts';
import type { InputProblem } from '../../src/kernel/refusal.ts';

const read = (amountMinor: string) => {
  const problems: InputProblem[] = [];
  const { amountMinor: count } = readMoney(['input', 'amount'], { amountMinor, currency: 'EUR' }, problems);
  return { count, problems };
};

test.each(['1', '1999', '9223372036854775807'])('%s is an amount in minor units', (text) => {
  expect(read(text)).toEqual({ count: BigInt(text), problems: [] });
});

test.each([
  '19.99',
  '1e3',
  '01999',
  '1,999',
  '1.999',
  ' 1999',
  '+1',
  '०१',
  '１９９９',
  '0x10',
  '',
  '9223372036854775808',
])('%j is none, and the answer says where and what was expected', (text) => {
  expect(read(text).problems).toEqual([
    {
      path: ['input', 'amount', 'amountMinor'],
      rule: 'minorUnits',
      message: expect.stringMatching(/^expected a whole number of minor units, .*; got "/),
    },
  ]);
});

test.each(['0', '-1'])('%s is no amount that moves', (text) => {
  expect(read(text).problems).toMatchObject([{ rule: 'positive', path: ['input', 'amount', 'amountMinor'] }]);
});
