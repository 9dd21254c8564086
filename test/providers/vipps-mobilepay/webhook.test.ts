import { describe, expect, test } from 'vitest';
import type { RawRequest } from '../../../src/domain/port/provider.ts';
import { signatureOf } from '../../../src/providers/vipps-mobilepay/signature.ts';
import { endHintOf, interpret, split, verify } from '../../../src/providers/vipps-mobilepay/webhook.ts';
import { someSettings } from './support.ts';

/** The vectors of the notes (§4.3), which two implementations of others agree on. */
const secret = 'sim-only-secret-3f2b9c7d1a';
const a = {
  url: 'https://shop.example.test:8443/hooks/vipps/7c1e?src=mt',
  date: 'Wed, 03 Feb 2027 04:05:07 GMT',
  body: '{"agreementId":"agr_Sim7Kq2","agreementUUID":"0b6f2f5e-6f6d-4d1a-9a5f-2f1f6f0f7a11","agreementExternalId":"mb-00042","eventType":"recurring.agreement-activated.v1","occurred":"2027-02-03T04:05:06.789Z","msn":"654321"}',
  hash: 'in/bH3UJBirbt/Qgd6f7DpAo8HCARI7LCe2GhIfoVRU=',
  signature: 'aWbR44MMBYsLauoSKGTsBuYaRc1PWCw3bJMl5Qd0x8k=',
};
const b = {
  url: 'https://shop.example.test/hooks/vipps/7c1e',
  date: 'Wed, 03 Feb 2027 04:06:01 GMT',
  body: '{"agreementId":"agr_Sim7Kq2","chargeId":"sim-charge-0001","amount":12345,"chargeType":"UNSCHEDULED","eventType":"recurring.charge-captured.v1","currency":"DKK","occurred":"2027-02-03T04:06:00Z","amountCaptured":5000,"amountCanceled":0,"amountRefunded":0,"transactionId":"9900000001","msn":"654321","note":"rød grød"}',
  hash: 'A/wDqfcTMh5Fd57Dlw/7l6fMaw/5iJUZ3Aga7+X5UKY=',
  signature: 'osHl2PLCXj39mm1D6fPI7CLHfKbAlyV6F/hGbogiXyw=',
};
type Vector = typeof a;
const bytes = (text: string) => new TextEncoder().encode(text);
const requestOf = ({ url, date, body, hash, signature }: Vector, receivedAt = new Date(date)): RawRequest => ({
  url,
  body: bytes(body),
  receivedAt,
  headers: {
    'x-ms-date': date,
    'x-ms-content-sha256': hash,
    authorization: `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature}`,
  },
});
const account = someSettings({ webhookSecret: secret });

describe('the proof of news', () => {
  test.each([a, b])('holds for the vector of $url', (vector) => {
    expect(verify(requestOf(vector), account)).toBe('verified');
  });
  test('holds for the secret before, while a webhook is being replaced', () => {
    const renewed = someSettings({ webhookSecret: 'new', previousWebhookSecret: secret });
    expect(verify(requestOf(a), renewed)).toBe('verified');
  });
  test('is made with the secret as text, though it looks like Base64', () => {
    const looks = { ...b, signature: '2tywH6P3Xj5qwA5ZpC+J28cV+Rw7jaNdef6wrSqm5sU=' };
    const other = someSettings({ webhookSecret: 'c2ltLXNlY3JldC1iYXNlNjQtbG9vaw==' });
    expect(verify(requestOf(looks), other)).toBe('verified');
    const decoded = { ...b, signature: '3ICnz4hDZUittrluO5L2A+0u2l/DNsDADjV7Nl0O0bI=' };
    expect(verify(requestOf(decoded), other)).toBe('invalid');
  });
  test.each<[string, Partial<Vector>]>([
    ['without the port', { signature: 'lWf9IPL7l9mh61TX4dCkL/4V3TaVjFBH2JV4bOGKvDE=' }],
    ['without the query', { signature: 'uTXPdLdPIdP5BfeGVya26UgQ0qJRe4NOaVIpXa4SQLQ=' }],
    ['over another body', { body: `${a.body}\n` }],
    [
      'over another body whose hash is told',
      { body: `${a.body}\n`, hash: 'POJBx3/ZoSQGTlzySnIpRiNqdRp7tyPd3p4zs24CcXw=' },
    ],
    ['with another hash', { hash: b.hash }],
    ['at another date', { date: b.date }],
    ['at another address', { url: b.url }],
    ['without a signature', { signature: '' }],
  ])('does not hold %s', (_, change) => {
    expect(verify(requestOf({ ...a, ...change }), account)).toBe('invalid');
  });
  test('does not hold without a secret, or with another', () => {
    expect(verify(requestOf(a), someSettings())).toBe('invalid');
    expect(verify(requestOf(a), someSettings({ webhookSecret: `${secret}x` }))).toBe('invalid');
  });
  test.each([
    [299, 'verified'],
    [-299, 'verified'],
    [301, 'stale'],
    [-301, 'stale'],
  ])('%i s after its date is %s', (seconds, check) => {
    expect(verify(requestOf(a, new Date(Date.parse(a.date) + seconds * 1_000)), account)).toBe(check);
  });
  test('signed, but at no date, is stale', () => {
    const date = 'some day';
    const signature = signatureOf({ url: a.url, body: bytes(a.body), date }, secret);
    expect(verify(requestOf({ ...a, date, signature }, new Date()), account)).toBe('stale');
  });
});

