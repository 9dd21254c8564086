import { agreements } from '../../src/domain/agreement/store.ts';
import { billingRequests } from '../../src/domain/billing-request/store.ts';
import { mandates } from '../../src/domain/mandate/store.ts';
import { payments } from '../../src/domain/payment/store.ts';
import { schedules } from '../../src/domain/schedule/store.ts';
import type {
  Agreement,
  BillingRequest,
  Capture,
  Mandate,
  OneOffPayment,
  Operation,
  PaymentSchedule,
  WebhookEndpoint,
} from '../../src/generated/prisma/client.ts';
import { newUuid } from '../../src/kernel/ids.ts';
import type { Db, Tx } from '../../src/platform/db.ts';
import type { Shop } from './harness.ts';

const cause = { by: 'clock', rule: 'test' } as const;
const start = Date.UTC(2026, 10, 20, 10);
let made = 0;
/** A time and a number that no row had before: rows made later are later. */
const next = () => ({ n: ++made, at: new Date(start + made * 1_000) });

/** A weekly schedule on a mandate, that nobody has to look at; with its events. */
export function addSchedule(
  db: Db,
  shop: Shop,
  { merchantId, provider, accountId, id: mandateId }: Mandate,
  status: 'ACTIVE' | 'FAILED' = 'ACTIVE',
): Promise<PaymentSchedule> {
  const { n, at } = next();
  const rule = { kind: 'RECURRING', unit: 'WEEK', every: 1, startsOn: at, retryKind: 'NONE' } as const;
  const names = { externalId: `SCHEDULE${n}`, providerReference: `schedule-${n}`, description: 'Chips' };
  const owned = { merchantId, provider, accountId, mandateId, currency: 'GBP', metadata: {} };
  return db.forMerchant(shop.merchantId, async (tx) => {
    const context = { tx, now: at, cause };
    const made = await schedules.insert(context, { ...owned, ...rule, ...names });
    const reason = { code: 'OTHER', message: 'no', origin: 'SYSTEM', retryable: true } as const;
    return status === 'ACTIVE' ? made : schedules.save(context, made, { status, reason });
  });
}

/** An active agreement; with its event. */
export function addAgreement(db: Db, shop: Shop, over: Partial<Agreement> = {}): Promise<Agreement> {
  const { n, at } = next();
  return db.forMerchant(shop.merchantId, async (tx) => {
    const agreement = await tx.agreement.create({
      data: {
        merchantId: shop.merchantId,
        id: newUuid(at.getTime()),
        version: 1,
        provider: 'MOBILEPAY',
        accountId: shop.accountId,
        providerReference: `agreement-${n}`,
        externalId: `AGGR${n}`,
        status: 'ACTIVE',
        plan: 'Gold',
        currency: 'DKK',
        country: 'DK',
        frequency: 'MONTHLY',
        returnUrl: 'https://shop.example/back',
        metadata: {},
        createdAt: at,
        updatedAt: at,
        ...over,
      } as never,
    });
    await agreements.publish({ tx, now: agreement.updatedAt, cause }, null, agreement);
    return agreement;
  });
}

/** A person about whom nothing is kept but a key. */
async function addPerson(tx: Tx, shop: Shop, at: Date): Promise<string> {
  const id = newUuid(at.getTime());
  await tx.person.create({ data: { merchantId: shop.merchantId, id, keySealed: Buffer.from('x'), createdAt: at } });
  return id;
}

/** News that was given up, about something that was not made here. */
export async function addNotification(
  db: Db,
  { merchantId, accountId }: Shop,
  { problem = 'NOT_FOUND', detail = 'no such thing', body = {}, receiptId = newUuid(0) as string } = {},
): Promise<string> {
  const { n, at } = next();
  const id = newUuid(at.getTime());
  await db.worker.query(
    `insert into inbox (merchant_id, id, account_id, provider, receipt_id, dedupe_key, about, item, state, problem, failures, last_error, received_at)
     values ($1, $2, $3, 'MOBILEPAY', $4, $5, $6, $7, 'DEAD', $8::inbox_problem, 4, $9, $10)`,
    [merchantId, id, accountId, receiptId, `n${n}`, `payment:of-another-${n}`, { body }, problem, detail, at],
  );
  return id;
}

/** An active mandate by Bacs; with its event. */
export function addMandate(db: Db, shop: Shop, over: Partial<Mandate> = {}): Promise<Mandate> {
  const { n, at } = next();
  return db.forMerchant(shop.merchantId, async (tx) => {
    const mandate = await tx.mandate.create({
      data: {
        merchantId: shop.merchantId,
        id: newUuid(at.getTime()),
        version: 1,
        provider: 'GOCARDLESS',
        accountId: shop.accountId,
        providerReference: `mandate-${n}`,
        externalId: `MANDATE${n}`,
        status: 'ACTIVE',
        scheme: 'BACS',
        providerStatus: 'active',
        personId: over.personId ?? (await addPerson(tx, shop, at)),
        metadata: {},
        createdAt: at,
        updatedAt: at,
        ...over,
      } as never,
    });
    await mandates.publish({ tx, now: mandate.updatedAt, cause }, null, mandate);
    return mandate;
  });
}

const pendingAction = {
  type: 'COLLECT_BANK_ACCOUNT',
  status: 'PENDING',
  required: true,
  requires: [],
  completes: ['CHOOSE_CURRENCY'],
  missingFields: ['account_number'],
};

