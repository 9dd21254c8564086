import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelBillingRequest } from '../../../src/domain/billing-request/commands.ts';
import { createBillingRequest } from '../../../src/domain/billing-request/create.ts';
import { createInstitutions, type InstitutionsInput } from '../../../src/domain/billing-request/institutions.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import { type DomainWorld, done, startDomainWorld } from '../../support/domain-world.ts';
import { freshKey } from '../../support/world.ts';

let world: DomainWorld;
beforeAll(async () => {
  world = await startDomainWorld();
});
afterAll(() => world.close());

/** A list that remembers two answers, with a clock of its own, and how often the provider has been asked since. */
function newList() {
  let now = 0;
  const before = world.bank.calls.length;
  const find = createInstitutions(world.deps, { now: () => new Date(now) }, 2);
  return {
    find: (input: Partial<InstitutionsInput> = {}) => find(world.caller, { countryCode: 'GB', ...input }),
    pass: (ms: number) => {
      now += ms;
    },
    asked: () => world.bank.calls.slice(before).map(({ input }) => input),
  };
}
const names = async (found: ReturnType<ReturnType<typeof newList>['find']>) => {
  const list = await found;
  return list.ok ? list.value.institutions.map(({ name }) => name) : list.error;
};

test('the provider is asked once for ten minutes, also by those who ask at once, and names are searched here', async () => {
  const { find, pass, asked } = newList();
  const [all, some, none] = await Promise.all([
    find(),
    names(find({ search: ' ALPHA ' })),
    names(find({ search: 'z' })),
  ]);
  expect(all).toMatchObject({ ok: true, value: { checkedAt: expect.any(Date) } });
  expect(some).toEqual(['Alpha', 'Alphabet']);
  expect(none).toEqual([]);
  pass(599_999);
  expect(await find()).toEqual(all);
  expect(asked()).toEqual([{ countryCode: 'GB' }]);
  pass(1);
  await find();
  expect(asked()).toHaveLength(2);
});

test('so many answers are remembered, and the oldest makes room for one more', async () => {
  const { find, asked } = newList();
  for (const countryCode of ['GB', 'DE', 'FR', 'DE']) await find({ countryCode });
  expect(asked()).toHaveLength(3);
  await find({ countryCode: 'GB' });
  expect(asked()).toHaveLength(4);
});

test('silence and a refusal are said, and the next one asks again', async () => {
  const { find, asked } = newList();
  world.bank.script('institutions', { kind: 'notSent', why: { kind: 'unavailable', detail: 'x' } });
  expect(await find()).toMatchObject({ error: { code: 'PROVIDER_UNAVAILABLE', provider: 'GOCARDLESS' } });
  const why = { code: 'OTHER', message: 'No.', origin: 'PROVIDER', retryable: false } as const;
  world.bank.script('institutions', { kind: 'refused', why });
  expect(await find()).toMatchObject({ error: { code: 'PROVIDER_REJECTED', reason: why } });
  expect(await names(find())).toHaveLength(3);
  expect(asked()).toHaveLength(3);
});

test('it is about a request of the caller that is open, in a country that there is', async () => {
  const { find, asked } = newList();
  const { billingRequestId = '' } = await done(
    createBillingRequest(world.deps, world.caller, {
      idempotencyKey: freshKey(),
      with: {
        goCardless: { payment: { amount: money(1n, currency('GBP')), description: 'x' }, fallbackEnabled: false },
      },
    }),
  );
  expect(await names(find({ billingRequestId }))).toHaveLength(3);
  expect(asked().at(-1)).toMatchObject({ countryCode: 'GB', request: { kind: 'billingRequest' } });
  for (const nobodys of [null, '00000000-0000-7000-8000-00000000dead'])
    expect(await find({ billingRequestId: nobodys })).toMatchObject({
      error: { kind: 'notFound', path: ['input', 'billingRequestId'] },
    });
  expect(await find({ billingRequestId, countryCode: 'XX' })).toMatchObject({
    error: { kind: 'invalidInput', problems: [{ path: ['input', 'countryCode'] }] },
  });
  await done(cancelBillingRequest(world.deps, world.caller, { idempotencyKey: freshKey(), billingRequestId }));
  expect(await find({ billingRequestId })).toMatchObject({ error: { kind: 'invalidState', current: 'CANCELLED' } });
  const stranger = { ...world.caller, merchantId: '00000000-0000-7000-8000-00000000dead' };
  const list = createInstitutions(world.deps, { now: () => new Date(0) });
  expect(await list(stranger, { countryCode: 'GB' })).toMatchObject({ error: { code: 'NOT_SUPPORTED_BY_PROVIDER' } });
});
