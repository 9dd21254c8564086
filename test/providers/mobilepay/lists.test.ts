import { describe, expect, test } from 'vitest';
import { listAgreements } from '../../../src/providers/mobilepay/agreement-list.ts';
import { probeNewAgreement } from '../../../src/providers/mobilepay/agreements.ts';
import { mobilepay } from '../../../src/providers/mobilepay/provider.ts';
import {
  agreement,
  anAgreement,
  aPayment,
  base,
  dkk,
  onAgreement,
  onPayment,
  payment,
  start,
} from './stub-mobilepay.ts';

const pageOf = (page: number, size = 100) => `GET ${base}/agreements?pageSize=${size}&pageNumber=${page}`;
const bad = { id: 'no guid', status: {} };

describe('one bad thing in a list', () => {
  test('does not spoil the agreements beside it, and is counted', async () => {
    const context = await start({ [pageOf(1)]: [200, { page_size: 100, agreements: [bad, anAgreement({}), 7] }] });
    expect(await listAgreements(context, { after: null })).toMatchObject({
      kind: 'agreements',
      agreements: [{ fact: { now: 'ACTIVE', terms: { plan: 'Basic' } }, currency: 'DKK', country: 'DK' }],
      unreadable: 2,
      after: '1',
    });
  });

  test('may be the one that is looked for, so nothing is sent again', async () => {
    const context = await start({
      [pageOf(1, 1_000)]: [200, { agreements: [bad] }],
      [pageOf(2, 1_000)]: [200, { agreements: [] }],
    });
    const input = { externalId: 'A-1', plan: 'Basic', currency: dkk, country: 'DK', frequency: 'MONTHLY' } as const;
    const more = { expiresInMs: 60_000, returnUrl: 'https://shop.example/' };
    const answer = await probeNewAgreement(context, { ...input, ...more }, { at: new Date() });
    expect(answer).toMatchObject({ kind: 'unknown', why: { kind: 'unreadable' } });
  });

  test('does not hide the refunds beside it', async () => {
    const refund = { id: '11111111-1111-4111-8111-111111111111', amount: 1, currency: 'DKK', status: 'Issued' };
    const context = await start({
      [`GET ${onPayment}`]: [200, aPayment({ status: 'Captured' })],
      [`GET ${onAgreement}/payments/${payment.id}/refunds`]: [200, [{ id: 1 }, refund]],
    });
    const answer = await mobilepay.checkStatus(context, payment);
    expect(answer).toMatchObject({ kind: 'facts', facts: [{}, {}, { kind: 'refunded', ref: { id: refund.id } }] });
  });
});

test.each([
  ['a description of 3,000 characters', { description: 'x'.repeat(3_000) }],
  ['links that are none', { links: 'none' }],
  ['a frequency that is an object', { frequency: {} }],
  ['an amount that is a list', { amount: [1] }],
  ['an external id that is a number of no meaning', { external_id: { a: 1 } }],
])('an agreement with %s is read all the same', async (_, changes) => {
  const context = await start({ [`GET ${onAgreement}`]: [200, anAgreement(changes)] });
  expect(await mobilepay.checkStatus(context, agreement)).toMatchObject({ kind: 'facts', facts: [{ now: 'ACTIVE' }] });
});
