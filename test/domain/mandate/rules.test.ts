import { describe, expect, it } from 'vitest';
import { cannotCancelMandate, cannotCharge } from '../../../src/domain/mandate/rules.ts';
import type { Capabilities } from '../../../src/domain/port/provider.ts';
import type { Mandate } from '../../../src/generated/prisma/client.ts';
import { aMandate } from '../../support/builders.ts';

const can: Capabilities = {
  currencies: [],
  partialCapture: false,
  partialRefund: false,
  autoReserve: false,
  refundWindowMs: null,
};
type Row = readonly [over: Partial<Mandate> & Pick<Mandate, 'status'>, message: string];

describe('a mandate can be cancelled', () => {
  it.each(['PENDING', 'ACTIVE', 'SUSPENDED'] as const)('while it is %s', (status) => {
    expect(cannotCancelMandate(aMandate({ status }))).toBeNull();
  });

  const unknown = 'The outcome of an earlier step is not known yet; the provider is being asked.';
  const refused: readonly Row[] = [
    [{ status: 'CANCELLED' }, 'The mandate is CANCELLED; it has ended already.'],
    [{ status: 'REJECTED', cancelling: true }, 'The mandate is REJECTED; it has ended already.'],
    [{ status: 'ACTIVE', cancelling: true, unresolvedCount: 1 }, 'The mandate is being cancelled already.'],
    [{ status: 'PENDING', providerReference: null }, unknown],
    [{ status: 'ACTIVE', unresolvedCount: 1 }, unknown],
  ];
  it.each(refused)('but not %j', (over, message) => {
    expect(cannotCancelMandate(aMandate(over))).toEqual({
      kind: 'invalidState',
      path: ['input', 'mandateId'],
      message,
      current: over.status,
      allowedFrom: ['PENDING', 'ACTIVE', 'SUSPENDED'],
    });
  });
});

describe('a mandate can be charged', () => {
  it('while it is active, whatever else is not known of it', () => {
    expect(cannotCharge(aMandate({ status: 'ACTIVE', unresolvedCount: 1 }), can)).toBeNull();
  });

  it('while it is pending, where the provider submits it with its first payment', () => {
    expect(cannotCharge(aMandate({ status: 'PENDING' }), { ...can, chargesPendingMandates: true })).toBeNull();
    expect(cannotCharge(aMandate({ status: 'ACTIVE' }), { ...can, chargesPendingMandates: true })).toBeNull();
    expect(cannotCharge(aMandate({ status: 'SUSPENDED' }), { ...can, chargesPendingMandates: true })).toMatchObject({
      message: 'The mandate is SUSPENDED; payments can be asked for on one that is PENDING or ACTIVE only.',
      allowedFrom: ['PENDING', 'ACTIVE'],
    });
  });

  const refused: readonly Row[] = [
    [
      { status: 'PENDING', cancelling: true },
      'The mandate is PENDING; payments can be asked for on one that is ACTIVE only.',
    ],
    [{ status: 'ACTIVE', cancelling: true, providerReference: null }, 'The mandate is being cancelled.'],
    [
      { status: 'ACTIVE', providerReference: null },
      'It is not known yet whether the provider has the mandate; its answer is awaited.',
    ],
  ];
  it.each(refused)('but not %j', (over, message) => {
    expect(cannotCharge(aMandate(over), can)).toEqual({
      kind: 'invalidState',
      path: ['input', 'on', 'mandateId'],
      message,
      current: over.status,
      allowedFrom: ['ACTIVE'],
    });
  });
});
