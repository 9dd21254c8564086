import { setImmediate as turn } from 'node:timers/promises';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { framesPerCharge, paced } from '../../src/graphql/events/paced.ts';
import type { Bucket } from '../../src/graphql/limits/bucket.ts';
import { createTurns } from '../../src/graphql/limits/turns.ts';
import type { TransportState } from '../../src/graphql/schema/context.ts';
import { shownFrames } from '../../src/graphql/server/frames.ts';

const never = new AbortController().signal;
interface Frame {
  readonly kind: string;
  readonly replayed: boolean;
  readonly number: number;
}
async function* framesOf(count: number, replayed = true): AsyncGenerator<Frame> {
  for (let number = 1; number <= count; number++) yield { kind: 'event', replayed, number };
}
const newState = (): TransportState => ({ resumeAfter: null, cursor: null });
const free: Bucket = {
  take: () => ({ ok: true }),
  confirm: () => null,
  giveBack: () => undefined,
  state: () => ({ limit: 1, available: 1, restoreRate: 1, fullInMs: 0 }),
};

test('between two turns of the event loop no more frames are rendered than at once, and all streams go on at one pace', async () => {
  const atOnce = 4;
  const turns = createTurns({ atOnce, roundMs: 5, framesPerTurn: 1 });
  let inThisTurn = 0;
  let most = 0;
  let running = 50;
  const counts = Array.from({ length: 50 }, () => 0);
  let apart = 0;
  const streams = counts.map(async (_, stream) => {
    const state = newState();
    for await (const _frame of paced(framesOf(100), { bucket: free, state }, never, turns)) {
      inThisTurn += 1;
      most = Math.max(most, inThisTurn);
      counts[stream] = (counts[stream] ?? 0) + 1;
      apart = Math.max(apart, Math.max(...counts) - Math.min(...counts));
      state.frame?.rendered();
    }
    running -= 1;
  });
  while (running > 0) {
    await turn();
    inThisTurn = 0;
  }
  await Promise.all(streams);
  expect(most).toBeLessThanOrEqual(atOnce);
  expect(apart).toBeLessThanOrEqual(1);
});

test('frames whose rendering waits hold back the others, and what is live goes before history', async () => {
  const turns = createTurns({ atOnce: 2, roundMs: 1_000, framesPerTurn: 1 });
  const order: string[] = [];
  const [first, second] = await Promise.all([turns.take(false, never), turns.take(false, never)]);
  const waiting = (['history', 'history', 'live'] as const).map(async (name) => {
    const { rendered } = await turns.take(name === 'live', never);
    order.push(name);
    rendered();
  });
  await turn();
  await turn();
  expect(order).toEqual([]);
  first.rendered();
  second.rendered();
  await Promise.all(waiting);
  expect(order).toEqual(['live', 'history', 'history']);
});

test('frames that are there together share a turn, so many at most, and not while as many are rendered as may be', async () => {
  const turns = createTurns({ atOnce: 1, roundMs: 1_000, framesPerTurn: 3 });
  const mine = await turns.take(true, never);
  expect(mine.goesOn(), 'while its frame is being rendered').toBe(false);
  const goesOn = [1, 2, 3].map(() => {
    mine.rendered();
    return mine.goesOn();
  });
  expect(goesOn).toEqual([true, true, false]);
  const other = await turns.take(true, never);
  expect(mine.goesOn(), 'while another has the place').toBe(false);
  other.rendered();
  const brief = await createTurns({ atOnce: 1, roundMs: 0, framesPerTurn: 3 }).take(true, never);
  brief.rendered();
  expect(brief.goesOn(), 'after its time').toBe(false);
});

test('a stream that ends while it waits, or is being rendered, leaves its place to others', async () => {
  const turns = createTurns({ atOnce: 1, roundMs: 5, framesPerTurn: 1 });
  const controller = new AbortController();
  const held = paced(framesOf(2), { bucket: free, state: newState() }, never, turns);
  await held.next();
  const waits = paced(framesOf(2), { bucket: free, state: newState() }, controller.signal, turns).next();
  controller.abort();
  expect(await waits).toEqual({ done: true, value: undefined });
  await held.return();
  (await turns.take(false, never)).rendered();
});

test('history is charged by the cost of the document again and again, and waits for points', async () => {
  const taken: number[] = [];
  const bucket: Bucket = {
    ...free,
    take: (points) => {
      taken.push(points);
      return taken.length === 1 ? { ok: false, available: 0, retryAfterMs: 1 } : { ok: true };
    },
  };
  const state = { ...newState(), cost: { requested: 30, actual: 30, limit: 1, available: 1, restoreRate: 1 } };
  let got = 0;
  for await (const _frame of paced(framesOf(2 * framesPerCharge + 1), { bucket, state }, never)) {
    got += 1;
    state.frame?.rendered();
  }
  expect([got, taken]).toEqual([2 * framesPerCharge + 1, [30, 30, 30]]);
  taken.push(0);
  for await (const _frame of paced(framesOf(2 * framesPerCharge, false), { bucket, state }, never))
    state.frame?.rendered();
  expect(taken).toEqual([30, 30, 30, 0]);
});

/** What has been rendered already. */
const rendered = (payload: unknown) => ({ result: payload as ExecutionResult, points: 0, bytesAtMost: 0 });

test('a frame that the database was away for is rendered again, and nothing is shown of it', async () => {
  const state = newState();
  const away = new GraphQLError('no', {
    originalError: Object.assign(new Error("Can't reach database server at 127.0.0.1:5432"), { code: 'P1001' }),
  });
  const tries: number[] = [];
  async function* results() {
    for await (const { number } of paced(framesOf(2), { bucket: free, state }, never)) {
      tries.push(number);
      yield tries.length === 1 ? { data: null, errors: [away] } : { data: { number } };
    }
  }
  const got: unknown[] = [];
  for await (const frame of shownFrames(results(), state, rendered, (result) => result)) got.push(frame);
  expect([tries, got]).toEqual([
    [1, 1, 2],
    [{ data: { number: 1 } }, { data: { number: 2 } }],
  ]);
});

test('an error that ends a stream is its last frame, masked, and says to come back', async () => {
  // biome-ignore lint/correctness/useYield: it fails before it has anything to give.
  async function* results(): AsyncGenerator<never> {
    throw new Error('the secret address of the database');
  }
  const masked = new GraphQLError('masked', { extensions: { code: 'INTERNAL_SERVER_ERROR' } });
  const got: unknown[] = [];
  for await (const frame of shownFrames(results(), newState(), rendered, () => ({ errors: [masked] }))) got.push(frame);
  expect(JSON.parse(JSON.stringify(got))).toEqual([
    { errors: [{ message: 'masked', extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: true } }] },
  ]);
});
