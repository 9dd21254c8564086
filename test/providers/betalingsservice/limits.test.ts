import { describe, expect, test } from 'vitest';
import type { InputProblem } from '../../../src/domain/port/provider.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import { checkNewMandate, isBornLater } from '../../../src/providers/betalingsservice/limits.ts';
import { betalingsservice } from '../../../src/providers/betalingsservice/provider.ts';
import { newMandate, newRequest, someContext, someSettings } from './support.ts';

const settings = someSettings();
const told = (problems: readonly InputProblem[]) =>
  problems.map(({ path, rule }) => `${path.slice(2).join('.') || path.join('.')} ${rule}`);
const amount = (minor: bigint, code = 'DKK') => ({ amount: money(minor, currency(code)) });

describe('a new mandate', () => {
  const check = betalingsservice.operations['mandate.create'].check;
  test('of the example has nothing wrong with it', () => {
    expect(check(newMandate(), settings)).toEqual([]);
  });
  test.each<[object]>([
    [{ creditorNumber: undefined, debtorGroupNumber: undefined }],
    [{ nationalId: '13585628' }],
    [{ nationalId: 'DK13585628' }],
    [{ nationalId: 'DK 13585628' }],
    [{ nationalId: '13 58 56 28' }],
    [{ nationalId: '010180 1234' }],
    [{ nationalId: '0101801234' }],
    // Fails the modulus, as numbers since 2007 may.
    [{ nationalId: '0101801235' }],
    [{ bankRegistrationNumber: '0040', bankAccountNumber: '0440 11 62 43' }],
    [{ bankAccountNumber: '1' }],
    [{ debtorReference: ' cust1 ' }],
    [{ debtorReference: '123456789012345' }],
  ])('may have %o', (changes) => {
    const { debtor, ...rest } = newMandate();
    const given = Object.fromEntries(
      Object.entries({ ...('betalingsservice' in debtor ? debtor.betalingsservice : {}), ...changes }).filter(
        ([, value]) => value !== undefined,
      ),
    );
    expect(check({ ...rest, debtor: { betalingsservice: given as never } }, settings)).toEqual([]);
  });
  test.each<[object, string]>([
    [{ creditorNumber: '2056372' }, 'creditorNumber pbsNumber'],
    [{ creditorNumber: '00000000' }, 'creditorNumber pbsNumber'],
    [{ creditorNumber: '12345678 ' }, 'creditorNumber pbsNumber'],
    [{ debtorGroupNumber: '1' }, 'debtorGroupNumber debtorGroup'],
    [{ debtorGroupNumber: '00000' }, 'debtorGroupNumber debtorGroup'],
    [{ debtorReference: '' }, 'debtorReference customerNumber'],
    [{ debtorReference: '1234567890123456' }, 'debtorReference customerNumber'],
    [{ debtorReference: 'CUST-1' }, 'debtorReference customerNumber'],
    [{ debtorReference: 'KØB1' }, 'debtorReference customerNumber'],
    [{ debtorReference: 'C0101801234' }, 'debtorReference personal'],
    [{ bankRegistrationNumber: '40' }, 'bankRegistrationNumber registrationNumber'],
    [{ bankRegistrationNumber: '00400' }, 'bankRegistrationNumber registrationNumber'],
    [{ bankAccountNumber: '12345678901' }, 'bankAccountNumber accountNumber'],
    [{ bankAccountNumber: '0000000000' }, 'bankAccountNumber accountNumber'],
    [{ bankAccountNumber: '' }, 'bankAccountNumber accountNumber'],
    [{ bankAccountNumber: 'DK5000400440116243' }, 'bankAccountNumber accountNumber'],
    [{ nationalId: '010180123' }, 'nationalId cpr'],
    [{ nationalId: '01018-01234' }, 'nationalId cpr'],
    [{ nationalId: '3102801234' }, 'nationalId cprDate'],
    [{ nationalId: '2902001234' }, 'nationalId cprDate'],
    [{ nationalId: '13585627' }, 'nationalId cvr'],
    [{ nationalId: '13 58 56 27' }, 'nationalId cvr'],
    [{ nationalId: 'SE 13585628' }, 'nationalId cvr'],
    [{ nationalId: '1358562' }, 'nationalId cvr'],
    [{ bankRegistrationNumber: '0000' }, 'bankRegistrationNumber registrationNumber'],
    [{ nationalId: '' }, 'nationalId cpr'],
  ])('may not have %o: %s', (changes, problem) => {
    expect(told(check(newMandate(changes), settings))).toEqual([problem]);
  });
  test('names the person, and is told by path where it does not', () => {
    const { nationalId: _, ...nameless } = (newMandate().debtor as { betalingsservice: { nationalId?: string } })
      .betalingsservice;
    expect(
      checkNewMandate({ externalId: 'M', debtor: { betalingsservice: nameless as never } }, settings),
    ).toMatchObject([{ path: ['debtor', 'betalingsservice', 'nationalId'], rule: 'required' }]);
  });
  test.each(['', ' ', 'x'.repeat(501), 'a\tb'])('may not have the external id %j', (externalId) => {
    expect(told(check({ ...newMandate(), externalId }, settings))).toEqual(['externalId length']);
  });
  test('keeps the CPR number out of the external id, which everybody sees', () => {
    expect(told(check({ ...newMandate(), externalId: 'M-010180-1234' }, settings))).toEqual(['externalId personal']);
  });
  test('may have a CPR number without a date where banks make them up', () => {
    expect(check(newMandate({ nationalId: '6101801234' }), someSettings({ cprCheck: 'format' }))).toEqual([]);
  });
  test('of another scheme is refused, not guessed at', () => {
    const debtor = { goCardless: { scheme: 'BACS', customerBankAccountReference: 'BA1' } } as const;
    expect(told(check({ externalId: 'M', debtor }, settings))).toEqual(['debtor carrier']);
  });
});

