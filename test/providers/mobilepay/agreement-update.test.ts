import { describe, expect, test } from 'vitest';
import { currency, money } from '../../../src/kernel/money.ts';
import { probeUpdatedAgreement } from '../../../src/providers/mobilepay/agreement-update.ts';
import { mobilepay } from '../../../src/providers/mobilepay/provider.ts';
import { agreement, anAgreement, dkk, lines, onAgreement, requests, start } from './stub-mobilepay.ts';
import { someSettings } from './support.ts';

const operation = mobilepay.operations['agreement.update'];
const input = {
  agreement,
  currency: dkk,
  plan: 'Premium',
  amount: money(2_000n, dkk),
  frequency: 'QUARTERLY',
} as const;
const changed = { plan: 'Premium', amount: 20, frequency: 4 };

describe('changing an agreement', () => {
  test('replaces what is given, and nothing else', async () => {
    const context = await start({ [`PATCH ${onAgreement}`]: [204] });
    expect(await operation.call(context, input, 'key')).toMatchObject({
      kind: 'facts',
      facts: [
        { kind: 'authority', now: 'ACTIVE', terms: { plan: 'Premium', amount: input.amount, frequency: 'QUARTERLY' } },
      ],
    });
    expect(JSON.parse(requests()[0]?.body ?? '')).toEqual([
      { op: 'replace', path: '/plan', value: 'Premium' },
      { op: 'replace', path: '/amount', value: '20.00' },
      { op: 'replace', path: '/frequency', value: 4 },
    ]);
  });

  test('is refused for what MobilePay does not take', async () => {
    const error = { error: 'BadRequest', error_description: { message: 'Too long.', error_code: '17' } };
    const context = await start({ [`PATCH ${onAgreement}`]: [400, error] });
    expect(await operation.call(context, input, 'key')).toMatchObject({
      kind: 'refused',
      why: { providerCode: '17', message: 'MobilePay refused the change: Too long.' },
    });
  });

  test.each([
    [404, undefined, 'refused'],
    [409, anAgreement({ status: 'Canceled' }), 'facts'],
    [412, anAgreement({ status: 'Accepted' }), 'refused'],
  ] as const)('of one in another state (%i) is settled by how it stands', async (status, body, kind) => {
    const context = await start({
      [`PATCH ${onAgreement}`]: [status],
      [`GET ${onAgreement}`]: body ? [200, body] : [404],
    });
    expect((await operation.call(context, input, 'key')).kind).toBe(kind);
    expect(lines()).toEqual([`PATCH ${onAgreement}`, `GET ${onAgreement}`]);
  });

  test.each([
    ['is there', { status: 'Accepted', ...changed }, { kind: 'facts' }],
    ['is there in part', { status: 'Accepted', ...changed, plan: 'Basic' }, { kind: 'absent', certain: false }],
    ['came too late', { status: 'Canceled' }, { kind: 'facts', facts: [{ now: 'CANCELLED' }] }],
  ])('that nobody answered %s, as its agreement says', async (_, body, expected) => {
    const context = await start({ [`GET ${onAgreement}`]: [200, anAgreement(body)] });
    expect(await probeUpdatedAgreement(context, input)).toMatchObject(expected);
  });
});

test('limits on a change are those on a new agreement', () => {
  const bad = { ...input, plan: 'x'.repeat(31), description: 'x'.repeat(61), amount: money(1n, currency('EUR')) };
  expect(operation.check(bad, someSettings()).map(({ path, rule }) => [path.join('.'), rule])).toEqual([
    ['plan', 'length'],
    ['description', 'length'],
    ['amount', 'currency'],
  ]);
});
