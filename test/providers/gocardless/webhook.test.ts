import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { bearingOf } from '../../../src/providers/gocardless/events.ts';
import { answer, interpret, split, verify } from '../../../src/providers/gocardless/webhook.ts';
import { fixtureText, someSettings } from './support.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const signed = (body: string, signature: string) => ({
  headers: { 'webhook-signature': signature },
  body: bytes(body),
});
const sign = (body: string, secret: string): string => createHmac('sha256', secret).update(body).digest('hex');

/** Made for our notes and checked with GoCardless' own client: secret, body, signature. */
const vectors: Readonly<Record<string, readonly [secret: string, body: string, signature: string]>> = {
  V1: ['test_webhook_secret', '{"events":[]}', '8c8a01562aa5e3c202c1fc379b8dd631e6bfbcf20b1da374b75174f2e2d96088'],
  V2: [
    'ED7D658C-not-a-real-secret-0001',
    fixtureText('delivery-v2'),
    '64c167373ffe30f43c2cee50f8d2dd7839807875217bbf6fa86188189fe2fa23',
  ],
  V3: [
    'c2VjcmV0LWxvb2tpbmctbGlrZS1iYXNlNjQ',
    fixtureText('delivery-v3'),
    '30830512be084a7c901135748c2dda084f7643c638f9d8b2ada6b733eaec8b28',
  ],
  V4: [
    'test_webhook_secret',
    '{\n  "events": []\n}\n',
    'c986a8c7d5db79495b915585f43bafd4a0eafb89c356eb96ebbfcf6857d72433',
  ],
};

describe('a signature', () => {
  test.each(Object.entries(vectors))(
    '%s is verified under its secret, and under no other',
    (_, [secret, body, proof]) => {
      expect(verify(signed(body, proof), someSettings({ webhookSecret: secret }))).toBe('verified');
      expect(verify(signed(body, proof), someSettings())).toBe('invalid');
      expect(verify(signed(`${body} `, proof), someSettings({ webhookSecret: secret }))).toBe('invalid');
    },
  );
  test('by any of several live secrets is verified', () => {
    const [secret, body, proof] = vectors.V2 ?? ['', '', ''];
    expect(verify(signed(body, proof), someSettings({ otherWebhookSecrets: ['old', secret] }))).toBe('verified');
  });
  test('over a secret that was decoded first is invalid', () => {
    const [secret, body] = vectors.V3 ?? ['', ''];
    const decoded = '9f0bf111647ec9795b53c3adf881089cb318b77409f9cf14f1af36ef6dc6e505';
    expect(verify(signed(body, decoded), someSettings({ webhookSecret: secret }))).toBe('invalid');
  });
  const [secret, body, proof] = vectors.V1 ?? ['', '', ''];
  test.each([
    '',
    'zz',
    proof.slice(0, 62),
    `${proof}00`,
    `${proof}g`,
    ` ${proof}`,
    proof.toUpperCase(),
    `sha256=${proof}`,
    `${proof}, ${proof}`,
    '0'.repeat(64),
    'é'.repeat(64),
    'a'.repeat(100_000),
  ])('of the form %.70j is invalid, and never an exception', (header) => {
    expect(verify(signed(body, header), someSettings({ webhookSecret: secret }))).toBe('invalid');
  });
  test('that is missing, or stands under another name, is invalid', () => {
    const settings = someSettings({ webhookSecret: secret });
    expect(verify({ headers: {}, body: bytes(body) }, settings)).toBe('invalid');
    expect(verify({ headers: { 'x-signature': proof }, body: bytes(body) }, settings)).toBe('invalid');
  });
  test('is answered as GoCardless expects', () => {
    const statuses = (['verified', 'unverified', 'invalid', 'stale', 'malformed'] as const).map(
      (one) => answer(one).status,
    );
    expect(statuses).toEqual([204, 204, 498, 498, 400]);
  });
});

