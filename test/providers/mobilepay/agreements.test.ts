import { describe, expect, test } from 'vitest';
import type { CallContext, InboundItem, OperationMap } from '../../../src/domain/port/provider.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import { probeNewAgreement } from '../../../src/providers/mobilepay/agreements.ts';
import { mobilepay } from '../../../src/providers/mobilepay/provider.ts';
import type { Settings } from '../../../src/providers/mobilepay/settings.ts';
import {
  type Answers,
  agreement,
  amount,
  anAgreement,
  aPayment,
  base,
  dkk,
  lines,
  onAgreement,
  payment,
  requests,
  start,
} from './stub-mobilepay.ts';
import { fixtureText, ids, t0 } from './support.ts';

const { operations } = mobilepay;
const newAgreement: OperationMap['agreement.create'] = {
  externalId: 'AGGR00068',
  plan: 'Basic',
  amount: money(1000n, dkk),
  currency: dkk,
  country: 'DK',
  frequency: 'MONTHLY',
  expiresInMs: 300_000,
  returnUrl: 'https://example.com/back',
  oneOffPayment: { externalId: 'OOP00348', amount, description: 'Down payment for our services' },
};
describe('a new agreement', () => {
  test('as the docs answer it waits for its payer, and so does its first payment', async () => {
    const context = await start({ [`POST ${base}/agreements`]: [201, fixtureText('new-agreement.reply')] });
    const step = { kind: 'redirect', url: expect.stringMatching(/^https:\/\/landing\.example\/\?flow=agreement/) };
    const until = new Date(t0.getTime() + 300_000);
    expect(await operations['agreement.create'].call(context, newAgreement, 'key')).toEqual({
      kind: 'facts',
      facts: [
        { kind: 'authority', ref: agreement, now: 'PENDING', at: t0, until, step },
        { kind: 'awaitingPayer', ref: payment, at: t0, until, step, providerStatus: 'Requested' },
      ],
    });
  });
  test.each([
    [
      'a payment that was not asked for',
      { ...newAgreement, oneOffPayment: undefined },
      fixtureText('new-agreement.reply'),
    ],
    ['no payment though one was asked for', newAgreement, { id: ids.agreement, links: [] }],
    ['no id', newAgreement, { links: [] }],
    ['an id that is a path', newAgreement, { id: '../me', one_off_payment_id: ids.payment }],
    ['an error in a success', newAgreement, fixtureText('error-400')],
    ['nothing', newAgreement, undefined],
  ])('answered with %s is unknown', async (_, { oneOffPayment, ...rest }, body) => {
    const context = await start({ [`POST ${base}/agreements`]: [201, body] });
    const input = { ...rest, ...(oneOffPayment ? { oneOffPayment } : {}) };
    expect(await operations['agreement.create'].call(context, input, 'key')).toMatchObject({
      kind: 'unknown',
      why: { kind: 'unreadable' },
    });
  });
  test('that is refused says why in the provider’s words, cleaned', async () => {
    const context = await start({ [`POST ${base}/agreements`]: [400, fixtureText('error-400')] });
    expect(await operations['agreement.create'].call(context, newAgreement, 'key')).toMatchObject({
      kind: 'refused',
      why: { code: 'OTHER', message: 'MobilePay refused the agreement: The hyperlink reference must use https scheme' },
    });
    const html = await start({
      [`POST ${base}/agreements`]: [
        400,
        { error_description: { message: `<b>\u202ex</b>${'y'.repeat(999)}`, error_code: 'E1' } },
      ],
    });
    const outcome = await operations['agreement.create'].call(html, newAgreement, 'key');
    if (outcome.kind !== 'refused') throw new Error(outcome.kind);
    expect(outcome.why.providerCode).toBe('E1');
    expect(outcome.why.message).not.toMatch(/[<>\u202e]/);
    expect(outcome.why.message.length).toBeLessThan(260);
  });
});

