import type { Db, Tx } from '../../src/db.ts';
import { newUuid } from '../../src/domain/ids.ts';
import { appendEvents, change } from '../../src/events/append.ts';
import type {
  Agreement,
  Capture,
  OneOffPayment,
  Operation,
  WebhookEndpoint,
} from '../../src/generated/prisma/client.ts';
import type { Shop } from './harness.ts';

const start = Date.UTC(2026, 10, 20, 10);
let made = 0;
/** A time and a number that no row had before: rows made later are later. */
const next = () => ({ n: ++made, at: new Date(start + made * 1_000) });

/** An active agreement, told by its event. */
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
    await tell(tx, agreement, {
      type: 'AGREEMENT_CREATED',
      subjectType: 'agr',
      agreementId: agreement.id,
      paymentId: null,
      paymentStatus: null,
    });
    return agreement;
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

/** A reserved payment of 80 DKK, told by its event. */
export function addPayment(
  db: Db,
  shop: Shop,
  agreement: Agreement,
  over: Partial<OneOffPayment> = {},
): Promise<OneOffPayment> {
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
        agreementId: agreement.id,
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
    await tell(tx, payment, {
      type: 'PAYMENT_CREATED',
      subjectType: 'oop',
      agreementId: agreement.id,
      paymentId: payment.id,
      paymentStatus: payment.status,
    });
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
    for (const version of versions) {
      const after = await tx.oneOffPayment.update({
        where: { merchantId_id: { merchantId: shop.merchantId, id: payment.id } },
        data: { version, updatedAt: next().at, description: `step ${version}`, ...over } as never,
      });
      await tell(tx, after, {
        type: 'PAYMENT_AMOUNTS_CHANGED',
        subjectType: 'oop',
        agreementId: payment.agreementId,
        paymentId: payment.id,
        paymentStatus: after.status,
      });
    }
  });
}

type Told = Pick<
  Parameters<typeof appendEvents>[2][number],
  'type' | 'subjectType' | 'agreementId' | 'paymentId' | 'paymentStatus'
>;

async function tell(tx: Tx, row: Agreement | OneOffPayment, told: Told): Promise<void> {
  const { merchantId, id, version, provider, updatedAt } = row;
  await appendEvents(tx, updatedAt, [
    {
      mandateId: null,
      billingRequestId: null,
      ...told,
      merchantId,
      provider,
      subjectId: id,
      subjectVersion: version,
      change: change(null, row.status),
      cause: { by: 'clock', rule: 'test' },
      occurredAt: updatedAt,
    },
  ]);
}
