import { expect, test } from 'vitest';
import { epcText } from '../../examples/checkout/epc.ts';

const transfer = {
  accountHolder: 'Shop',
  iban: 'NL13 TEST 0123 4567 89',
  bic: 'TESTNL2A',
  euros: '10.00',
  reference: 'R 1',
};

test('a transfer is written as banks’ apps read it', () => {
  expect(epcText(transfer)).toBe('BCD\n002\n1\nSCT\nTESTNL2A\nShop\nNL13TEST0123456789\nEUR10.00\n\n\nR 1');
});

test.each([
  ['its reference would have to be cut', { reference: 'x'.repeat(141) }],
  ['its amount is none of euros and cents', { euros: '10' }],
])('there is no code where %s', (_why, over) => {
  expect(epcText({ ...transfer, ...over })).toBeNull();
});
