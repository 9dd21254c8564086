import { setTimeout as pause } from 'node:timers/promises';
import { turns as processTurns, type Turn, type Turns } from '../limits/turns.ts';
import type { Context } from '../schema/context.ts';

/** History is charged as it is read: the cost of the document, again for each so many frames. */
export const framesPerCharge = 200;
/** How long a frame waits before it is rendered again while the database is away. */
const awayMs = 1_000;

interface Frame {
  readonly kind: string;
  readonly replayed?: boolean;
}

/**
 * Frames when it is their turn to be rendered. History costs the key what reading it by pages would, and waits when the key has no points
 * left; what could not be rendered because the database is away is given again.
 */
export async function* paced<F extends Frame>(
  frames: AsyncIterable<F>,
  { bucket, state }: Pick<Context, 'bucket' | 'state'>,
  signal: AbortSignal,
  turns: Turns = processTurns,
): AsyncGenerator<F, void, void> {
  let replayed = 0;
  let turn: Turn | null = null;
  try {
    for await (const frame of frames) {
      if (frame.replayed) {
        replayed += 1;
        if (replayed % framesPerCharge === 0) await charge(bucket, state.cost?.requested ?? 0, signal);
      }
      for (let again = true; again; ) {
        if (!turn?.goesOn()) turn = await turns.take(!frame.replayed, signal);
        if (signal.aborted) return turn.rendered();
        state.frame = { rendered: turn.rendered, again: false };
        yield frame;
        again = state.frame.again;
        if (again) await wait(awayMs, signal);
      }
    }
  } finally {
    state.frame?.rendered();
  }
}

async function charge(bucket: Context['bucket'], points: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    const taken = bucket.take(points);
    if (taken.ok || signal.aborted) return;
    await wait(taken.retryAfterMs, signal);
  }
}

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  pause(ms, undefined, { signal }).catch(() => undefined);
