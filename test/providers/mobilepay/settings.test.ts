import { describe, expect, test } from 'vitest';
import { settings } from '../../../src/providers/mobilepay/settings.ts';
import { someSettings } from './support.ts';

describe('settings', () => {
  test('have defaults for switches and for no secret', () => {
    expect(someSettings()).toMatchObject({
      autoReserveApproved: false,
      reservationLifetimeMs: 603_900_000,
      refundWindowDays: 90,
      profile: 'classic',
    });
    const missing = settings.safeParse({}).error?.issues.map(({ path }) => path.join('.'));
    expect(missing).toEqual([
      'apiUrl',
      'tokenUrl',
      'clientId',
      'clientSecret',
      'refreshToken',
      'ibmClientId',
      'ibmClientSecret',
      'providerId',
      'callbackUsername',
      'callbackPassword',
    ]);
  });
  test.each([
    'http://127.0.0.1:4010/mobilepay',
    'http://localhost:4010',
    'http://[::1]:4010/',
    'https://api.mobilepay.dk/subscriptions',
  ])('take %s', (apiUrl) => {
    expect(settings.safeParse({ ...someSettings(), apiUrl }).success).toBe(true);
  });
  test.each([
    { apiUrl: 'http://api.mobilepay.dk' },
    { apiUrl: 'http://localhost.evil.example' },
    { apiUrl: 'http://127.0.0.1.evil.example' },
    { apiUrl: 'https://user:password@api.mobilepay.dk' },
    { apiUrl: 'https://api.mobilepay.dk/?x=1' },
    { tokenUrl: 'file:///etc/passwd' },
    { providerId: '../me' },
    { callbackUsername: 'a:b' },
    { clientSecret: '' },
    { profile: 'facade' },
    { surprise: true },
  ])('refuse %j', (changes) => {
    expect(settings.safeParse({ ...someSettings(), ...changes }).success).toBe(false);
  });
});
