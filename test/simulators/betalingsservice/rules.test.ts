import { expect, test } from 'vitest';
import { birthDateOf, isCvr } from '../../../src/simulators/betalingsservice/rules.ts';

test.each<[string, string | null]>([
  ['2110620629', '1962-10-21'],
  ['2110623629', '1962-10-21'],
  ['2110364629', '2036-10-21'],
  ['2110374629', '1937-10-21'],
  ['2110575629', '2057-10-21'],
  ['2110588629', '1858-10-21'],
  ['2110369629', '2036-10-21'],
  ['2110379629', '1937-10-21'],
  ['2902000000', null],
  ['2902004000', '2000-02-29'],
  ['3104620000', null],
  ['0013620000', null],
])('the birth date in %s is %s', (cprNumber, date) => {
  expect(birthDateOf(cprNumber)?.toISOString().slice(0, 10) ?? null).toBe(date);
});

test.each([
  ['13585628', true],
  ['19319970', true],
  ['38571583', true],
  ['13585627', false],
  ['12345678', false],
  ['03585628', false],
])('the CVR number %s is right: %s', (cvrNumber, right) => {
  expect(isCvr(cvrNumber)).toBe(right);
});
