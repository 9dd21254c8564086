import { describe, expect, test } from 'vitest';
import { currency, money } from '../../../src/kernel/money.ts';
import { checkLine, createBy, earliestDueOn, graceUntil } from '../../../src/providers/betalingsservice/charge-file.ts';

const mandate = { kind: 'mandate' } as const;
// Computed by hand from the days on which Danish banks are closed: last delivery, and first day of collection.
const months = [
  ['2026-12-21T08:00:00Z', '2027-01-04'],
  ['2027-01-22T08:00:00Z', '2027-02-01'],
  ['2027-02-19T08:00:00Z', '2027-03-01'],
  ['2027-03-19T08:00:00Z', '2027-04-01'],
  ['2027-04-23T07:00:00Z', '2027-05-03'],
  ['2027-05-24T07:00:00Z', '2027-06-01'],
  ['2027-07-23T07:00:00Z', '2027-08-02'],
  ['2027-11-23T08:00:00Z', '2027-12-01'],
] as const;

describe('a file of collections', () => {
  test.each(months)('that is there by %s reaches %s, and no later one does', (until, day) => {
    const at = new Date(until);
    expect(createBy(day)).toEqual(at);
    expect(earliestDueOn(mandate, at)).toBe(day);
    expect((earliestDueOn(mandate, new Date(at.getTime() + 1)) ?? '').slice(0, 7)).not.toBe(day.slice(0, 7));
  });

  test('is for mandates, and tried on its day alone', () => {
    expect(earliestDueOn({ kind: 'agreement' }, new Date())).toBeNull();
    expect(graceUntil('2027-02-01')).toBe('2027-02-01');
  });

  const line = {
    creditorNumber: '12345678',
    debtorGroupNumber: '00001',
    debtorReference: 'KUNDE1',
    mandateNumber: '123456789',
    amount: money(25_000n, currency('DKK')),
    dueOn: '2027-02-01',
    askedAt: Date.parse('2027-01-10T12:00:00Z'),
  };
  test.each([
    [{}, []],
    [{ debtorReference: null, mandateNumber: null }, ['debtorReference known', 'mandateNumber known']],
    [{ creditorNumber: null, debtorGroupNumber: null }, ['creditorNumber known', 'debtorGroupNumber known']],
    [{ amount: money(10n ** 13n, currency('EUR')) }, ['amount.currency currency', 'amount.amountMinor amount']],
    [{ dueOn: '2027-01-29' }, ['dueOn earliestDueOn']],
    [{ dueOn: '2027-02-06' }, ['dueOn bankingDay']],
    [{ dueOn: '2027-04-30' }, ['dueOn earliestDueOn']],
    [{ dueOn: '2027-02-30' }, ['dueOn date']],
  ])('is checked: case %#', (over, problems) => {
    expect(checkLine({ ...line, ...over }).map(({ path, rule }) => `${path.join('.')} ${rule}`)).toEqual(problems);
  });
});
