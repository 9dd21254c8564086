import { expect, test } from 'vitest';
import { countsTests, settings } from '../../../src/providers/buckaroo/settings.ts';
import { secretKey, someSettings, websiteKey } from './support.ts';

const minimal = { baseUrl: 'https://checkout.buckaroo.nl', websiteKey, secretKey };

test('three things are enough, and the rest is as Buckaroo begins', () => {
  expect(settings.parse(minimal)).toEqual({ ...minimal, pushDigest: 'sha1', culture: 'en-US', currencies: ['EUR'] });
});
test.each(Object.keys(minimal))('%s has no default', (name) => {
  expect(settings.safeParse({ ...minimal, [name]: undefined }).success).toBe(false);
});
test.each([
  ['an unknown key', { surprise: 1 }],
  ['http', { baseUrl: 'http://checkout.buckaroo.nl' }],
  ['a host that only begins like this machine', { baseUrl: 'http://127.0.0.1.example.com' }],
  ['a user in the address', { baseUrl: 'https://a:b@checkout.buckaroo.nl' }],
  ['a query in the address', { baseUrl: 'https://checkout.buckaroo.nl?x' }],
  ['a colon in the website key', { websiteKey: 'a:b' }],
  ['a short secret', { secretKey: 'short' }],
  ['an unknown digest', { pushDigest: 'md5' }],
  ['an unknown content type', { pushContentType: 'xml' }],
  ['a currency that is none', { currencies: ['XXX'] }],
  ['no currency', { currencies: [] }],
])('%s is refused', (_, changes) => {
  expect(settings.safeParse({ ...minimal, ...changes }).success).toBe(false);
});
test('the sandbox on this machine may speak http', () => {
  expect(settings.safeParse({ ...minimal, baseUrl: 'http://localhost:4010/buckaroo' }).success).toBe(true);
});
test('tests count everywhere but on the live host', () => {
  expect(countsTests(someSettings())).toBe(true);
  expect(countsTests(someSettings({ baseUrl: 'http://127.0.0.1:4010/buckaroo' }))).toBe(true);
  expect(countsTests(someSettings({ baseUrl: 'https://CHECKOUT.buckaroo.nl/' }))).toBe(false);
});
