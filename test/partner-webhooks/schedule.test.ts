import { describe, expect, it } from 'vitest';
import { masked } from '../../src/kernel/masked-text.ts';
import { afterFailure } from '../../src/partner-webhooks/record-delivery.ts';
import { dotted } from '../../src/partner-webhooks/type-name.ts';

const hour = 60 * 60 * 1_000;
const start = new Date(Date.UTC(2026, 10, 25));
const later = (ms: number): Date => new Date(start.getTime() + ms);
const away = { kind: 'none', error: 'the connection was refused', durationMs: 1 } as const;
const reply = (status: number, retryAfter: string | null = null) =>
  ({ kind: 'reply', status, retryAfter, text: '', durationMs: 1 }) as const;

describe('the plan of a delivery', () => {
  it('has ten attempts within the published times and a fifth of jitter, and ends', () => {
    const planned = [5 / 3_600, 305 / 3_600, 2_105 / 3_600, 2.5847, 7.5847, 17.5847, 31.5847, 51.5847, 75.5847];
    let now = start;
    for (let tries = 0; tries < 9; tries++) {
      const failed = afterFailure(
        now,
        away,
        { id: 'one', tries, firstAttemptAt: tries ? start : null },
        { failingSince: null },
      );
      expect(failed).toMatchObject({ tries: tries + 1, firstAttemptAt: start, stop: null });
      const offset = ((failed.nextAt?.getTime() ?? 0) - start.getTime()) / hour;
      expect(offset).toBeGreaterThanOrEqual((planned[tries] ?? 0) * 0.8 - 0.001);
      expect(offset).toBeLessThanOrEqual((planned[tries] ?? 0) * 1.2 + 0.001);
      now = failed.nextAt ?? now;
    }
    const last = afterFailure(now, away, { id: 'one', tries: 9, firstAttemptAt: start }, { failingSince: start });
    expect(last).toMatchObject({ tries: 10, nextAt: null, stop: null });
  });

  it('looks once more at the end of 120 hours of failure, and stops the endpoint if that fails', () => {
    const delivery = { id: 'two', tries: 8, firstAttemptAt: later(60 * hour) };
    const before = afterFailure(later(119 * hour), away, delivery, { failingSince: start });
    expect([before.nextAt, before.stop]).toEqual([later(120 * hour), null]);
    const then = afterFailure(later(120 * hour), away, delivery, { failingSince: start });
    expect(then.stop).toMatchObject({ status: 'DISABLED_BY_FAILURES', rule: 'webhookEndpointFailing' });
  });

  it('stops at 410, and at no other status', () => {
    const delivery = { id: 'three', tries: 0, firstAttemptAt: null };
    expect(afterFailure(start, reply(410), delivery, { failingSince: null }).stop?.status).toBe('GONE');
    for (const status of [301, 302, 400, 401, 404, 409, 429, 500, 502, 503])
      expect(afterFailure(start, reply(status), delivery, { failingSince: null }).stop).toBeNull();
  });

  it.each([
    ['120', 120_000],
    [new Date(start.getTime() + 90_000).toUTCString(), 90_000],
    ['999999999', 24 * hour],
  ])('keeps to Retry-After: %s', (header, ms) => {
    const { nextAt } = afterFailure(
      start,
      reply(503, header),
      { id: 'four', tries: 0, firstAttemptAt: null },
      { failingSince: null },
    );
    expect((nextAt?.getTime() ?? 0) - start.getTime()).toBe(ms);
  });

  it.each(['-5', 'soon', '', '1e9', new Date(start.getTime() - 90_000).toUTCString()])(
    'does not mind a Retry-After of %j',
    (header) => {
      const { nextAt } = afterFailure(
        start,
        reply(503, header),
        { id: 'five', tries: 0, firstAttemptAt: null },
        { failingSince: null },
      );
      expect((nextAt?.getTime() ?? 0) - start.getTime()).toBeLessThanOrEqual(6_000);
    },
  );
});

it('types are told as Standard Webhooks tells them', () => {
  expect(
    (
      [
        'PAYMENT_STATUS_CHANGED',
        'BILLING_REQUEST_FULFILLED',
        'PAYMENT_SCHEDULE_CHARGED',
        'WEBHOOK_ENDPOINT_DISABLED',
        'REFUND_SUCCEEDED',
      ] as const
    ).map(dotted),
  ).toEqual([
    'payment.status_changed',
    'billing_request.fulfilled',
    'payment_schedule.charged',
    'webhook_endpoint.disabled',
    'refund.succeeded',
  ]);
});

it.each([
  ['jo.doe+x@example.co.uk said no', '[hidden] said no'],
  ['IBAN DE89 3704 0044 0532 0130 00 is closed', 'IBAN [hidden] is closed'],
  ['cpr 010203-1234', 'cpr [hidden]'],
  ['Bearer eyJhbGciOiJIUzI1NiJ9abcdef12345', 'Bearer [hidden]'],
  ['order 348 at 10:00', 'order 348 at 10:00'],
  ['a\0b\ud800c', 'ab\ufffdc'],
])('of what a partner answers, %j is kept as %j', (text, kept) => {
  expect(masked(text)).toBe(kept);
});
