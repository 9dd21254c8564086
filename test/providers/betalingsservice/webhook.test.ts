import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InboundItem, RawRequest } from '../../../src/domain/port/provider.ts';
import { sign } from '../../../src/providers/betalingsservice/oauth.ts';
import { requestRef } from '../../../src/providers/betalingsservice/translate.ts';
import { answer, interpret, split, verify } from '../../../src/providers/betalingsservice/webhook.ts';
import { callbackConsumerKey, callbackUrl, fixtureText, others, someSettings, t0, theirs, uuid } from './support.ts';

const settings = someSettings();
const text = fixtureText('callback');
const callback = JSON.parse(text) as Record<string, object>;
const signed = (body: string, { url = callbackUrl, consumerKey = callbackConsumerKey, keys = theirs } = {}) =>
  sign({ method: 'POST', url, body }, { consumerKey, privateKeyPem: keys.privateKey }, t0);
const request = (
  body: string | Uint8Array,
  authorization?: string,
  url: string | undefined = callbackUrl,
): RawRequest => ({
  headers: authorization === undefined ? {} : { authorization },
  body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
  ...(url === '' ? {} : { url }),
});
const items = (body: unknown): readonly InboundItem[] => {
  const result = split(request(typeof body === 'string' ? body : JSON.stringify(body)));
  if (!result.ok) throw new Error(result.error);
  return result.value;
};
const about = (changes: object) => ({ ...callback, collectionRequest: { ...callback.collectionRequest, ...changes } });

describe('verify', () => {
  const good = signed(text);
  test('takes a callback that is signed as we expect for a hint, which is all that it can be', () => {
    expect(verify(request(text, good), settings)).toBe('unverified');
  });
  test.each<[string, RawRequest]>([
    ['no header', request(text)],
    ['an empty one', request(text, '')],
    ['another body', request(text.replace('APPROVED', 'REJECTED'), good)],
    ['another space in the body', request(`${text} `, good)],
    ['the signature of another address', request(text, signed(text, { url: `${callbackUrl}d` }))],
    ['an address that nobody knows', request(text, good, '')],
    ['the key of somebody else', request(text, signed(text, { keys: others }))],
    ['the name of somebody else', request(text, signed(text, { consumerKey: 'callbacks!others' }))],
    ['a header that is cut', request(text, good.slice(0, -1))],
    ['a header that is doubled', request(text, `${good}, ${good}`)],
    ['another case', request(text, good.toLowerCase())],
    ['another scheme', request(text, good.replace('OAuth', 'Basic'))],
    ['junk', request(text, '\u0000\uffff'.repeat(4_000))],
  ])('calls it invalid with %s', (_, request) => {
    expect(verify(request, settings)).toBe('invalid');
  });
  test('never throws, whatever the header', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (junk) => {
        expect(verify(request(text, `OAuth ${junk}`), settings)).toBe('invalid');
        expect(verify(request(text, good.replace('n="', `n="${junk}`)), settings)).not.toBe('verified');
      }),
    );
  });
  test.each([
    ['verified', 200],
    ['unverified', 200],
    ['invalid', 401],
    ['stale', 401],
    ['malformed', 400],
  ] as const)('answers %s with %i', (check, status) => {
    expect(answer(check)).toEqual({ status });
  });
});

