import { createPublicKey, verify } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import {
  type EndpointSecret,
  liveSecrets,
  newSecret,
  shownPublicKey,
  shownSecret,
  signatureHeaders,
} from '../../src/partner-webhooks/signature.ts';

// The example of the Standard Webhooks documentation, and the first key of RFC 8032, section 7.1.
const published: EndpointSecret = {
  shared: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  seed: Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex').toString('base64'),
  until: null,
};
const publicBytes = Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex');
const message = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  body: Buffer.from('{"test": 2432232314}'),
  at: new Date(1_614_265_330_999),
};
const v1 = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

describe('the headers of a delivery', () => {
  it('are those of the published example, its time in whole seconds', () => {
    expect(signatureHeaders([published], false, message)).toEqual({
      'webhook-id': message.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': v1,
    });
  });

  it('hold for the published library, whatever letters the body has', () => {
    const secret = newSecret();
    const text = '{"name":"👩‍👩‍👧 \u2028 \\"æøå\\" עברית العربية"}';
    const headers = signatureHeaders([secret], false, { ...message, body: Buffer.from(text), at: new Date() });
    const library = new Webhook(shownSecret(secret));
    expect(library.verify(text, headers)).toEqual(JSON.parse(text));
    expect(() => library.verify(text.replace('æ', 'ä'), headers)).toThrow();
  });

  it('bear a signature for each secret and scheme, apart by a space', () => {
    const other = newSecret();
    const signatures = signatureHeaders([published, other], true, message)['webhook-signature'].split(' ');
    expect(signatures.map((one) => one.split(',')[0])).toEqual(['v1', 'v1a', 'v1', 'v1a']);
    expect([signatures[0], signatures[2] === v1]).toEqual([v1, false]);
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: publicBytes.toString('base64url') },
      format: 'jwk',
    });
    const signed = Buffer.from(`${message.id}.1614265330.{"test": 2432232314}`);
    const isBy = (signature = '') => verify(null, signed, key, Buffer.from(signature.slice('v1a,'.length), 'base64'));
    expect([isBy(signatures[1]), isBy(signatures[3])]).toEqual([true, false]);
  });
});

describe('a secret', () => {
  it('is made anew each time, of 32 bytes for either scheme, and shown as libraries take it', () => {
    const [one, other] = [newSecret(), newSecret()];
    expect(new Set([one.shared, one.seed, other.shared, other.seed]).size).toBe(4);
    for (const text of [one.shared, one.seed]) expect(Buffer.from(text, 'base64')).toHaveLength(32);
    expect(one.until).toBeNull();
    expect(shownSecret(published)).toBe('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    expect(shownPublicKey(published)).toBe(`whpk_${publicBytes.toString('base64')}`);
  });

  it('signs until its time is over, the newest without end', () => {
    const old = { ...published, until: '2026-11-25T01:00:00.000Z' };
    const at = (time: string) => liveSecrets([published, old], new Date(time));
    expect(at('2026-11-25T00:59:59.999Z')).toEqual([published, old]);
    expect(at('2026-11-25T01:00:00.000Z')).toEqual([published]);
  });
});
