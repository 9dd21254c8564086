import { describe, expect, test } from 'vitest';
import { settings } from '../../../src/providers/gocardless/settings.ts';
import { someSettings } from './support.ts';

describe('settings', () => {
  test('have defaults for switches and for no secret', () => {
    expect(someSettings()).toMatchObject({ otherWebhookSecrets: [], apiVersion: '2015-07-06' });
    const missing = settings.safeParse({}).error?.issues.map(({ path }) => path.join('.'));
    expect(missing).toEqual(['apiUrl', 'accessToken', 'webhookSecret']);
  });
  test.each([
    'http://127.0.0.1:4010/gocardless',
    'http://localhost:4010',
    'http://[::1]:4010/',
    'https://api.gocardless.com',
  ])('take %s', (apiUrl) => {
    expect(settings.safeParse({ ...someSettings(), apiUrl }).success).toBe(true);
  });
  test.each([
    { apiUrl: 'http://api.gocardless.com' },
    { apiUrl: 'http://127.0.0.1.evil.example' },
    { apiUrl: 'https://user:password@api.gocardless.com' },
    { apiUrl: 'https://api.gocardless.com/?x=1' },
    { apiUrl: 'file:///etc/passwd' },
    { accessToken: '' },
    { accessToken: 'a\r\nx-evil: 1' },
    { webhookSecret: '' },
    { otherWebhookSecrets: [''] },
    { otherWebhookSecrets: ['a', 'b', 'c', 'd', 'e', 'f'] },
    { creditorId: '../CR1' },
    { apiVersion: '2014-11-03' },
    { surprise: true },
  ])('refuse %j', (changes) => {
    expect(settings.safeParse({ ...someSettings(), ...changes }).success).toBe(false);
  });
});