describe('a new collection request', () => {
  const check = betalingsservice.operations['request.create'].check;
  test('has nothing wrong with it', () => {
    expect(check(newRequest(), settings)).toEqual([]);
  });
  test.each<[object]>([
    [amount(1n)],
    [amount(9_999_999_999_999n)],
    [{ description: 'x'.repeat(600) }],
    [{ description: '😀'.repeat(300) }],
    [{ expiresInMs: 60_000 }],
    [{ expiresInMs: 7 * 86_400_000 }],
    [{ createMandate: false }],
  ])('may have %o', (changes) => {
    expect(check(newRequest(changes), settings)).toEqual([]);
  });
  test.each<[object, string[]]>([
    [amount(0n), ['amount amountMin']],
    [amount(-1n), ['amount amountMin']],
    [amount(10_000_000_000_000n), ['amount amountMax']],
    [amount(100n, 'EUR'), ['amount currency']],
    [amount(0n, 'XAF'), ['amount currency', 'amount amountMin']],
    [{ description: '' }, ['description length']],
    [{ description: '   ' }, ['description length']],
    [{ description: 'x'.repeat(601) }, ['description length']],
    [{ description: 'a\nb' }, ['description characters']],
    [{ description: '\ud800' }, ['description characters']],
    [{ description: 'for 010180-1234' }, ['description personal']],
    [{ expiresInMs: 59_999 }, ['expiresInMs expiry']],
    [{ expiresInMs: 7 * 86_400_000 + 1 }, ['expiresInMs expiry']],
    [{ expiresInMs: Number.NaN }, ['expiresInMs expiry']],
    [{ creditorNumber: '2056372' }, ['creditorNumber pbsNumber']],
    [{ debtorGroupNumber: '00000' }, ['debtorGroupNumber debtorGroup']],
    [{ debtorReference: 'CUST-1' }, ['debtorReference customerNumber']],
    [{ debtorReference: 'C0101801234' }, ['debtorReference personal']],
    [{ debtor: { nationalId: '13585628' } }, ['debtor.nationalId cprOnly']],
    [{ debtor: { nationalId: 'DK 13585628' } }, ['debtor.nationalId cprOnly']],
    [{ debtor: { nationalId: '3102801234' } }, ['debtor.nationalId cprDate']],
    [{ debtor: { debtorReference: 'CUST1' } }, ['debtor.debtorReference nationalIdOnly']],
  ])('may not have %o: %j', (changes, problems) => {
    expect(told(check(newRequest(changes), settings))).toEqual(problems);
  });
  test.each([
    ['', 'externalId length'],
    ['x'.repeat(31), 'externalId length'],
    ['a\tb', 'externalId length'],
    ['C0101801234', 'externalId personal'],
  ])('may not have the external id %j: %s', (externalId, problem) => {
    expect(told(check(newRequest({}, externalId), settings))).toEqual([problem]);
  });
  test('of another provider is refused, not guessed at', () => {
    const terms = { goCardless: { fallbackEnabled: false } } as const;
    expect(told(check({ terms }, settings))).toEqual(['terms carrier']);
  });
});

test('a debtor is asked about by CPR number alone', () => {
  const check = betalingsservice.debtorCheck?.check;
  expect(check?.({ nationalId: '010180-1234' }, settings)).toEqual([]);
  expect(check?.({ nationalId: 'x' }, settings)).toMatchObject([{ path: ['nationalId'], rule: 'cpr' }]);
  expect(check?.({ debtorReference: 'CUST1' }, settings)).toMatchObject([{ path: ['debtorReference'] }]);
});

test('no problem repeats what names a person, whatever is wrong', () => {
  const wrong = { nationalId: '3102809876', bankAccountNumber: '98765432109', bankRegistrationNumber: '98765' };
  const problems = [
    ...betalingsservice.operations['mandate.create'].check(newMandate(wrong), settings),
    ...betalingsservice.operations['request.create'].check(newRequest({ debtor: wrong }), settings),
  ];
  expect(problems).toHaveLength(4);
  expect(JSON.stringify(problems)).not.toMatch(/9876/);
});

test('a birth date to come is known when the time is, and not looked at where only the form counts', () => {
  expect(isBornLater('2110525629', someContext())).toBe(true);
  expect(isBornLater('0101801234', someContext())).toBe(false);
  expect(isBornLater('2110525629', someContext({ cprCheck: 'format' }))).toBe(false);
});
