import { describe, expect, test } from 'vitest';
import { fromClose, fromErrors, fromHttp, pauseMs, retryAfterMs } from '../../client/src/problem.ts';

const error = (code: string, more: object = {}) => ({ message: code, extensions: { code, ...more } });

describe('how a socket was closed', () => {
  test.each([
    [1006, 'passing'],
    [1012, 'passing'],
    [1013, 'passing'],
    [4408, 'passing'],
    [4499, 'passing'],
    [4500, 'passing'],
    [4401, 'credential'],
    [4403, 'credential'],
    [1009, 'lasting'],
    [4400, 'lasting'],
    [4429, 'lasting'],
  ])('%i is %s', (code, kind) => {
    expect(fromClose({ code }).kind).toBe(kind);
  });

  test('by a server that restarts: come back within five seconds, and not all at once', () => {
    const restart = fromClose({ code: 1012, reason: 'the server restarts' });
    expect([0, 0.5, 0.999].map((part) => pauseMs(9, restart, () => part))).toEqual([1_000, 3_000, 4_996]);
  });
});

describe('what an answer with errors comes to', () => {
  test.each([
    ['UNAVAILABLE', {}, 'passing', false],
    ['RATE_LIMITED', { retryAfterMs: 700 }, 'passing', true],
    ['TOO_MANY_SUBSCRIPTIONS', {}, 'passing', false],
    ['UNAUTHENTICATED', { reason: 'TOKEN_EXPIRED' }, 'credential', true],
    ['FORBIDDEN', { reason: 'SCOPE_LOST' }, 'credential', true],
    ['FORBIDDEN', { reason: 'ORIGIN_NOT_ALLOWED' }, 'lasting', true],
    ['GRAPHQL_VALIDATION_FAILED', {}, 'lasting', true],
    ['EVENT_LOG_RESTORED', {}, 'lasting', false],
    ['A_CODE_OF_NEXT_YEAR', {}, 'lasting', false],
  ])('%s %j is %s', (code, more, kind, turnedAway) => {
    expect(fromErrors([error(code, more)])).toMatchObject({ kind, code, turnedAway });
  });

  test('the one that lasts longest decides, and the longest wait holds', () => {
    const told = [error('RATE_LIMITED', { retryAfterMs: 900 }), error('UNAUTHENTICATED')];
    expect(fromErrors(told)).toMatchObject({ kind: 'credential', waitMs: 900 });
  });
});

describe('what an answer over HTTP comes to', () => {
  test.each([
    [429, 'passing', true],
    [408, 'passing', false],
    [502, 'passing', false],
    [401, 'credential', true],
    [404, 'lasting', true],
  ])('a bare %i is %s', (status, kind, turnedAway) => {
    expect(fromHttp(status, null, null, 0)).toMatchObject({ kind, code: String(status), turnedAway });
  });

  test("the server's own words go before its status, and the longer wait holds", () => {
    const body = { errors: [error('UNAVAILABLE', { retryAfterMs: 500 })] };
    expect(fromHttp(503, '2', body, 0)).toMatchObject({ kind: 'passing', code: 'UNAVAILABLE', waitMs: 2_000 });
  });

  test('Retry-After is read in both of its forms', () => {
    const now = Date.parse('2026-12-01T10:00:00Z');
    expect(['3', 'Tue, 01 Dec 2026 10:00:05 GMT', 'soon', null].map((value) => retryAfterMs(value, now))).toEqual([
      3_000,
      5_000,
      null,
      null,
    ]);
  });
});

test('pauses double up to half a minute, are random from nothing, and keep what the server asked for', () => {
  const problem = { waitMs: null };
  expect([0, 1, 2, 7, 50].map((tries) => pauseMs(tries, problem, () => 1))).toEqual([250, 500, 1_000, 30_000, 30_000]);
  expect(pauseMs(3, problem, () => 0)).toBe(0);
  expect(pauseMs(0, { waitMs: 4_000 }, () => 0.5)).toBe(4_125);
});
