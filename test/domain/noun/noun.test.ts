import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agreements } from '../../../src/domain/agreement/store.ts';
import { billingRequests } from '../../../src/domain/billing-request/store.ts';
import { mandates } from '../../../src/domain/mandate/store.ts';
import type { NounRow, StepDetails } from '../../../src/domain/noun/description.ts';
import type { Noun } from '../../../src/domain/noun/noun.ts';
import { payments } from '../../../src/domain/payment/store.ts';
import { applyContext, FactMismatch, UnknownReference } from '../../../src/domain/reconcile/apply-context.ts';
import type { Mandate, Operation } from '../../../src/generated/prisma/client.ts';
import { addAgreement, addBillingRequest, addMandate, addPayment } from '../../graphql/rows.ts';
import { type DomainWorld, startDomainWorld } from '../../support/domain-world.ts';
import { spyOnStatements } from '../../support/statements.ts';

const sent = spyOnStatements();
const hour = 3_600_000;
const noon = '2030-01-01T12:00:00.000Z';
const reason = { code: 'OTHER', message: 'why', origin: 'PAYER', retryable: false } as const;
const sameReason = { retryable: false, origin: 'PAYER', message: 'why', code: 'OTHER' } as const;
const action = {
  type: 'COLLECT_BANK_ACCOUNT' as const,
  status: 'PENDING' as const,
  required: true,
  requires: ['CHOOSE_CURRENCY' as const],
  completes: [],
  missingFields: [],
};

let world: DomainWorld;
let shop: Parameters<typeof addMandate>[1];
beforeAll(async () => {
  world = await startDomainWorld();
  const connected = await world.deps.accounts.of(world.caller.merchantId, 'GOCARDLESS');
  shop = { merchantId: world.caller.merchantId, accountId: connected?.id ?? '', key: '', keyId: '' };
});
afterAll(async () => {
  await world.close();
});

function save<Row extends NounRow, Patch>(
  noun: Pick<Noun<Row, Patch, never>, 'save'>,
  row: Row,
  patch: Patch,
  details?: StepDetails,
): Promise<Row> {
  const cause = { by: 'clock', rule: 'test' } as const;
  return world.db.forMerchant(shop.merchantId, (tx, now) => noun.save({ tx, now, cause }, row, patch, details));
}

const mandate = (over: Partial<Mandate> = {}) => addMandate(world.db, shop, over);
const storedMandate = ({ merchantId, id }: Mandate) =>
  world.db.reader(merchantId).mandate.findUniqueOrThrow({ where: { merchantId_id: { merchantId, id } } });
const eventsOf = (subjectId: string) =>
  world.db.reader(shop.merchantId).event.findMany({ where: { subjectId }, orderBy: { subjectVersion: 'asc' } });

describe('a patch that is what is stored already writes nothing', () => {
  it.each([
    [
      'of an agreement: its moment',
      async () => {
        const row = await addAgreement(world.db, shop, { expiresAt: new Date(noon) });
        return [row, () => save(agreements, row, { expiresAt: new Date(noon), status: 'ACTIVE' })] as const;
      },
    ],
    [
      'of a mandate: its JSON',
      async () => {
        const row = await mandate({ reason });
        return [row, () => save(mandates, row, { reason: sameReason, scheme: 'BACS' })] as const;
      },
    ],
    [
      'of a billing request: its moment, and JSON within a list',
      async () => {
        const flowExpiresAt = new Date(noon);
        const row = await addBillingRequest(world.db, shop, { flowExpiresAt, actions: [action] });
        const actions = [{ ...action, requires: ['CHOOSE_CURRENCY' as const] }];
        return [row, () => save(billingRequests, row, { flowExpiresAt: new Date(noon), actions })] as const;
      },
    ],
    [
      'of a payment: its moment, its JSON and its money',
      async () => {
        const agreement = await addAgreement(world.db, shop);
        const row = await addPayment(world.db, shop, agreement, { reason, expiresAt: new Date(noon) });
        const patch = { reason: sameReason, expiresAt: new Date(noon), authorized: 8_000n };
        return [row, () => save(payments, row, patch)] as const;
      },
    ],
  ])('%s', async (_, start) => {
    const [row, again] = await start();
    const before = sent.length;
    const after = await again();
    expect(sent.slice(before).filter((statement) => /^\s*(insert|update)/i.test(statement))).toEqual([]);
    expect(after).toBe(row);
    expect(await eventsOf(row.id)).toHaveLength(1);
  });
});

