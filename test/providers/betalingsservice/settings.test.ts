import { describe, expect, test } from 'vitest';
import { settings } from '../../../src/providers/betalingsservice/settings.ts';
import { others, someSettings, theirs } from './support.ts';

const accepts = (changes: object) => settings.safeParse({ ...someSettings(), ...changes }).success;

describe('settings', () => {
  test('have defaults for switches and for no secret', () => {
    expect(someSettings()).toMatchObject({ cprCheck: 'date', mandatePolling: 'bankingHours' });
    expect(settings.safeParse({}).error?.issues.map(({ path }) => path.join('.'))).toEqual([
      'consumerKey',
      'privateKeyPem',
      'creditorApiUrl',
      'oneOffApiUrl',
      'creditorNumber',
      'debtorGroupNumber',
      'callbackConsumerKey',
      'callbackPublicKeyPem',
    ]);
  });
  test('refuse a key that they do not know', () => {
    expect(accepts({ consumerKey: 'a!b' })).toBe(true);
    expect(accepts({ surprise: 1 })).toBe(false);
  });
  test.each([
    'https://oauth.payments.mastercard.dk/betalingsservice/bs-creditor-api',
    'https://oauth.payments.mastercard.dk/betalingsservice/bs-creditor-api/',
    'http://127.0.0.1:4010/betalingsservice',
    'http://localhost:4010/x',
    'http://[::1]:4010/x',
  ])('take the address %s', (creditorApiUrl) => {
    expect(accepts({ creditorApiUrl })).toBe(true);
  });
  test.each([
    'http://oauth.payments.mastercard.dk/x',
    'http://127.0.0.1.evil.example/x',
    'https://oauth.payments.mastercard.dk:443/x',
    'https://OAuth.payments.mastercard.dk/x',
    'https://oauth.payments.mastercard.dk/a/../x',
    'https://user@oauth.payments.mastercard.dk/x',
    'https://oauth.payments.mastercard.dk/x?page=1',
    'https://oauth.payments.mastercard.dk/x#part',
    'ftp://127.0.0.1/x',
    '/x',
    '',
  ])('refuse the address %j, which would not be signed as it is sent', (oneOffApiUrl) => {
    expect(accepts({ oneOffApiUrl })).toBe(false);
  });
  test.each(['client', 'a!b!c', 'a b!c', 'é!c', '!c', 'a!', ''])('refuse the consumer key %j', (consumerKey) => {
    expect(accepts({ consumerKey })).toBe(false);
  });
  test.each([
    ['creditorNumber', '2056372'],
    ['creditorNumber', '00000000'],
    ['creditorNumber', '0205637A'],
    ['debtorGroupNumber', '1'],
    ['debtorGroupNumber', '00000'],
  ])('refuse the %s %s', (field, value) => {
    expect(accepts({ [field]: value })).toBe(false);
  });
  test('take a second set of keys for the days of a change, and refuse half of one', () => {
    const otherKeySet = { consumerKey: 'other!key', privateKeyPem: others.privateKey };
    expect(accepts({ otherKeySet })).toBe(true);
    expect(accepts({ otherKeySet: { consumerKey: 'other!key' } })).toBe(false);
  });
  test('refuse what is no key, or the wrong half of one, without repeating it', () => {
    for (const privateKeyPem of ['canary', theirs.publicKey, ''])
      expect(accepts({ privateKeyPem }), privateKeyPem).toBe(false);
    expect(accepts({ callbackPublicKeyPem: 'canary' })).toBe(false);
    const refused = settings.safeParse({ ...someSettings(), privateKeyPem: 'canary' });
    expect(JSON.stringify(refused.error)).not.toContain('canary');
  });
});
