import { describe, expect, test } from 'vitest';
import { VerificationError, verifyWebhook } from '../../client/src/index.ts';
import { newSecret, shownPublicKey, shownSecret, signatureHeaders } from '../../src/partner-webhooks/signature.ts';

/** Against what signs deliveries. */
const at = new Date('2026-12-01T10:00:00Z');
const now = () => at.getTime() + 2_000;
const body = JSON.stringify({ type: 'payment.settled', data: { note: 'Smørrebrød ☕' } });
const [current, former, foreign] = [newSecret(), newSecret(), newSecret()];
const headers = signatureHeaders([current, former], true, { id: 'evt_1', body: Buffer.from(body), at });
const check = (over: Partial<Parameters<typeof verifyWebhook>[0]> = {}) =>
  verifyWebhook({ body, headers, secret: shownSecret(current), now, ...over });

describe('a webhook is believed', () => {
  test.each([
    ['by its secret', {}],
    ['by the former one, while it is rotated', { secret: shownSecret(former) }],
    ['by one of several', { secret: [shownSecret(foreign), shownSecret(current)] }],
    ['by the public key', { secret: shownPublicKey(current) }],
    ['as bytes, with the headers of fetch', { body: Buffer.from(body), headers: new Headers(headers) }],
    [
      'with headers in another spelling',
      { headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value])) },
    ],
  ])('%s', async (_how, over) => {
    expect(await check(over)).toEqual({ id: 'evt_1', sentAt: at, payload: JSON.parse(body) });
  });
});

describe('a webhook is refused', () => {
  test.each([
    ['by the secret of another endpoint', { secret: shownSecret(foreign) }, 'none of the signatures'],
    ['by the public key of another', { secret: shownPublicKey(foreign) }, 'none of the signatures'],
    ['when a byte of it changed', { body: body.replace('settled', 'Settled') }, 'none of the signatures'],
    ['under another id', { headers: { ...headers, 'webhook-id': 'evt_2' } }, 'none of the signatures'],
    [
      'under another time',
      { headers: { ...headers, 'webhook-timestamp': String(at.getTime() / 1_000 + 1) } },
      'none of',
    ],
    ['with a signature that is no base64', { headers: { ...headers, 'webhook-signature': 'v1,%%%' } }, 'none of'],
    [
      'without a signature',
      { headers: { 'webhook-id': 'x', 'webhook-timestamp': '1' } },
      'the header webhook-signature',
    ],
    ['with a time that is none', { headers: { ...headers, 'webhook-timestamp': 'noon' } }, 'seconds since 1970'],
    ['when it is old', { now: () => at.getTime() + 300_001 }, '300001 ms off'],
    ['when it is of the future', { now: () => at.getTime() - 300_001 }, '300001 ms off'],
  ])('%s', async (_how, over, why) => {
    const refused = check(over);
    await expect(refused).rejects.toBeInstanceOf(VerificationError);
    await expect(refused).rejects.toThrow(why);
  });

  test.each(['', 'whsec_', 'whsec_not base64!'])(
    'and a secret that is none (%s) is a mistake of the caller',
    async (secret) => {
      await expect(check({ secret })).rejects.toBeInstanceOf(TypeError);
    },
  );
});
