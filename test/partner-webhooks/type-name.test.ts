import { expect, test } from 'vitest';
import { EventType } from '../../src/generated/prisma/enums.ts';
import { dotted } from '../../src/partner-webhooks/type-name.ts';

test('the type of a webhook names a thing, and then what became of it', () => {
  const things = Object.values(EventType).map((type) => dotted(type).split('.')[0]);
  expect([...new Set(things)].sort()).toEqual([
    'agreement',
    'billing_request',
    'capture',
    'mandate',
    'operation',
    'payment',
    'payment_schedule',
    'payout',
    'provider_account',
    'provider_notification',
    'receipt',
    'recurring_payment',
    'refund',
    'transfer',
    'webhook_endpoint',
  ]);
  expect(dotted('PROVIDER_ACCOUNT_PAUSED')).toBe('provider_account.paused');
  expect(dotted('PAYMENT_STATUS_CHANGED')).toBe('payment.status_changed');
});