describe('a delivery', () => {
  const itemsOf = (text: string) => {
    const items = split({ headers: {}, body: bytes(text) });
    if (!items.ok) throw new Error(items.error);
    return items.value;
  };
  test('is split into its events, each under its own id', () => {
    const [item] = itemsOf(fixtureText('delivery-v2'));
    expect(item).toMatchObject({
      dedupeKey: 'EV0000000000V2',
      about: { kind: 'billingRequest', id: 'BRQ0000000000V2' },
      occurredAt: new Date('2026-01-02T03:04:05.678Z'),
    });
    expect(item && interpret(item)).toEqual({
      kind: 'checkStatus',
      ref: { kind: 'billingRequest', id: 'BRQ0000000000V2' },
    });
  });
  test('leaves behind what could name people', () => {
    const [item] = itemsOf(fixtureText('delivery-v3'));
    expect(item?.about).toEqual({ kind: 'payment', id: 'PM0000000000V3' });
    expect(JSON.stringify(item)).toContain('ARUDD-0');
    expect(JSON.stringify(item)).not.toMatch(/Zażółć|A-1/);
  });
  test('of 250 events, and of no meta, is taken whole', () => {
    const one = { resource_type: 'payments', action: 'confirmed', links: { payment: 'PM1' } };
    const events = Array.from({ length: 250 }, (_, index) => ({ id: `EV${index}`, ...one }));
    expect(itemsOf(JSON.stringify({ events }))).toHaveLength(250);
  });
  test('with one unreadable event keeps the others, and that one for a person', () => {
    const good = { id: 'EV1', resource_type: 'payments', action: 'confirmed', links: { payment: 'PM1' } };
    const [bad, kept] = itemsOf(JSON.stringify({ events: [{ surprise: 'Quackenbush' }, good] }));
    expect(bad && interpret(bad).kind).toBe('unrecognised');
    expect(JSON.stringify(bad)).not.toContain('Quackenbush');
    expect(kept && interpret(kept).kind).toBe('checkStatus');
  });
  test('that is unreadable in part bears a name made of it, and nothing of what it says', () => {
    const good = { id: 'EV1', resource_type: 'payments', action: 'confirmed', links: { payment: 'PM1' } };
    const [bad, other] = itemsOf(JSON.stringify({ events: [{ surprise: 1 }, { surprise: 2 }, good] }));
    const unreadable = { kind: 'payment', id: 'unreadable' };
    expect(bad).toEqual({
      dedupeKey: expect.stringMatching(/^unreadable:[0-9a-f]{64}$/),
      about: unreadable,
      body: {},
    });
    expect(other?.dedupeKey).not.toBe(bad?.dedupeKey);
  });
  test('keeps an event about nothing of ours apart, under its own id', () => {
    const event = { id: 'EV1', resource_type: 'exports', action: 'made', links: { export: 'EX1' } };
    expect(itemsOf(JSON.stringify({ events: [event] }))[0]?.about).toEqual({ kind: 'payment', id: 'EV1' });
  });
  const event = { id: 'EV1', resource_type: 'payments', action: 'confirmed', links: { payment: 'PM1' } };
  const count = (length: number) => JSON.stringify({ events: Array.from({ length }, () => event) });
  const bytesMax = 2 * 1024 * 1024;
  test('of 1,000 events, or of two mebibytes, is the most that is taken', () => {
    expect(itemsOf(count(1_000))).toHaveLength(1_000);
    expect(itemsOf(count(1).padEnd(bytesMax))).toHaveLength(1);
  });
  test.each<[string, Uint8Array, string | RegExp]>([
    ['no events', bytes('{"events":[]}'), 'expected 1 to 1000 events; got 0'],
    ['more than we take', bytes(count(1_001)), 'expected 1 to 1000 events; got 1001'],
    ['nothing but nonsense', bytes('{"events":[1,null,"x",[],{"id":1}]}'), 'expected a GoCardless event'],
    ['an id that is a path', bytes(count(1).replace('EV1', '../EV1')), 'expected a GoCardless event'],
    ['a million brackets', bytes('['.repeat(1_000_000)), /^expected JSON; ./],
    ['a second key', bytes(count(1).replace('{', '{"events":[],')), /^expected JSON; ./],
    ['something else', bytes('{"event":{}}'), 'expected an object with events'],
    ['more than two mebibytes', bytes(count(1).padEnd(bytesMax + 1)), 'expected at most 2097152 bytes'],
    ['no UTF-8', Uint8Array.of(0xff, 0xfe), 'expected UTF-8'],
  ])('of %s is malformed', (_, body, error) => {
    const told = typeof error === 'string' ? error : expect.stringMatching(error);
    expect(split({ headers: {}, body })).toEqual({ ok: false, error: told });
  });
});