describe('split', () => {
  const bytesMax = 256 * 1024;
  test('reads the callback, named by its event', () => {
    expect(items(text)).toMatchObject([
      {
        dedupeKey: 'event:8c0f2f0a-6a2f-4f0e-9d9e-2b7d3b0f7a11',
        about: requestRef(uuid),
        occurredAt: new Date('2026-03-02T10:05:00Z'),
        body: { collectionRequest: { payment: { amount: { value: '2499.5' } } } },
      },
    ]);
  });
  test('keeps what it reads and nothing else: not what is said of the debtor', () => {
    const chatty = about({ debtorIdentity: { cprNumber: '0101801234' }, errorDescription: 'CPR 0101801234' });
    expect(JSON.stringify(items(chatty))).not.toContain('0101801234');
  });
  test('takes a uuid in capitals for the same', () => {
    expect(items(about({ uuid: uuid.toUpperCase() }))[0]?.about).toEqual(requestRef(uuid));
  });
  test('takes what is as long as the bound', () => {
    expect(split(request(text.padEnd(bytesMax))).ok).toBe(true);
  });
  test.each<[string, unknown]>([
    ['an amount that is none', text.replace('2499.5', '{}')],
    ['no payment', about({ payment: undefined })],
    ['a status that is a list', about({ statusCode: ['APPROVED'] })],
    ['a mandate that is a text', about({ mandate: 'M1' })],
    ['no event id', { ...callback, eventId: undefined }],
    ['an event id of another form', { ...callback, eventId: 'E-1' }],
  ])('takes one with %s for a question: it names its request', (_, body) => {
    const [item] = items(body);
    expect(item?.about).toEqual(requestRef(uuid));
    expect(item && interpret(item).kind).toBe('unrecognised');
    expect(JSON.stringify(item?.body)).not.toContain('statusCode');
  });
  test('tells strange ones without an event id apart, and the same one again not', () => {
    const keyOf = (body: object) => items(body)[0]?.dedupeKey;
    const strange = { ...callback, eventId: undefined };
    expect(keyOf(strange)).toBe(keyOf({ ...strange }));
    expect(keyOf(strange)).not.toBe(keyOf({ ...about({ statusCode: 'REJECTED' }), eventId: undefined }));
  });
  const unreadable = /^expected JSON; ./;
  const another = 'expected a Betalingsservice callback';
  test.each<[string, string | Uint8Array, string | RegExp]>([
    ['nothing', '', unreadable],
    ['half of it', text.slice(0, 100), unreadable],
    ['a list of it', `[${text}]`, another],
    ['another thing', '{"agreement_id":"1"}', another],
    ['one of no request', JSON.stringify(about({ uuid: 'none' })), another],
    ['a key twice', text.replace('"eventId"', '"eventType":"x","eventId"'), unreadable],
    ['bytes that are no text', Uint8Array.of(0x7b, 0xff, 0x7d), 'expected UTF-8'],
    ['more than anybody needs', text.padEnd(bytesMax + 1), 'expected at most 262144 bytes'],
    ['nested too deep', '['.repeat(100_000), unreadable],
  ])('refuses %s, and says what it expected', (_, body, error) => {
    const told = typeof error === 'string' ? error : expect.stringMatching(error);
    expect(split(request(body))).toEqual({ ok: false, error: told });
  });
  test('never throws, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => !split(request(bytes)).ok));
    fc.assert(fc.property(fc.json(), (json) => !split(request(json)).ok));
  });
});

describe('interpret', () => {
  const meaning = (body: unknown) => interpret(items(body)[0] as InboundItem);
  test('only makes us ask', () => {
    expect(meaning(text)).toEqual({ kind: 'checkStatus', ref: requestRef(uuid) });
  });
  test('reads the item as the inbox gives it back', () => {
    const [item] = items(text);
    expect(interpret(JSON.parse(JSON.stringify(item)) as InboundItem).kind).toBe('checkStatus');
  });
  test.each<[string, object]>([
    ['an event', { ...callback, eventType: 'PARTY' }],
    ['a status of the request', about({ statusCode: 'ON_THE_MOON' })],
    ['an error of the request', about({ errorCode: 'ON_THE_MOON' })],
    ['a mandate’s error on the request', about({ errorCode: 'DEBTOR_GROUP_CLOSED' })],
    ['a status of the mandate', about({ mandate: { statusCode: 'ON_THE_MOON' } })],
    ['a status like a member of every object', about({ statusCode: 'constructor' })],
  ])('keeps %s that is in no table for a person', (_, body) => {
    expect(meaning(body).kind).toBe('unrecognised');
  });
  test('names what it did not know, without a number that could be somebody’s', () => {
    expect(meaning(about({ statusCode: 'CPR 0101801234' }))).toEqual({
      kind: 'unrecognised',
      detail: 'request status "CPR ##########"',
    });
  });
  test.each([
    ['event "PARTY"', { ...callback, eventType: 'PARTY' }],
    ['request error "ON_THE_MOON"', about({ errorCode: 'ON_THE_MOON' })],
    ['mandate status "ON_THE_MOON"', about({ mandate: { statusCode: 'ON_THE_MOON' } })],
  ])('tells a person of %s', (detail, body) => {
    expect(meaning(body)).toEqual({ kind: 'unrecognised', detail });
  });
  test.each([undefined, null])('asks about one whose mandate is %s', (mandate) => {
    expect(meaning(about({ mandate })).kind).toBe('checkStatus');
  });
  test('does not recognise what is no callback', () => {
    expect(interpret({ dedupeKey: 'x', about: requestRef(uuid), body: {} })).toEqual({
      kind: 'unrecognised',
      detail: 'not a Betalingsservice callback',
    });
  });
});
