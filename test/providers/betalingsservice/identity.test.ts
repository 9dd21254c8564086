import { expect, test } from 'vitest';
import {
  birthDate,
  isCvr,
  toCpr,
  toCustomerNumber,
  toCvr,
  toDigits,
} from '../../../src/providers/betalingsservice/identity.ts';

test.each<[string, string | null]>([
  ['2110625629', '1862-10-21'],
  ['0101801234', '1980-01-01'],
  // The seventh digit tells the century.
  ['2110620629', '1962-10-21'],
  ['2110623629', '1962-10-21'],
  ['2110364629', '2036-10-21'],
  ['2110374629', '1937-10-21'],
  ['2110369629', '2036-10-21'],
  ['2110379629', '1937-10-21'],
  ['2110575629', '2057-10-21'],
  ['2110585629', '1858-10-21'],
  ['2110578629', '2057-10-21'],
  ['2110588629', '1858-10-21'],
  ['2110525629', '2052-10-21'],
  // 1900 was no leap year, 2000 was one.
  ['2902000000', null],
  ['2902004000', '2000-02-29'],
  ['5110625629', null],
  ['3104620000', null],
  ['0013620000', null],
  ['0000000000', null],
])('the birth date in %s is %s', (cpr, date) => {
  expect(birthDate(cpr)?.toISOString().slice(0, 10) ?? null).toBe(date);
});

test.each([
  ['13585628', true],
  ['19319970', true],
  ['38571583', true],
  ['52222222', true],
  ['13585627', false],
  ['12345678', false],
  ['42222222', false],
  ['00000000', false],
])('the check digit of the CVR number %s is right: %s', (cvr, right) => {
  expect(isCvr(cvr)).toBe(right);
});

test.each([
  ['211062-5629', '2110625629', null],
  [' 2110625629 ', '2110625629', null],
  ['21106-25629', null, null],
  ['211062--5629', null, null],
  ['211062562', null, null],
  ['٢١١٠٦٢٥٦٢٩', null, null],
  ['DK13585628', null, '13585628'],
  ['dk13585628', null, '13585628'],
  ['13585628', null, '13585628'],
  ['SE13585628', null, null],
  ['DK 13585628', null, '13585628'],
  ['13 58 56 28', null, '13585628'],
  ['DK-13.58.56.28', null, '13585628'],
  ['211062 5629', '2110625629', null],
  ['21 10 62 5629', '2110625629', null],
  ['DK 211062-5629', '2110625629', null],
  ['211062\u00a05629', '2110625629', null],
  ['13  58 56 28', null, null],
  ['1358 DK 5628', null, null],
  ['', null, null],
])('%s is the CPR number %s, the CVR number %s', (text, cpr, cvr) => {
  expect([toCpr(text), toCvr(text)]).toEqual([cpr, cvr]);
});

test('accounts are read as they are written, and customer numbers in capitals', () => {
  expect([toDigits('0040'), toDigits('0440 116-243.'), toCustomerNumber(' cust1 ')]).toEqual([
    '0040',
    '0440116243',
    'CUST1',
  ]);
});