describe('an event', () => {
  const meaning = (resource_type: string, action: string, links: object) =>
    interpret({
      dedupeKey: 'EV1',
      about: { kind: 'payment', id: 'x' },
      body: { id: 'EV1', resource_type, action, links },
    });
  test.each([
    ['billing_requests', 'fulfilled', { billing_request: 'BRQ1' }, { kind: 'billingRequest', id: 'BRQ1' }],
    ['mandates', 'replaced', { mandate: 'MD1', new_mandate: 'MD2' }, { kind: 'mandate', id: 'MD1' }],
    ['payments', 'charged_back', { payment: 'PM1' }, { kind: 'payment', id: 'PM1' }],
    ['refunds', 'failed', { refund: 'RF1' }, { kind: 'refund', id: 'RF1' }],
    ['payouts', 'paid', { payout: 'PO1' }, { kind: 'payout', id: 'PO1' }],
    ['payouts', 'fx_rate_confirmed', { payout: 'PO1' }, { kind: 'payout', id: 'PO1' }],
    ['creditors', 'bounced_payout', { creditor: 'CR1', payout: 'PO1' }, { kind: 'payout', id: 'PO1' }],
  ])('%s.%s makes us ask', (resource, action, links, ref) => {
    expect(meaning(resource, action, links)).toEqual({ kind: 'checkStatus', ref });
  });
  test.each([
    ['creditors', 'updated'],
    ['subscriptions', 'created'],
    ['exports', 'anything_at_all'],
    ['refunds', 'refund_settled'],
    ['payments', 'late_failure_settled'],
    ['billing_requests', 'flow_visited'],
  ])('%s.%s is of no concern', (resource, action) => {
    expect(meaning(resource, action, {})).toEqual({ kind: 'irrelevant' });
  });
  test.each([
    ['wallets', 'created', {}],
    ['payments', 'failed', {}],
    ['__proto__', 'failed', {}],
    ['wallets', 'created', { wallet: 'WA1', parent_event: 'EV0' }],
  ])('%s.%s about %j is kept for a person', (resource, action, links) => {
    const detail = `event "${resource}" "${action}"`;
    expect(meaning(resource, action, links)).toEqual({ kind: 'unrecognised', detail });
  });
  test.each([
    ['payments', 'teleported', { payment: 'PM1' }, { kind: 'payment', id: 'PM1' }],
    ['payments', 'toString', { payment: 'PM1' }, { kind: 'payment', id: 'PM1' }],
    ['wallets', 'created', { mandate: 'MD1', payment: 'PM1' }, { kind: 'payment', id: 'PM1' }],
    ['constructor', 'created', { billing_request: 'BRQ1' }, { kind: 'billingRequest', id: 'BRQ1' }],
  ])('%s.%s about %j names a thing that can be asked about', (resource, action, links, ref) => {
    expect(meaning(resource, action, links)).toMatchObject({ kind: 'unrecognised', ref });
  });
  test('that could not be read is kept for a person', () => {
    const item = { dedupeKey: 'x', about: { kind: 'payment', id: 'x' }, body: {} } as const;
    expect(interpret(item)).toEqual({ kind: 'unrecognised', detail: 'not a GoCardless event' });
  });
  const documented: Readonly<Record<string, string>> = {
    billing_requests:
      'created flow_created flow_visited flow_exited choose_currency collect_amount collect_customer_details select_institution collect_bank_account payer_details_confirmed bank_authorisation_visited bank_authorisation_authorised bank_authorisation_denied bank_authorisation_expired bank_authorisation_failed fulfilled cancelled failed payer_geo_blocked',
    mandates:
      'created customer_approval_granted customer_approval_skipped submitted active failed cancelled expired transferred resubmission_requested reinstated replaced consumed blocked',
    payments:
      'created customer_approval_granted customer_approval_denied submitted confirmed paid_out failed late_failure_settled charged_back chargeback_settled chargeback_cancelled cancelled resubmission_requested surcharge_fee_debited sds_settlement_delayed',
    refunds: 'created paid refund_settled failed funds_returned',
  };
  test.each(Object.entries(documented))(
    'of %s has been reviewed, whichever is documented',
    (resource_type, actions) => {
      for (const action of actions.split(' ')) expect(bearingOf({ resource_type, action }), action).not.toBeNull();
    },
  );
});

test('verifying 250 events takes no time to speak of', () => {
  const body = JSON.stringify({ events: Array.from({ length: 250 }, () => ({ id: 'EV1', padding: 'x'.repeat(500) })) });
  const proof = sign(body, 'canary-webhook-secret');
  const from = performance.now();
  expect(verify(signed(body, proof), someSettings())).toBe('verified');
  expect(performance.now() - from).toBeLessThan(100);
});