describe('looking for a new agreement', () => {
  const page = (n: number) => `GET ${base}/agreements?pageSize=1000&pageNumber=${n}`;
  const payments = { [`GET ${onAgreement}/oneoffpayments`]: [200, [aPayment({ status: 'Requested' })]] } as const;
  const sent = { at: new Date('2024-05-01T10:00:00Z') };
  const look = (context: CallContext<Settings>, at = sent) => probeNewAgreement(context, newAgreement, at);

  test.each(['agreement-list', 'agreement-list-array'])('reads %s and the first payment', async (name) => {
    const context = await start({ [page(1)]: [200, fixtureText(name)], ...payments });
    expect(await look(context)).toMatchObject({
      kind: 'facts',
      facts: [
        { kind: 'authority', now: 'ACTIVE' },
        { kind: 'awaitingPayer', ref: payment },
      ],
    });
  });
  test('goes on until a page is empty, since a short page may not be the last', async () => {
    const others = {
      agreements: [
        anAgreement({ id: ids.refund, external_id: 'OTHER' }),
        anAgreement({ id: ids.refund, external_id: null }),
      ],
    };
    const context = await start({
      [page(1)]: [200, others],
      [page(2)]: [200, others],
      [page(3)]: [200, { agreements: [] }],
    });
    expect(await look(context)).toEqual({ kind: 'absent', certain: false });
    expect(lines()).toEqual([page(1), page(2), page(3)]);
  });
  test('never calls an agreement absent that may stand on a later page', async () => {
    const others = { agreements: [anAgreement({ external_id: 'OTHER' })] };
    const context = await start(
      Object.fromEntries(Array.from({ length: 20 }, (_, i) => [page(i + 1), [200, others] as const])),
    );
    expect(await look(context)).toMatchObject({ kind: 'unknown' });
    expect(lines()).toHaveLength(20);
  });
  test('passes over one that was made long before', async () => {
    const old = { agreements: [anAgreement({ date_created: '2024-05-01T09:54:59Z' })] };
    const context = await start({ [page(1)]: [200, old], [page(2)]: [200, { agreements: [] }], ...payments });
    expect(await look(context)).toEqual({ kind: 'absent', certain: false });
  });
  test('takes one without a time, and one a little before, for ours', async () => {
    for (const date_created of [null, '2024-05-01T09:55:00Z']) {
      const context = await start({ [page(1)]: [200, { agreements: [anAgreement({ date_created })] }], ...payments });
      expect((await look(context)).kind).toBe('facts');
    }
  });
  test('with the agreement there and its payment not is unknown', async () => {
    const context = await start({
      [page(1)]: [200, fixtureText('agreement-list')],
      [`GET ${onAgreement}/oneoffpayments`]: [200, []],
    });
    expect(await look(context)).toMatchObject({ kind: 'unknown', why: { kind: 'unreadable' } });
  });
});

describe('an agreement', () => {
  const refused = { kind: 'refused', why: { code: 'NOT_IN_THIS_STATE' } };

  test.each([
    ['Pending', refused],
    ['Accepted', refused],
    ['Canceled', { kind: 'facts', facts: [{ now: 'CANCELLED', why: { code: 'OTHER' } }] }],
    ['Rejected', { kind: 'facts', facts: [{ now: 'REJECTED' }] }],
    ['Expired', { kind: 'facts', facts: [{ now: 'EXPIRED' }] }],
    ['Asleep', { kind: 'unknown', why: { kind: 'unknownStatus' } }],
  ])('412 to cancelling an agreement that is %s', async (status, expected) => {
    const context = await start({
      [`DELETE ${onAgreement}`]: [412],
      [`GET ${onAgreement}`]: [200, anAgreement({ status })],
    });
    expect(await operations['agreement.cancel'].call(context, { agreement }, 'key')).toMatchObject(expected);
  });
  test('404 to cancelling an agreement that the book does not hold is refused', async () => {
    const context = await start({ [`DELETE ${onAgreement}`]: [404], [`GET ${onAgreement}`]: [404] });
    expect(await operations['agreement.cancel'].call(context, { agreement }, 'key')).toMatchObject(refused);
  });
  test('an agreement is explained by its own code', async () => {
    const context = await start({
      [`GET ${onAgreement}`]: [200, anAgreement({ status: 'Canceled', date_canceled: '2024-05-01T11:00:00Z' })],
    });
    const about: InboundItem = {
      dedupeKey: 'x',
      about: agreement,
      body: { agreement_id: ids.agreement, status: 'Canceled', status_code: '40002' },
    };
    expect(await mobilepay.checkStatus(context, agreement, about)).toEqual({
      kind: 'facts',
      facts: [
        {
          kind: 'authority',
          ref: agreement,
          now: 'CANCELLED',
          at: new Date('2024-05-01T11:00:00Z'),
          providerStatus: 'Canceled',
          terms: {
            plan: 'Basic',
            description: 'Monthly subscription',
            amount: money(1_000n, currency('DKK')),
            frequency: 'MONTHLY',
          },
          why: {
            code: 'CANCELLED_BY_PAYER',
            message: 'The payer cancelled the agreement.',
            origin: 'PAYER',
            retryable: false,
            providerCode: '40002',
          },
        },
      ],
    });
  });
});

