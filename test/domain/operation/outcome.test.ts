import { expect, it } from 'vitest';
import { operationOutcome } from '../../../src/domain/operation/outcome.ts';
import type { OpenOperation } from '../../../src/domain/operation/store.ts';
import type { Fact } from '../../../src/domain/port/provider.ts';
import { currency, money } from '../../../src/kernel/money.ts';

const waiting = (pollCount: number) =>
  ({ kind: 'payment.refund', status: 'REQUESTED', providerKey: 'key-1', pollCount }) as OpenOperation;
const refunded: Fact = {
  kind: 'refunded',
  ref: { kind: 'refund', id: 'RF1', within: { kind: 'payment', id: 'PM1' } },
  amount: money(8000n, currency('DKK')),
  at: new Date('2026-01-01T00:00:00Z'),
  operationKey: 'key-1',
};

it('a refund that waits to be sent again was given by its first attempt, when the provider says that it was', () => {
  expect(operationOutcome(waiting(3), refunded, false)).toEqual({ as: 'SUCCEEDED' });
});

it('a refund that was never sent cannot have been given', () => {
  expect(operationOutcome(waiting(0), refunded, false)).toMatchObject({
    as: 'FAILED',
    why: { code: 'NOT_IN_THIS_STATE' },
  });
});
