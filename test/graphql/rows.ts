import type { Db } from '../../src/db.ts';
import { agreementEvent } from '../../src/domain/agreement/store.ts';
import { newUuid } from '../../src/domain/ids.ts';
import { paymentEvent, tellPayment } from '../../src/domain/payment/store.ts';
import { appendEvents, change } from '../../src/events/append.ts';
import type { Agreement, Capture, OneOffPayment, Operation } from '../../src/generated/prisma/client.ts';
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
    const event = agreementEvent(
      agreement,
      'AGREEMENT_CREATED',
      change(null, agreement.status),
      { by: 'clock', rule: 'test' },
      at,
    );
    await appendEvents(tx, at, [event]);
    return agreement;
  });
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
    await tellPayment(tx, at, null, payment, paymentEvent(payment, 'PAYMENT_CREATED', ...told(payment)));
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
      const event = paymentEvent(after, 'PAYMENT_AMOUNTS_CHANGED', ...told(after, before.status));
      await tellPayment(tx, after.updatedAt, before, after, event);
      before = after;
    }
  });
}

const told = ({ status, updatedAt }: OneOffPayment, from: string | null = null) =>
  [change(from, status), { by: 'clock', rule: 'test' }, updatedAt] as const;
