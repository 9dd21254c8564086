import type { BillingRequest, Mandate, OneOffPayment } from '../../src/generated/prisma/client.ts';

/** The same on a mandate: a bank collects it. */
export function aCollection(over: Partial<OneOffPayment> & Pick<OneOffPayment, 'state'>): OneOffPayment {
  const collected = over.state === 'SETTLED' || over.state === 'REVERSED' ? 8000n : 0n;
  return aPayment({
    provider: 'GOCARDLESS',
    agreementId: null,
    mandateId: '00000000-0000-7000-8000-000000000005',
    authorized: collected,
    captured: collected,
    reversed: over.state === 'REVERSED' ? collected : 0n,
    ...over,
  });
}

const reservedStates: readonly string[] = ['AUTHORIZED', 'SETTLED', 'REVERSED'];
const takenStates: readonly string[] = ['SETTLED', 'REVERSED'];

/** A charge of 80 DKK in a state, due on 4 January 2027. */
export function aCharge(over: Partial<OneOffPayment> & Pick<OneOffPayment, 'state'>): OneOffPayment {
  return aPayment({ kind: 'CHARGE', dueOn: new Date('2027-01-04T00:00:00Z'), retryKind: 'NONE', ...over });
}

/** A payment of 80 DKK in a state, with the amounts that such a payment has. */
export function aPayment(over: Partial<OneOffPayment> & Pick<OneOffPayment, 'state'>): OneOffPayment {
  const now = new Date('2026-01-01T00:00:00Z');
  return {
    merchantId: '00000000-0000-7000-8000-000000000001',
    id: '00000000-0000-7000-8000-000000000002',
    kind: 'ONE_OFF',
    version: 3,
    provider: 'MOBILEPAY',
    accountId: '00000000-0000-7000-8000-000000000003',
    providerReference: 'p1',
    externalId: 'OOP00348',
    agreementId: '00000000-0000-7000-8000-000000000004',
    mandateId: null,
    billingRequestId: null,
    providerStatus: '',
    chargeDate: null,
    countedOn: null,
    dueOn: null,
    retryKind: null,
    retryDays: null,
    graceUntil: null,
    willRetry: null,
    attemptCount: 0,
    attemptedOn: null,
    reference: null,
    retryIfPossible: false,
    appFeeMinor: null,
    description: 'Down payment',
    autoReserve: false,
    currency: 'DKK',
    requested: 8000n,
    authorized: reservedStates.includes(over.state) ? 8000n : 0n,
    captured: takenStates.includes(over.state) ? 8000n : 0n,
    captureInFlight: 0n,
    refunded: 0n,
    refundInFlight: 0n,
    released: 0n,
    reversed: over.state === 'REVERSED' ? 8000n : 0n,
    cancelling: false,
    status: over.state,
    reason: null,
    payerUrl: null,
    expiresAt: null,
    settleBy: null,
    settlementDueAt: null,
    capturedAt: over.state === 'SETTLED' ? now : null,
    metadata: {},
    unresolvedCount: 0,
    pollCount: 0,
    nextCheckAt: null,
    lastProviderSyncAt: null,
    createdAt: now,
    updatedAt: now,
    ...over,
  };
}

/** A mandate at GoCardless that the provider has named. */
export function aMandate(over: Partial<Mandate> & Pick<Mandate, 'status'>): Mandate {
  const now = new Date('2026-01-01T00:00:00Z');
  return {
    merchantId: '00000000-0000-7000-8000-000000000001',
    id: '00000000-0000-7000-8000-000000000005',
    version: 2,
    provider: 'GOCARDLESS',
    accountId: '00000000-0000-7000-8000-000000000003',
    providerReference: 'm1',
    externalId: 'MANDATE-1',
    origin: 'CREATED',
    reason: null,
    nextChargeDate: null,
    replacedById: null,
    scheme: 'BACS',
    providerStatus: '',
    creditorNumber: null,
    debtorGroupNumber: null,
    mandateNumber: null,
    consent: null,
    verifiedAt: null,
    billingRequestId: null,
    personId: '00000000-0000-7000-8000-000000000006',
    metadata: {},
    cancelling: false,
    unresolvedCount: 0,
    pollCount: 0,
    nextCheckAt: null,
    lastProviderSyncAt: null,
    createdAt: now,
    updatedAt: now,
    ...over,
  };
}

/** A billing request for a mandate, which the provider has named and whose payer has nothing to do yet. */
export function aBillingRequest(over: Partial<BillingRequest> & Pick<BillingRequest, 'status'>): BillingRequest {
  const now = new Date('2026-01-01T00:00:00Z');
  return {
    merchantId: '00000000-0000-7000-8000-000000000001',
    id: '00000000-0000-7000-8000-000000000007',
    version: 2,
    provider: 'GOCARDLESS',
    accountId: '00000000-0000-7000-8000-000000000003',
    providerReference: 'b1',
    externalId: 'REQUEST-1',
    reason: null,
    purpose: 'MANDATE',
    description: null,
    amountMinor: null,
    currency: null,
    scheme: 'BACS',
    paymentScheme: null,
    terms: null,
    customerReference: null,
    customerBankAccountReference: null,
    actions: [],
    fallbackEnabled: false,
    fallbackOccurred: false,
    flowUrl: null,
    flowRedirectUrl: null,
    flowExitUrl: null,
    flowExpiresAt: null,
    expiresAt: null,
    personId: '00000000-0000-7000-8000-000000000006',
    metadata: {},
    cancelling: false,
    unresolvedCount: 0,
    pollCount: 0,
    nextCheckAt: null,
    lastProviderSyncAt: null,
    createdAt: now,
    updatedAt: now,
    ...over,
  };
}