describe('connecting', () => {
  const nobodys = [200, { payment_status_callback_url: null }] as const;
  test('sets our password before our address', async () => {
    const context = await start({
      [`GET ${base}`]: nobodys,
      [`PUT ${base}/auth/basic`]: [204],
      [`PATCH ${base}`]: [204],
    });
    expect(await mobilepay.connect(context)).toEqual({ ok: true, value: undefined });
    const changes = requests().slice(1);
    expect(changes.map(({ line, body }) => [line, JSON.parse(body)])).toEqual([
      [`PUT ${base}/auth/basic`, { user_name: 'mp-cb', password: 's3cret!' }],
      [`PATCH ${base}`, [{ op: 'replace', path: '/payment_status_callback_url', value: context.callbackUrl }]],
    ]);
  });
  test('stops where the password was not taken, and says so without it', async () => {
    const context = await start({ [`GET ${base}`]: nobodys, [`PUT ${base}/auth/basic`]: [400] });
    const result = await mobilepay.connect(context);
    expect(result).toEqual({ ok: false, error: 'PUT: MobilePay answered 400' });
    expect(lines()).toHaveLength(2);
  });
  test.each([
    ['nobody has', null],
    ['is empty', ''],
    ['is ours', 'https://pay.example/webhooks/abc'],
    ['is ours by another host', 'https://old.example/webhooks/abc'],
  ])('takes the address of callbacks where it %s', async (_, payment_status_callback_url) => {
    const answers = { [`PUT ${base}/auth/basic`]: [204], [`PATCH ${base}`]: [204] } as const;
    const context = await start({ ...answers, [`GET ${base}`]: [200, { payment_status_callback_url }] });
    expect(await mobilepay.connect(context)).toEqual({ ok: true, value: undefined });
  });
  test('takes it from no other system unasked: it says whose it is, without what may be secret in it, and changes nothing', async () => {
    const other = { payment_status_callback_url: 'https://billing.example/hooks/s3cr3t?key=1' };
    const answers = {
      [`PUT ${base}/auth/basic`]: [204],
      [`PATCH ${base}`]: [204],
      [`GET ${base}`]: [200, other],
    } as const;
    const context = await start(answers);
    const result = await mobilepay.connect(context);
    expect(result).toMatchObject({ ok: false, error: expect.stringContaining('(https://billing.example)') });
    expect(JSON.stringify(result)).not.toContain('s3cr3t');
    expect(lines()).toEqual([`GET ${base}`]);
    const settings = { ...context.account.settings, takeCallbackAddress: true };
    const told = { ...context, account: { ...context.account, settings } };
    expect(await mobilepay.connect(told)).toEqual({ ok: true, value: undefined });
  });
  test.each<[string, Answers[string]]>([
    ['cannot be had', [503]],
    ['cannot be read', [200, '<html>']],
    ['is not known', [404]],
  ])('changes nothing while the present address %s', async (_, answer) => {
    const context = await start({ [`GET ${base}`]: answer });
    expect(await mobilepay.connect(context)).toMatchObject({ ok: false, error: expect.stringMatching(/^GET: /) });
    expect(lines().filter((line) => !line.startsWith('GET'))).toEqual([]);
  });
});
