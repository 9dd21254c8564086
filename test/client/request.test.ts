import { describe, expect, test } from 'vitest';
import {
  ask,
  type Clock,
  mutate,
  OutcomeUnknownError,
  RefusedError,
  UnavailableError,
} from '../../client/src/index.ts';

/** A server of these answers, one after the other; the last one again and again. Time passes only by waiting. */
function play(...answers: readonly (Reply | Error | 'silence')[]) {
  let at = 0;
  const sent: { readonly key: string; readonly authorization: string | null; readonly body: string }[] = [];
  const pauses: number[] = [];
  const clock: Clock = {
    now: () => at,
    sleep(ms, signal) {
      // What bounds a try runs out only where nothing answers.
      if (ms === tryMs && answers[Math.min(sent.length, answers.length - 1)] !== 'silence')
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      pauses.push(ms);
      at += ms;
      return Promise.resolve();
    },
  };
  const answering: typeof fetch = async (_url, init) => {
    const answer = answers[Math.min(sent.length, answers.length - 1)];
    const body = String(init?.body);
    const { idempotencyKey } = JSON.parse(body).variables.input ?? {};
    sent.push({ key: idempotencyKey, authorization: new Headers(init?.headers).get('authorization'), body });
    if (answer === 'silence') {
      if (init?.signal?.aborted) throw init.signal.reason;
      await new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', reject, { once: true }));
    }
    if (answer instanceof Error) throw answer;
    const { status = 200, headers = {}, ...shown } = answer as Reply;
    return Response.json(shown, { status, headers });
  };
  const options = { url: 'http://test.invalid/graphql', clock, fetch: answering, random: () => 0, tryMs };
  return { options, sent, pauses };
}
interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly data?: unknown;
  readonly errors?: readonly object[];
}
const tryMs = 7_777;
const refusal = (code: string, more: object = {}) => ({ message: code, extensions: { code, ...more } });
const document = 'mutation ($input: CapturePaymentInput!) { capturePayment(input: $input) { __typename } }';
const done = { data: { capturePayment: { __typename: 'CapturePayload' } } };

describe('a mutation', () => {
  test('is sent with the same key and the same bytes until it is answered', async () => {
    const { options, sent } = play(
      new TypeError('fetch failed'),
      { status: 503, errors: [refusal('UNAVAILABLE')] },
      { status: 502 },
      'silence',
      done,
    );
    expect(await mutate({ ...options, document, input: { paymentId: 'oop_1' } })).toEqual(done.data);
    expect(sent).toHaveLength(5);
    expect(new Set(sent.map(({ body }) => body)).size).toBe(1);
    expect(sent[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("keeps the caller's key", async () => {
    const { options, sent } = play(done);
    await mutate({ ...options, document, input: {}, idempotencyKey: 'order-17-capture' });
    expect(sent[0]?.key).toBe('order-17-capture');
  });

  test('waits as long as it is asked to: by header, by extension, by the answer', async () => {
    const busy = { code: 'IDEMPOTENCY_IN_PROGRESS', retryAfter: 'PT3S', message: 'at work' };
    const { options, pauses } = play(
      { status: 503, headers: { 'retry-after': '2' }, errors: [refusal('UNAVAILABLE')] },
      { status: 429, errors: [refusal('RATE_LIMITED', { retryAfterMs: 400 })] },
      { data: { capturePayment: busy } },
      done,
    );
    expect(await mutate({ ...options, document, input: {} })).toEqual(done.data);
    expect(pauses).toEqual([2_000, 400, 3_000]);
  });

  test('of which nobody can tell whether it happened ends with its key', async () => {
    const { options } = play({ status: 503, headers: { 'retry-after': '50' } });
    const ended = mutate({ ...options, document, input: {}, idempotencyKey: 'order-17-capture' });
    await expect(ended).rejects.toBeInstanceOf(OutcomeUnknownError);
    await expect(ended).rejects.toMatchObject({ idempotencyKey: 'order-17-capture', code: '503' });
  });

  test('that was always turned away at the door has not happened', async () => {
    const { options } = play({ status: 429, errors: [refusal('RATE_LIMITED', { retryAfterMs: 50_000 })] });
    await expect(mutate({ ...options, document, input: {} })).rejects.toBeInstanceOf(UnavailableError);
  });

  test('that is refused is not sent again, unless something of it may have happened before', async () => {
    const refused = { status: 403, errors: [refusal('FORBIDDEN', { scope: 'payments:write' })] };
    const { options, sent } = play(refused);
    await expect(mutate({ ...options, document, input: {} })).rejects.toMatchObject({
      name: RefusedError.name,
      code: 'FORBIDDEN',
      extensions: { scope: 'payments:write' },
    });
    expect(sent).toHaveLength(1);
    const lost = play(new TypeError('reset'), refused);
    await expect(mutate({ ...lost.options, document, input: {} })).rejects.toBeInstanceOf(OutcomeUnknownError);
  });

  test('whose token has run out is sent once more with a fresh one', async () => {
    const tokens = ['old', 'new'];
    const { options, sent } = play({ status: 401, errors: [refusal('UNAUTHENTICATED')] }, done);
    const credential = async () => tokens.shift() ?? 'none';
    expect(await mutate({ ...options, credential, document, input: {} })).toEqual(done.data);
    expect(sent.map(({ authorization }) => authorization)).toEqual(['Bearer old', 'Bearer new']);
    const never = play({ status: 401, errors: [refusal('UNAUTHENTICATED')] });
    await expect(mutate({ ...never.options, credential, document, input: {} })).rejects.toBeInstanceOf(RefusedError);
    expect(never.sent).toHaveLength(2);
  });

  test('ends when its caller leaves', async () => {
    const { options } = play('silence');
    const ended = mutate({ ...options, document, input: {}, signal: AbortSignal.abort() });
    await expect(ended).rejects.toBeInstanceOf(OutcomeUnknownError);
  });
});

test('a query is asked again, and what is no GraphQL is said to be none', async () => {
  const { options } = play({ status: 503 }, { data: { viewer: { merchantName: 'Shop' } } });
  expect(await ask({ ...options, document: '{ viewer { merchantName } }' })).toEqual({
    viewer: { merchantName: 'Shop' },
  });
  const page = play({});
  await expect(ask({ ...page.options, document: '{ viewer { merchantName } }' })).rejects.toMatchObject({
    code: 'NO_GRAPHQL',
  });
});