describe('a step', () => {
  it('is one version and one event, which says from where, to where and why', async () => {
    const row = await mandate();
    const at = new Date('2026-11-20T09:00:00Z');
    const after = await save(mandates, row, { status: 'CANCELLED', reason }, { why: reason, at });
    expect(after).toMatchObject({ status: 'CANCELLED', reason, version: 2 });
    expect(await storedMandate(row)).toEqual(after);
    expect((await eventsOf(row.id)).slice(1)).toMatchObject([
      {
        type: 'MANDATE_ENDED',
        subjectType: 'man',
        subjectVersion: 2,
        mandateId: row.id,
        agreementId: null,
        change: { from: 'ACTIVE', to: 'CANCELLED', reason },
        occurredAt: at,
      },
    ]);
  });

  it('that takes its reason away stores none', async () => {
    const row = await mandate({ reason });
    expect(await save(mandates, row, { reason: null })).toMatchObject({ reason: null, version: 2 });
  });

  it('that the caller names is told also where no column changes', async () => {
    const agreement = await addAgreement(world.db, shop);
    const row = await addPayment(world.db, shop, agreement);
    await save(payments, row, {}, { type: 'PAYMENT_SETTLEMENT_DUE', amountMinor: 8_000n });
    expect((await eventsOf(row.id)).slice(1)).toMatchObject([
      { type: 'PAYMENT_SETTLEMENT_DUE', change: { amount: { amountMinor: '8000', currency: 'DKK' } } },
    ]);
  });

  it('that brings nothing new from the provider leaves only when it was heard', async () => {
    const row = await mandate();
    const syncedAt = new Date('2026-11-20T09:00:00Z');
    await save(mandates, row, { status: 'ACTIVE' }, { syncedAt });
    expect(await storedMandate(row)).toEqual({ ...row, lastProviderSyncAt: syncedAt });
    expect(await eventsOf(row.id)).toHaveLength(1);
  });
});

describe('the provider is asked next', () => {
  const wait = ({ nextCheckAt, updatedAt }: Pick<Mandate, 'nextCheckAt' | 'updatedAt'>) =>
    nextCheckAt && nextCheckAt.getTime() - updatedAt.getTime();

  it('in an hour about what is awaited, or as the provider wants it', async () => {
    const row = await mandate();
    const pending = await save(mandates, row, { status: 'PENDING' });
    expect(wait(pending)).toBe(hour);
    const planned = await save(mandates, pending, { providerStatus: 'sent' }, { nextCheckAt: new Date(noon) });
    expect(planned.nextCheckAt).toEqual(new Date(noon));
  });

  it('once a day about an agreement that is accepted, and when it lapses about one that is not', async () => {
    const soon = new Date(Date.now() + hour / 2);
    const row = await addAgreement(world.db, shop, { status: 'PENDING', expiresAt: soon });
    const waiting = await save(agreements, row, { payerUrl: 'https://pay.example' });
    expect(waiting.nextCheckAt).toEqual(soon);
    expect(wait(await save(agreements, waiting, { status: 'ACTIVE' }))).toBe(24 * hour);
  });

  it('not before it has the thing', async () => {
    const row = await mandate({ status: 'PENDING', providerReference: null });
    expect(await save(mandates, row, { cancelling: true })).toMatchObject({ version: 2, nextCheckAt: null });
  });
});

describe('what a fact speaks of', () => {
  const find = async (reference: string, operation?: Partial<Operation>) => {
    const connected = await world.deps.accounts.of(shop.merchantId, 'GOCARDLESS');
    if (!connected) throw new Error('not connected');
    const cause = { by: 'clock', rule: 'test' } as const;
    const answered = operation && { operation: operation as Operation };
    return world.db.forMerchant(shop.merchantId, (tx, now) =>
      mandates.lockReferenced(applyContext(world.deps, { tx, now, connected, cause, ...answered }), {
        kind: 'mandate',
        id: reference,
      }),
    );
  };

  it('is what bears the reference', async () => {
    const row = await mandate();
    expect(await find(row.providerReference ?? '')).toEqual(row);
  });

  it('is what the answered operation was to create, which bears none yet', async () => {
    const row = await mandate({ providerReference: null });
    expect(await find('heard-first-now', { kind: 'mandate.create', mandateId: row.id })).toEqual(row);
  });

  it('is not what an operation of another kind is about', async () => {
    const row = await mandate({ providerReference: null });
    await expect(find('never-heard', { kind: 'mandate.cancel', mandateId: row.id })).rejects.toThrow(UnknownReference);
  });

  it('is contradicted where we know it by another reference', async () => {
    const row = await mandate();
    await expect(find('another', { kind: 'mandate.create', mandateId: row.id })).rejects.toThrow(FactMismatch);
  });
});
