import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDebtorCheck } from '../../../src/domain/payer/debtor-check.ts';
import { type DomainWorld, startDomainWorld } from '../../support/domain-world.ts';

let world: DomainWorld;
beforeAll(async () => {
  world = await startDomainWorld();
  await world.deps.accounts.save(world.caller.merchantId, 'BETALINGSSERVICE', {});
});
afterAll(() => world.close());

/** A check that remembers three answers, with a clock of its own, and how often the provider has been asked since. */
function newCheck() {
  let now = 0;
  const before = world.bank.calls.length;
  const check = createDebtorCheck(world.deps, { now: () => new Date(now) }, 3);
  return {
    check: (nationalId: string) => check(world.caller, { nationalId }),
    pass: (ms: number) => {
      now += ms;
    },
    asked: () => world.bank.calls.length - before,
  };
}

test('an answer is remembered for five minutes', async () => {
  const { check, pass, asked } = newCheck();
  const first = await check('1');
  pass(299_999);
  expect(await check('1')).toEqual(first);
  expect(asked()).toBe(1);
  pass(1);
  await check('1');
  expect(asked()).toBe(2);
});

test('so many answers are remembered, and the oldest makes room for one more', async () => {
  const { check, asked } = newCheck();
  for (const number of ['0', '1', '2', '3']) await check(number);
  await check('1');
  expect(asked()).toBe(4);
  await check('0');
  expect(asked()).toBe(5);
});

test('one merchant is not answered with what another has asked, and a refusal is not remembered', async () => {
  const { check, asked } = newCheck();
  await check('1');
  const stranger = { ...world.caller, merchantId: '00000000-0000-7000-8000-00000000dead' };
  const other = createDebtorCheck(world.deps, { now: () => new Date(0) });
  expect(await other(stranger, { nationalId: '1' })).toMatchObject({ error: { code: 'NOT_SUPPORTED_BY_PROVIDER' } });
  await other(world.caller, { nationalId: '1' });
  expect(await other(stranger, { nationalId: '1' })).toMatchObject({ error: { code: 'NOT_SUPPORTED_BY_PROVIDER' } });
  expect(asked()).toBe(2);
});