/** A billing request for a payment and a mandate, with one step left; with its event. */
export function addBillingRequest(db: Db, shop: Shop, over: Partial<BillingRequest> = {}): Promise<BillingRequest> {
  const { n, at } = next();
  return db.forMerchant(shop.merchantId, async (tx) => {
    const request = await tx.billingRequest.create({
      data: {
        merchantId: shop.merchantId,
        id: newUuid(at.getTime()),
        version: 1,
        provider: 'GOCARDLESS',
        accountId: shop.accountId,
        providerReference: `request-${n}`,
        externalId: `REQUEST${n}`,
        status: 'PENDING',
        purpose: 'PAYMENT_AND_MANDATE',
        description: 'Steel chips',
        amountMinor: 8_000n,
        currency: 'GBP',
        scheme: 'BACS',
        actions: [pendingAction],
        fallbackEnabled: false,
        personId: await addPerson(tx, shop, at),
        metadata: {},
        createdAt: at,
        updatedAt: at,
        ...over,
      } as never,
    });
    await billingRequests.publish({ tx, now: request.updatedAt, cause }, null, request);
    return request;
  });
}

/** A payment of 80 GBP that a bank collects, on a mandate or for a billing request; with its event. */
export function addCollection(
  db: Db,
  shop: Shop,
  on: { readonly mandateId: string } | { readonly billingRequestId: string },
  over: Partial<OneOffPayment> = {},
): Promise<OneOffPayment> {
  return insertPayment(db, shop, {
    provider: 'GOCARDLESS',
    providerStatus: 'submitted',
    currency: 'GBP',
    authorized: 0n,
    state: 'PROCESSING',
    settleBy: null,
    chargeDate: new Date('2026-12-01T00:00:00Z'),
    ...on,
    ...over,
  });
}

/** An endpoint that nothing is sent to: the doors have no workers. */
export function addEndpoint(db: Db, shop: Shop, over: Partial<WebhookEndpoint> = {}): Promise<WebhookEndpoint> {
  const { at } = next();
  return db.forMerchant(shop.merchantId, (tx) =>
    tx.webhookEndpoint.create({
      data: {
        merchantId: shop.merchantId,
        id: newUuid(at.getTime()),
        slot: 1,
        url: 'https://shop.example/hooks',
        eventTypes: [],
        document: 'fragment Payload on Event { sequence }',
        scopes: [],
        ed25519: false,
        secretsSealed: Buffer.from('x'),
        status: 'ACTIVE',
        startAfter: 0n,
        createdAt: at,
        updatedAt: at,
        ...over,
      } as never,
    }),
  );
}

/** A reserved payment of 80 DKK; with its event. */
export function addPayment(
  db: Db,
  shop: Shop,
  agreement: Agreement,
  over: Partial<OneOffPayment> = {},
): Promise<OneOffPayment> {
  return insertPayment(db, shop, { agreementId: agreement.id, ...over });
}

function insertPayment(db: Db, shop: Shop, over: Partial<OneOffPayment>): Promise<OneOffPayment> {
  const { n, at } = next();
  return db.forMerchant(shop.merchantId, async (tx) => {
    const payment = await tx.oneOffPayment.create({
      data: {
        merchantId: shop.merchantId,
        id: newUuid(at.getTime()),
        version: 1,
        provider: 'MOBILEPAY',
        accountId: shop.accountId,
        providerReference: `payment-${n}`,
        externalId: `OOP${n}`,
        description: 'Down payment',
        autoReserve: false,
        currency: 'DKK',
        requested: 8_000n,
        authorized: 8_000n,
        state: 'AUTHORIZED',
        settleBy: new Date(Date.UTC(2099, 0, 1)),
        metadata: {},
        createdAt: at,
        updatedAt: at,
        ...over,
      } as never,
    });
    await payments.publish({ tx, now: payment.updatedAt, cause }, null, payment);
    return payment;
  });
}

/** A capture with its operation. */
export function addCapture(
  db: Db,
  shop: Shop,
  payment: OneOffPayment,
  over: Partial<Operation> = {},
): Promise<Capture> {
  const { at } = next();
  return db.forMerchant(shop.merchantId, async (tx) => {
    const operation = await tx.operation.create({
      data: {
        merchantId: shop.merchantId,
        id: newUuid(at.getTime()),
        accountId: shop.accountId,
        kind: 'payment.capture',
        paymentId: payment.id,
        providerKey: newUuid(at.getTime()),
        inputSealed: Buffer.from('x'),
        status: 'SENT',
        actor: 'key_test',
        requestKey: 'capture-1',
        requestedAt: at,
        ...over,
      } as never,
    });
    return tx.capture.create({
      data: {
        merchantId: shop.merchantId,
        id: newUuid(at.getTime()),
        version: 0,
        paymentId: payment.id,
        operationId: operation.id,
        amountMinor: 8_000n,
        currency: 'DKK',
        createdAt: at,
      },
    });
  });
}

/** One more step of a payment, with its event: amounts stay as they are. */
export async function stepPayment(
  db: Db,
  shop: Shop,
  payment: OneOffPayment,
  version: number,
  over: Partial<OneOffPayment> = {},
): Promise<void> {
  await stepPaymentThrough(db, shop, payment, [version], over);
}

/** Several steps of a payment in one transaction. */
export async function stepPaymentThrough(
  db: Db,
  shop: Shop,
  payment: OneOffPayment,
  versions: readonly number[],
  over: Partial<OneOffPayment> = {},
): Promise<void> {
  await db.forMerchant(shop.merchantId, async (tx) => {
    let before = payment;
    for (const version of versions) {
      const after = await tx.oneOffPayment.update({
        where: { merchantId_id: { merchantId: shop.merchantId, id: payment.id } },
        data: { version, updatedAt: next().at, description: `step ${version}`, ...over } as never,
      });
      await payments.publish({ tx, now: after.updatedAt, cause }, before, after, { type: 'PAYMENT_AMOUNTS_CHANGED' });
      before = after;
    }
  });
}