const itemOf = (body: object) => {
  const items = split({ headers: {}, body: bytes(JSON.stringify(body)) });
  if (!items.ok) throw new Error(items.error);
  return items.value[0] as NonNullable<(typeof items.value)[0]>;
};
const chargeNews = JSON.parse(b.body) as Record<string, unknown>;
const agreementNews = JSON.parse(a.body) as Record<string, unknown>;

describe('news', () => {
  test('of a charge makes us ask about it, within its agreement', () => {
    const item = itemOf(chargeNews);
    const about = { kind: 'payment', id: 'sim-charge-0001', within: { kind: 'agreement', id: 'agr_Sim7Kq2' } };
    expect(item.about).toEqual(about);
    expect(item.occurredAt).toEqual(new Date('2027-02-03T04:06:00Z'));
    expect(interpret(item)).toEqual({ kind: 'checkStatus', ref: about });
  });
  test('of an agreement makes us ask about that', () => {
    expect(interpret(itemOf(agreementNews))).toEqual({
      kind: 'checkStatus',
      ref: { kind: 'agreement', id: 'agr_Sim7Kq2' },
    });
  });
  test('is known again by kind, thing and transaction, and told from another capture of the same', () => {
    const key = itemOf(chargeNews).dedupeKey;
    expect(itemOf({ ...chargeNews, occurred: 'later', note: 'other' }).dedupeKey).toBe(key);
    expect(itemOf({ ...chargeNews, transactionId: '9900000002' }).dedupeKey).not.toBe(key);
    const bare = { ...chargeNews, transactionId: null };
    expect(itemOf(bare).dedupeKey).toBe(itemOf(bare).dedupeKey);
    expect(itemOf({ ...bare, occurred: '2027-02-03T04:06:01Z' }).dedupeKey).not.toBe(itemOf(bare).dedupeKey);
  });
  test('may be strange in all but what it is about', () => {
    const strange = { ...chargeNews, amount: 'much', currency: 7, occurred: [], chargeType: {}, actor: 1 };
    expect(interpret(itemOf(strange)).kind).toBe('checkStatus');
  });
  test('says who has ended an agreement, and that it was rejected', () => {
    const stopped = { ...agreementNews, eventType: 'recurring.agreement-stopped.v1', actor: 'User' };
    expect(endHintOf(itemOf(stopped))).toEqual({ rejected: false, actor: 'USER' });
    const rejected = { ...agreementNews, eventType: 'recurring.agreement-rejected.v1' };
    expect(endHintOf(itemOf(rejected))).toEqual({ rejected: true, actor: null });
  });
  test('of a charge that fell due, which another system has made, is handed on', () => {
    expect(interpret(itemOf({ ...chargeNews, chargeType: 'RECURRING' }))).toMatchObject({
      kind: 'report',
      report: { status: 'SETTLED', providerStatus: 'recurring.charge-captured.v1', amount: { amountMinor: 12_345n } },
    });
    const failed = { ...chargeNews, chargeType: 'RECURRING', eventType: 'recurring.charge-failed.v1' };
    expect(interpret(itemOf({ ...failed, failureReason: 'charge_amount_too_high' }))).toMatchObject({
      report: { status: 'FAILED', why: { code: 'AMOUNT_NOT_AVAILABLE', providerCode: 'charge_amount_too_high' } },
    });
  });
});
