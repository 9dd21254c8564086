import { describe, expect, test } from 'vitest';
import type { InboundItem } from '../../../src/domain/port/provider.ts';
import { money } from '../../../src/kernel/money.ts';
import { mobilepay } from '../../../src/providers/mobilepay/provider.ts';
import { probeRefund } from '../../../src/providers/mobilepay/refunds.ts';
import { refundRef } from '../../../src/providers/mobilepay/translate.ts';
import { dkk, onAgreement, payment, requests, start } from './stub-mobilepay.ts';
import { fixture, fixtureText, ids, t0 } from './support.ts';

const { operations } = mobilepay;

describe('refunds', () => {
  const path = `${onAgreement}/payments/${ids.payment}/refunds`;
  const input = { payment, amount: money(1020n, dkk) };
  const key = 'opr_0000000000000000000000001';
  const ref = refundRef(payment, ids.refund);
  test('go out under our key, and are pending', async () => {
    const context = await start({
      [`POST ${path}`]: [202, { id: ids.refund, amount: 10.2, external_id: key, status_callback_url: 'x' }],
    });
    expect(await operations['payment.refund'].call(context, input, key)).toEqual({
      kind: 'pending',
      ref,
      checkAgainMs: 30_000,
    });
    expect(JSON.parse(requests().at(-1)?.body ?? '')).toEqual({
      amount: '10.20',
      external_id: key,
      status_callback_url: context.callbackUrl,
    });
  });
  test.each([
    ['another amount', { amount: '10.21' }, 'amountMismatch'],
    ['another external id', { external_id: 'opr_x' }, 'unreadable'],
    ['no amount', { amount: null }, 'unreadable'],
    ['half an øre', { amount: '10.205' }, 'unreadable'],
  ])('answered with %s are unknown', async (_, changes, kind) => {
    const context = await start({
      [`POST ${path}`]: [202, { id: ids.refund, amount: 10.2, external_id: key, ...changes }],
    });
    expect(await operations['payment.refund'].call(context, input, key)).toMatchObject({
      kind: 'unknown',
      why: { kind },
    });
  });
  test.each([
    ['101', 'REFUND_WINDOW_CLOSED'],
    ['102', 'AUTHORITY_NOT_ACTIVE'],
    ['103', 'NOT_IN_THIS_STATE'],
    ['104', 'AMOUNT_NOT_AVAILABLE'],
    ['100', 'OTHER'],
  ])('refused with the flat error %s are %s', async (code, reason) => {
    const context = await start({ [`POST ${path}`]: [400, `{"StatusCode":${code},"StatusText":"No."}`] });
    expect(await operations['payment.refund'].call(context, input, key)).toMatchObject({
      kind: 'refused',
      why: { code: reason, providerCode: code },
    });
  });
  test('are found again by our key, and by no one else’s', async () => {
    const context = await start({ [`GET ${path}`]: [200, fixtureText('refunds')] });
    const sent = { at: t0 };
    expect(await probeRefund(context, input, key, sent)).toMatchObject({
      kind: 'facts',
      facts: [{ kind: 'refunded', ref, operationKey: key }],
    });
    expect(await probeRefund(context, input, 'opr_other', sent)).toEqual({ kind: 'absent', certain: false });
  });
  test('that are declined are explained by the callback that made us ask', async () => {
    const declined = [{ ...(fixture('refunds') as object[])[0], status: 'Declined' }];
    const context = await start({ [`GET ${path}`]: [200, declined] });
    const split = mobilepay.inbound.split({
      headers: {},
      body: new TextEncoder().encode(fixtureText('refund-callback')),
    });
    const hint: InboundItem | undefined = split.ok ? split.value[0] : undefined;
    expect(await mobilepay.checkStatus(context, ref, hint)).toMatchObject({
      facts: [{ kind: 'refundDeclined', why: { code: 'AMOUNT_NOT_AVAILABLE', providerCode: '60002' } }],
    });
    expect(await mobilepay.checkStatus(context, ref)).toMatchObject({
      facts: [{ kind: 'refundDeclined', why: { code: 'OTHER' } }],
    });
  });
});
