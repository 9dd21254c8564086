import { readFileSync } from 'node:fs';
import OAuth from 'mastercard-oauth1-signer';
import { describe, expect, test } from 'vitest';
import { isSignedBy, sign } from '../../../src/providers/betalingsservice/oauth.ts';
import { fixtureText, ours, t0 } from './support.ts';

/** Made with the official signer and a throw-away key, whose private half nobody has. */
const vectors = JSON.parse(fixtureText('oauth-vectors')) as {
  publicKeyPem: string;
  consumerKey: string;
  post: { url: string; body: string; authorization: string };
  get: { url: string; authorization: string };
};
const by = { consumerKey: vectors.consumerKey, publicKeyPem: vectors.publicKeyPem };
const post = { method: 'POST', url: vectors.post.url, body: vectors.post.body };
const get = { method: 'GET', url: vectors.get.url, body: '' };
const header = vectors.post.authorization;

describe('a signature', () => {
  test.each([
    ['of a POST with a body', post, header],
    ['of a GET without one, on a port', get, vectors.get.authorization],
    ['over bytes', { ...post, body: Buffer.from(post.body) }, header],
    ['with spaces between the parameters', post, header.replaceAll(',', ', ')],
    ['with parameters in another order', post, `OAuth ${header.slice(6).split(',').reverse().join(',')}`],
  ])('of the vectors holds: %s', (_, request, authorization) => {
    expect(isSignedBy(request, authorization, by)).toBe(true);
  });
  test.each([
    ['another byte of the body', { ...post, body: post.body.replace('1234', '1235') }, header],
    ['another method', { ...post, method: 'PUT' }, header],
    ['another address', { ...post, url: `${post.url}/` }, header],
    ['another case in the path', { ...post, url: post.url.replace('delegated', 'Delegated') }, header],
    ['another time', post, header.replace('1767225600', '1767225601')],
    ['another nonce', post, header.replace('n0nceA1b', 'n0nceA1c')],
    ['another version', post, header.replace('oauth_version="1.0"', 'oauth_version="2.0"')],
    ['another method of signing', post, header.replace('RSA-SHA256', 'HMAC-SHA1')],
    ['an empty signature', post, header.replace(/oauth_signature="[^"]*"/, 'oauth_signature=""')],
    ['a signature that is no base64', post, header.replace(/oauth_signature="[^"]*"/, 'oauth_signature="%%%"')],
    ['a parameter that is missing', post, header.replace('oauth_nonce="n0nceA1b",', '')],
    ['a parameter twice', post, header.replace('oauth_nonce', 'oauth_version="1.0",oauth_nonce')],
    ['a parameter too many', post, header.replace('oauth_nonce', 'realm="x",oauth_nonce')],
    ['a comma at the end', post, `${header},`],
    ['another scheme', post, header.replace('OAuth', 'Bearer')],
    ['no header', post, ''],
    ['a very long one', post, `${header},a="${'x'.repeat(9_000)}"`],
    ['one that is made to be slow', post, `OAuth ${'a="",'.repeat(800)}!`],
    ['control characters', post, `${header}\0`],
  ])('does not hold with %s, and nothing is thrown', (_, request, authorization) => {
    expect(isSignedBy(request, authorization, by)).toBe(false);
  });
  test('does not hold for another key or client', () => {
    expect(isSignedBy(post, header, { ...by, publicKeyPem: ours.publicKey })).toBe(false);
    expect(isSignedBy(post, header, { ...by, consumerKey: 'another!client' })).toBe(false);
  });
});

describe('what we sign', () => {
  const keys = { consumerKey: 'client!ours', privateKeyPem: ours.privateKey };
  const ourKey = { consumerKey: keys.consumerKey, publicKeyPem: ours.publicKey };
  test('holds, bears the given time, and never the same nonce twice', () => {
    const [one, two] = [sign(post, keys, t0), sign(post, keys, t0)];
    expect(isSignedBy(post, one, ourKey)).toBe(true);
    expect(one).toContain(`oauth_timestamp="${t0.getTime() / 1_000}"`);
    expect(one).not.toBe(two);
    expect(isSignedBy({ ...get }, sign(get, keys, t0), ourKey)).toBe(true);
  });
  test.each([
    '?offset=0&offset=1&length=10&empty&odd=',
    // The example of RFC 5849, 3.4.1.3.1.
    '?b5=%3D%253D&a3=a&c%40=&a2=r%20b',
    '?name=%c3%a6%C3%B8',
  ])('takes in the query %s', (query) => {
    const request = { ...post, url: `${post.url}${query}` };
    expect(isSignedBy(request, sign(request, keys, t0), ourKey)).toBe(true);
    expect(isSignedBy(post, sign(request, keys, t0), ourKey)).toBe(false);
    expect(isSignedBy({ ...request, url: `${request.url}&more=1` }, sign(request, keys, t0), ourKey)).toBe(false);
  });
  test('is understood of a signer that writes the escapes of the query in capitals', () => {
    const as = (letter: string) => ({ ...post, url: `${post.url}?name=${letter}` });
    expect(isSignedBy(as('%c3%a6'), sign(as('%C3%A6'), keys, t0), ourKey)).toBe(true);
  });
  test.each(['"/"', String.raw`"\\"`, '"%2F"', '"\u2028"', '"æøå"', '"👩‍👩‍👧"', '"עברית"'])(
    'hashes a body with %s as it is sent',
    (text) => {
      const request = { ...post, body: `{"text":${text}}` };
      const header = sign(request, keys, t0);
      expect(isSignedBy(request, header, ourKey)).toBe(true);
      expect(isSignedBy({ ...request, body: new TextEncoder().encode(request.body) }, header, ourKey)).toBe(true);
      expect(isSignedBy({ ...request, body: `${request.body} ` }, header, ourKey)).toBe(false);
    },
  );
  test('leaves the signer as it was for everybody else', () => {
    sign(post, keys, t0);
    const header = OAuth.getAuthorizationHeader(post.url, 'POST', post.body, keys.consumerKey, keys.privateKeyPem);
    const [, seconds] = /oauth_timestamp="(\d+)"/.exec(header) ?? [];
    expect(Number(seconds)).toBeGreaterThan(t0.getTime() / 1_000 + 86_400);
  });
  test('is made by the official package, which is a dependency and not only of the tests', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: object };
    expect(manifest.dependencies).toHaveProperty('mastercard-oauth1-signer');
  });
});
