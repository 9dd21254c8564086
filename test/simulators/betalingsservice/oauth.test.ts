import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  bodyHashHolds,
  readOAuthHeader,
  type SentRequest,
  signatureBase,
  signatureHolds,
} from '../../../src/simulators/betalingsservice/oauth.ts';
import { start } from '../host/harness.ts';
import { aMandate, aShop, errorsOf, type Signing } from './support.ts';

// Vectors made with the official signer and a throw-away key, whose private half nobody has.
const publicKey = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwPphGcLMAuFwQBI5POis
zgBLAnY4Yr9zuaV3DU6fwgilSYTbNkHUa3/j+qh47juBep11H2roxcgz9wqFxdF+
IpGS7FqJixDeMdzRDY9f2MSVgISQ834MPLUC9KyVE8cFRYR7j2W1aI1+M3Qj95xI
5l0fNsdWl8miFjaXWp7jWnl7kIuje8qvH4fpCfzpqBcpH57LBVsXVn7uVFaEW3nW
zdMaHCp+SGoKdZ/Hz2KMlkx6tZFU1lXQojzAynhKYl5IXVY0EoEg5sxEE/lz+Xq4
LL+pMnhVvsvqtimzpH4bwvuQILJyYJIDv5aEDm+2/Z9mFF2Pb+kClJWmV+r+YFDA
pwIDAQAB
-----END PUBLIC KEY-----`;
const consumerKey = 'TESTCONSUMERKEY000000000000000000000000000000000000!00000000000000000000000000000000';
const post: SentRequest = {
  method: 'POST',
  url: 'https://mtf.oauth.payments.mastercard.dk/betalingsservice/bs-creditor-api-sandbox/delegated-mandates',
  body: '{"uuid":"3f2b1c4e-8d5a-4f6b-9c7d-0e1f2a3b4c5d","debtorIdentity":{"cprNumber":"0101801234"},"debtorAccountInformation":{"debtorRegNo":"1234","debtorAccountNo":"0012345678"},"creditorsDebtorReference":"CUST000000001","creditorData":{"pbsNumber":12345678,"debtorGroupNumber":1}}',
};
const postHeader = `OAuth oauth_body_hash="AexK2l/S7Quh8M9sWVpnoQvLN/d/fdzFz7+jMp6SHkk=",oauth_consumer_key="${consumerKey}",oauth_nonce="n0nceA1b",oauth_signature_method="RSA-SHA256",oauth_timestamp="1767225600",oauth_version="1.0",oauth_signature="ugtHN8CmVqndVBz%2BtmPlNMcKTnPXZveQFNbvuTT1kLr74DrwftwuOzhyuijmDofpsZwS%2F32oCmLvWQAKvglp2AzNVQ3pmtpHTFiN5Z5eC9d8eYpiN4LiShoHy3uOdZbXySl3NkEIeay92uTcB%2FL2z%2FTdytMORylZVw9yvHjrd4ZW1oK3FyQ77K2fWvMLHPMViy%2FxVhFRZV1MFYj0jUDJycuxTtIkp%2BX2%2B22ut%2B1AcwosTDffNFrzImOQu8fhDmVDDmbj3195MLtLU7Vnw7%2B17fBMZeMLZEdTsDHbeFvxpA4duANrwWcGnzBbu%2FmlhlLLAjSVIJN3thQ8GWtIJDCkTQ%3D%3D"`;
const get: SentRequest = {
  method: 'GET',
  url: 'http://127.0.0.1:4010/betalingsservice/bs-oneoff-api-sandbox/collection-requests/3f2b1c4e-8d5a-4f6b-9c7d-0e1f2a3b4c5d',
  body: '',
};
const getHeader = `OAuth oauth_body_hash="47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",oauth_consumer_key="${consumerKey}",oauth_nonce="n0nceB2c",oauth_signature_method="RSA-SHA256",oauth_timestamp="1767225660",oauth_version="1.0",oauth_signature="b20IOvjI4F7rNNVxuQMmJJP%2BMP0eydF9t1HP6tYWuBEWA0aJJpUVBlKvNr3Z9Pf66JmTXO0AlvAPyr94sP5UUPXwLcYgOwrBerr0c4U2T%2Bs5i8pKu9krsY5NaDUuakgt4INW%2BVdL%2BJqe8Of5W3Z1INlQQ%2F7W1Upe6qLwaIkJtx1%2B%2BGptKyj0dBFY2KT%2FDH%2FFoOvEJwWz5l0S7LCcyhUQfZe2PAomhWHBQiuQ%2BpAwhzNdHzWomHGGaDRFw4Wc3XSkjwIBH7iYq%2BKKRhasQpI2r9e8VHXYHKAZ3kTOGZRRVDDPtiweBw7yPKxgH6NB%2FzshPBpiUP7injOneDAmbbzqtg%3D%3D"`;

function holds(request: SentRequest, header: string): boolean {
  const read = readOAuthHeader(header);
  return read.ok && bodyHashHolds(read.value, request.body) && signatureHolds(request, read.value, publicKey);
}

describe('the verifier', () => {
  test.each<[string, SentRequest, string]>([
    ['a POST with a body', post, postHeader],
    ['a GET without one, on a port', get, getHeader],
    ['a host in capitals', { ...post, url: post.url.replace('mtf.oauth', 'MTF.OAuth') }, postHeader],
    ['the port that https has anyway', { ...post, url: post.url.replace('.dk/', '.dk:443/') }, postHeader],
    ['parameters in another order', get, reversed(getHeader)],
    ['a realm, which is not signed', get, getHeader.replace('OAuth ', 'OAuth realm="BS", ')],
    ['the scheme in small letters', get, getHeader.replace('OAuth', 'oauth')],
  ])('accepts %s', (_title, request, header) => {
    expect(holds(request, header)).toBe(true);
  });

  test.each<[string, SentRequest, string]>([
    ['one changed byte of the body', { ...post, body: post.body.replace('0101801234', '0101801235') }, postHeader],
    ['another method', { ...post, method: 'PUT' }, postHeader],
    ['another case in the path', { ...post, url: post.url.replace('delegated', 'Delegated') }, postHeader],
    ['another host', { ...post, url: post.url.replace('mtf.', '') }, postHeader],
    ['a query that was not signed', { ...get, url: `${get.url}?page=2` }, getHeader],
    ['another time stamp', post, postHeader.replace('1767225600', '1767225601')],
    ['another nonce', post, postHeader.replace('n0nceA1b', 'n0nceA1c')],
    ['another consumer key', post, postHeader.replace('TEST', 'REST')],
    ['a parameter that was not signed', post, postHeader.replace('OAuth ', 'OAuth oauth_token="x",')],
    ['the signature of another request', post, postHeader.replace(/signature="[^"]+"/, signaturePartOf(getHeader))],
    ['a signature cut short', post, postHeader.replace('ugtHN8Cm', '')],
    ['a signature that is not Base64', post, postHeader.replace('ugtHN8Cm', 'ugtHN8C-')],
  ])('refuses %s', (_title, request, header) => {
    expect(holds(request, header)).toBe(false);
  });

  test('builds the text that was signed', () => {
    const header = readOAuthHeader(postHeader);
    const base = header.ok ? signatureBase(post, header.value.pairs) : '';
    expect(base).toMatch(/^POST&https%3A%2F%2Fmtf\.oauth/);
    // The body hash's own = is encoded once, not twice.
    expect(base).toContain('SHkk%3D%26oauth_consumer_key');
    expect(createHash('sha256').update(base).digest('hex')).toBe(
      '545f6989f53a124961d0a99559ed8d407e6fabf7be502d86246ea2294ea80a79',
    );
  });

  test('takes a query as it stands, sorted by name and value', () => {
    const base = signatureBase({ ...get, url: 'http://h/p?b=2&a=%20x&b=1&c' }, [['oauth_nonce', 'n']]);
    expect(base).toBe('GET&http%3A%2F%2Fh%2Fp&a%3D%2520x%26b%3D1%26b%3D2%26c%3D%26oauth_nonce%3Dn');
  });
});

describe('a call', () => {
  /** A creation that is wrong in one way, and what came of it. */
  async function refused(as: Signing, change: (header: string) => string | null = (header) => header) {
    const { creditor } = await aShop();
    const body = JSON.stringify(aMandate());
    const header = change(creditor.sign('POST', creditor.mandatesUrl, body, as));
    const answer = await creditor.ask(creditor.mandatesUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(header !== null && { authorization: header }) },
      body,
    });
    return { answer, effects: await creditor.effects() };
  }
  const without = (name: string) => (header: string) => header.replace(new RegExp(`${name}="[^"]*",?`), '');
  const withValue = (name: string, value: string) => (header: string) =>
    header.replace(new RegExp(`${name}="[^"]*"`), `${name}="${value}"`);
  const otherKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  const parameters = ['body_hash', 'consumer_key', 'nonce', 'signature_method', 'timestamp', 'version', 'signature'];

  test.each<[string, string, Signing, ((header: string) => string | null)?]>([
    ['no Authorization', 'INVALID_OAUTH_SBS', {}, () => null],
    ['another scheme', 'INVALID_OAUTH_SBS', {}, (header) => header.replace('OAuth', 'Bearer')],
    ['a scheme and nothing else', 'INVALID_OAUTH_SBS', {}, () => 'OAuth'],
    ['a header that is no list', 'INVALID_OAUTH_SBS', {}, (header) => header.replaceAll('"', '')],
    ['a header without end', 'INVALID_OAUTH_SBS', {}, (header) => `${header},x="${'y'.repeat(4_096)}"`],
    ['a repeated parameter', 'INVALID_OAUTH_SBS', {}, (header) => `${header},oauth_version="1.0"`],
    ['a broken encoding', 'INVALID_OAUTH_SBS', {}, withValue('oauth_nonce', '%zz')],
    ...parameters.map(
      (name) =>
        [`no oauth_${name}`, 'INVALID_OAUTH_SBS', {}, without(`oauth_${name}`)] as [
          string,
          string,
          Signing,
          (header: string) => string,
        ],
    ),
    ['an empty nonce', 'INVALID_OAUTH_SBS', { nonce: '' }],
    ['a nonce without end', 'INVALID_OAUTH_SBS', { nonce: 'n'.repeat(65) }],
    ['another version', 'INVALID_OAUTH_SBS', {}, withValue('oauth_version', '2.0')],
    ['HMAC for a method', 'INVALID_OAUTH_SBS', {}, withValue('oauth_signature_method', 'HMAC-SHA256')],
    ['RSA-PSS, which is not documented here', 'INVALID_OAUTH_SBS', { signatureMethod: 'RSA-PSS-SHA256' }],
    ['a time stamp that is none', 'INVALID_OAUTH_SBS', {}, withValue('oauth_timestamp', '1e9')],
    ['an unknown client', 'INVALID_CLIENT_ID', { consumerKey: 'somebody!else' }],
    ['the hash of another body', 'INVALID_OAUTH_SBS', { body: '{}' }],
    ['the hash of no body', 'INVALID_OAUTH_SBS', { body: '' }],
    ['a time stamp that is too old', 'AUTHENTICATION_FAILED', { at: start - 301_000 }],
    ['a time stamp that is to come', 'AUTHENTICATION_FAILED', { at: start + 301_000 }],
    ['another key', 'INVALID_OAUTH_SBS', { privateKeyPem: otherKey }],
    ['the signature of another address', 'INVALID_OAUTH_SBS', { url: 'http://127.0.0.1/elsewhere' }],
    ['the signature of another method', 'INVALID_OAUTH_SBS', { method: 'GET' }],
    [
      'a later time stamp than was signed',
      'INVALID_OAUTH_SBS',
      {},
      withValue('oauth_timestamp', String(start / 1_000 + 1)),
    ],
    ['a signature that is none', 'INVALID_OAUTH_SBS', {}, withValue('oauth_signature', 'AAAA')],
  ])('with %s is refused as %s, and nothing is done', async (_title, reason, as, change) => {
    const { answer, effects } = await refused(as, change);
    expect([answer.status, errorsOf(answer)]).toEqual([401, [reason]]);
    expect(answer.json.Errors?.Error).toMatchObject([{ Source: 'Gateway', Recoverable: false }]);
    expect(effects).toEqual([]);
  });

  test('with a nonce that was used at that second is refused, also after a refusal', async () => {
    const { creditor } = await aShop();
    const once = (nonce: string, at = start, body: unknown = aMandate()) =>
      creditor.call('POST', creditor.mandatesUrl, body, {}, { nonce, at });
    expect((await once('n1', start, {})).status).toBe(400);
    const again = await once('n1');
    expect([again.status, errorsOf(again)]).toEqual([401, ['AUTHENTICATION_FAILED']]);
    expect((await once('n1', start + 1_000)).status).toBe(201);
    expect((await once('n2')).status).toBe(201);
  });

  test('may be as far off as the window, and no nonce is kept longer', async () => {
    const { creditor } = await aShop();
    const at = (ms: number) => creditor.call('POST', creditor.mandatesUrl, aMandate(), {}, { nonce: 'edge', at: ms });
    expect((await at(start - 300_000)).status).toBe(201);
    expect((await at(start + 300_000)).status).toBe(201);
    await creditor.setUp({ oauthWindowSeconds: 1 });
    await creditor.advance(60_000);
    expect((await creditor.search()).status).toBe(200);
    await creditor.setUp({ oauthWindowSeconds: 86_400 });
    // Forgotten with its window: a nonce is remembered only as long as its time stamp alone would not refuse it.
    expect((await at(start - 300_000)).status).toBe(201);
  });

  test('by a client that is not activated is declined', async () => {
    const { creditor } = await aShop();
    await creditor.setUp({ clientActivated: false });
    const answer = await creditor.createMandate();
    expect([answer.status, errorsOf(answer)]).toEqual([403, ['DECLINED']]);
    await creditor.setUp({ clientActivated: true });
    expect((await creditor.createMandate()).status).toBe(201);
  });

  test('by a client that encodes the header’s values too is accepted', async () => {
    const { creditor } = await aShop();
    const { sign, mandatesUrl, credentials } = creditor;
    const strict = { consumerKey: encodeURIComponent(credentials.consumerKey ?? '').replace('!', '%21') };
    // The official signer writes and signs the key as it is given, so this is a strict client's consumer key.
    const header = sign('POST', mandatesUrl, JSON.stringify(aMandate()), strict);
    expect(header).toContain('%21');
    expect(
      (
        await creditor.createMandate(aMandate(), {
          headers: { authorization: header, 'content-type': 'application/json' },
        })
      ).status,
    ).toBe(201);
  });

  test('by any name of this machine is accepted, when that was signed', async () => {
    const { creditor } = await aShop();
    const url = creditor.mandatesUrl.replace('127.0.0.1', 'localhost');
    expect((await creditor.call('POST', url, aMandate())).status).toBe(201);
  });

  test('may be on a path that is served, by its method', async () => {
    const { creditor } = await aShop();
    const answer = await creditor.call('DELETE', creditor.mandatesUrl);
    expect([answer.status, errorsOf(answer)]).toEqual([405, ['METHOD_NOT_ALLOWED']]);
    expect((await creditor.call('GET', `${creditor.credentials.creditorApiUrl}/nothing`)).status).toBe(404);
  });
});

test('the credentials are those of one creditor, with a key of 2048 bits that a restart keeps', async () => {
  const { creditor, sandbox } = await aShop();
  expect(creditor.credentials).toEqual({
    creditorApiUrl: `${sandbox.url}/betalingsservice/bs-creditor-api-sandbox`,
    oneOffApiUrl: `${sandbox.url}/betalingsservice/bs-oneoff-api-sandbox`,
    consumerKey: expect.stringMatching(/^\w+!\w+$/),
    privateKeyPem: expect.stringMatching(/^-----BEGIN PRIVATE KEY-----\n/),
    creditorNumber: '02056372',
    debtorGroupNumber: '00001',
    callbackConsumerKey: expect.stringMatching(/^\w+!\w+$/),
    callbackPublicKeyPem: expect.stringMatching(/^-----BEGIN PUBLIC KEY-----\n/),
  });
});

function reversed(header: string): string {
  return `OAuth ${header.slice('OAuth '.length).split(',').reverse().join(', ')}`;
}

function signaturePartOf(header: string): string {
  return /signature="[^"]+"/.exec(header)?.[0] ?? '';
}
