import type { Clock } from './clock.ts';
import { type Connection, type Credential, connect, type Wire } from './connection.ts';
import { thrown } from './errors.ts';
import { fromThrown, type Problem, pauseMs } from './problem.ts';

/** What befalls a stream, for a lamp on a page or a line of a log. */
export type FollowState =
  | { readonly kind: 'connecting' }
  /** The first frame of a connection has come. */
  | { readonly kind: 'open' }
  /** History has been sent; what follows is live. */
  | { readonly kind: 'caughtUp' }
  /** It comes back by itself after so many milliseconds. */
  | { readonly kind: 'waiting'; readonly problem: Problem; readonly ms: number };

export interface FollowingOptions extends Wire {
  readonly credential?: Credential | undefined;
  readonly onState?: ((state: FollowState) => void) | undefined;
  /** Ends it, as `stop` does. */
  readonly signal?: AbortSignal | undefined;
  readonly clock: Clock;
  readonly random: () => number;
}

export interface Following {
  /** Resolves when it has been stopped or has come to its own end; rejects with the error that ended it. Look at it: nothing else tells. */
  readonly ended: Promise<void>;
  /** Stops it. What is being taken is taken to its end first; await it before you close what `onEvent` uses. */
  stop(): Promise<void>;
}

/** What a taken frame comes to: on to the next, again from the place that was kept, or the end. */
export type Taken = 'next' | 'again' | 'over' | { readonly failed: Problem };

export interface Source<Data> {
  readonly query: string;
  /** As they are now: with the cursor of the last frame. */
  variables(): Record<string, unknown>;
  take(data: Data, say: (state: FollowState) => void): Promise<Taken>;
  /** A lasting problem that can be got over: true to go on. */
  mend?(problem: Problem): Promise<boolean>;
}

/** A connection that held for so long has shown that the server is there; the next pause is a short one again. */
const provenMs = 5_000;

/** Runs a subscription over as many connections as it takes. */
export function following<Data>(
  options: FollowingOptions,
  begin: (signal: AbortSignal) => Promise<Source<Data>>,
): Following {
  const controller = new AbortController();
  const { signal } = controller;
  const stop = (): void => controller.abort();
  if (options.signal?.aborted) stop();
  options.signal?.addEventListener('abort', stop, { once: true });
  const ended = run(options, begin, signal)
    .catch((error: unknown) => {
      if (!signal.aborted) throw error;
    })
    .finally(() => options.signal?.removeEventListener('abort', stop));
  return {
    ended,
    async stop() {
      stop();
      await ended.catch(() => undefined);
    },
  };
}

async function run<Data>(
  options: FollowingOptions,
  begin: (signal: AbortSignal) => Promise<Source<Data>>,
  signal: AbortSignal,
): Promise<void> {
  const { clock, random, credential, onState } = options;
  const say = (state: FollowState): void => onState?.(state);
  const source = await begin(signal);
  let tries = 0;
  /** Credentials that were refused, one after the other. */
  let refused = 0;
  while (!signal.aborted) {
    say({ kind: 'connecting' });
    const from = clock.now();
    const session = await once(options, source, signal, say);
    if (signal.aborted || session.end === 'over') return;
    if (session.opened) refused = 0;
    if (session.end === 'again') continue;
    const problem = session.end;
    if (session.opened && clock.now() - from >= provenMs) tries = 0;
    if (problem.kind === 'lasting' && !(await source.mend?.(problem))) throw thrown(problem);
    if (problem.kind === 'credential') {
      refused += 1;
      if (typeof credential !== 'function' || refused > 1) throw thrown(problem);
    }
    const ms = pauseMs(tries, problem, random);
    tries += 1;
    say({ kind: 'waiting', problem, ms });
    await clock.sleep(ms, signal);
  }
}

interface Session {
  /** Whether a frame came. */
  readonly opened: boolean;
  readonly end: 'over' | 'again' | Problem;
}

async function once<Data>(
  options: FollowingOptions,
  source: Source<Data>,
  signal: AbortSignal,
  say: (state: FollowState) => void,
): Promise<Session> {
  let authorization: string | null;
  try {
    authorization = await authorizationOf(options.credential);
  } catch (error) {
    return { opened: false, end: { ...fromThrown(error), code: 'CREDENTIAL' } };
  }
  if (signal.aborted) return { opened: false, end: 'over' };
  const connection = connect<Data>(options, authorization, { query: source.query, variables: source.variables() });
  signal.addEventListener('abort', connection.close, { once: true });
  try {
    return await drain(connection, source, signal, say);
  } finally {
    signal.removeEventListener('abort', connection.close);
    connection.close();
  }
}

async function drain<Data>(
  connection: Connection<Data>,
  source: Source<Data>,
  signal: AbortSignal,
  say: (state: FollowState) => void,
): Promise<Session> {
  let opened = false;
  for (;;) {
    const step = await connection.next();
    if (signal.aborted) return { opened, end: 'over' };
    if (step.kind === 'problem') return { opened, end: step.problem };
    if (step.kind === 'full') return { opened, end: 'again' };
    // A server that stops may end a stream over SSE as if it were over; one that has no end goes on.
    if (step.kind === 'complete') return { opened, end: fromThrown('the server ended the stream') };
    if (!opened) say({ kind: 'open' });
    opened = true;
    const taken = await source.take(step.data, say);
    if (taken === 'over' || taken === 'again') return { opened, end: taken };
    if (taken !== 'next') return { opened, end: taken.failed };
  }
}

/** The header, or what stands for it on a socket. */
export async function authorizationOf(credential: Credential | undefined): Promise<string | null> {
  if (credential === undefined) return null;
  return `Bearer ${typeof credential === 'function' ? await credential() : credential}`;
}
