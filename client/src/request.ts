import { type Clock, systemClock } from './clock.ts';
import { bodyOf, type Credential } from './connection.ts';
import { OutcomeUnknownError, RefusedError, UnavailableError } from './errors.ts';
import { authorizationOf } from './following.ts';
import { fromErrors, fromHttp, fromThrown, lasting, type Problem, pauseMs, type WireError } from './problem.ts';

/** A document as text, or as codegen types one. */
export interface TypedText<Data, Variables> {
  toString(): string;
  readonly __apiType?: (variables: Variables) => Data;
}
type AnyVariables = Readonly<Record<string, unknown>>;

export interface RequestOptions {
  /** `https://…/graphql` */
  readonly url: string;
  readonly credential?: Credential | undefined;
  readonly fetch?: typeof fetch | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: (() => number) | undefined;
  /** How long one try may take; default 30 s. The server answers a mutation within ten, whatever its provider does. */
  readonly tryMs?: number | undefined;
  /** When to give up, from the beginning; default 2 minutes. */
  readonly giveUpAfterMs?: number | undefined;
}

export interface AskOptions<Data, Variables> extends RequestOptions {
  readonly document: string | TypedText<Data, Variables>;
  readonly variables?: Variables | undefined;
}

/** Asks a query, again and again while what is in the way passes. */
export async function ask<Data, Variables extends AnyVariables = AnyVariables>(
  options: AskOptions<Data, Variables>,
): Promise<Data> {
  const body = JSON.stringify({ query: String(options.document), variables: options.variables ?? {} });
  const outcome = await repeated<Data>(options, body, () => null);
  if (outcome.problem === null) return outcome.data;
  const { problem } = outcome;
  throw problem.kind === 'passing' ? new UnavailableError(problem) : new RefusedError(problem);
}

export interface MutateOptions<Data, Input extends AnyVariables> extends RequestOptions {
  /** A document with one variable, `$input`. */
  readonly document: string | TypedText<Data, { readonly input: Input & { readonly idempotencyKey: string } }>;
  readonly input: Input;
  /**
   * The key of this one operation. Where a second try of yours must not act twice (after a crash, by another process), keep it beside your own
   * record before you call. Default: a new one.
   */
  readonly idempotencyKey?: string | undefined;
}

/**
 * Carries out a mutation once, however often it has to be sent: every try has the same key and the same input. What it answers may be a typed
 * refusal; that is for the caller to read.
 *
 * `OutcomeUnknownError` says that it may have happened: send it again with the key of the error, now or in a day.
 */
export async function mutate<Data, Input extends AnyVariables = AnyVariables>(
  options: MutateOptions<Data, Input>,
): Promise<Data> {
  const { idempotencyKey = newKey(), input } = options;
  const variables = { input: { ...input, idempotencyKey } };
  const body = JSON.stringify({ query: String(options.document), variables });
  const outcome = await repeated<Data>(options, body, inProgress);
  if (outcome.problem === null) return outcome.data;
  const { problem, mayHaveHappened } = outcome;
  if (mayHaveHappened) throw new OutcomeUnknownError(problem, idempotencyKey);
  throw problem.kind === 'passing' ? new UnavailableError(problem) : new RefusedError(problem);
}

type Outcome<Data> =
  | { readonly data: Data; readonly problem: null }
  | { readonly problem: Problem; readonly mayHaveHappened: boolean };

/** Sends the same bytes until they are answered, refused, or the time is over. */
async function repeated<Data>(
  options: RequestOptions,
  body: string,
  /** A problem that an answer without errors tells of. */
  within: (data: unknown) => Problem | null,
): Promise<Outcome<Data>> {
  const { clock = systemClock, random = Math.random, credential, giveUpAfterMs = 120_000 } = options;
  const { signal = new AbortController().signal } = options;
  const endAt = clock.now() + giveUpAfterMs;
  let mayHaveHappened = false;
  let refused = 0;
  for (let tries = 0; ; tries++) {
    const answer = await once(options, clock, body);
    const problem = 'problem' in answer ? answer.problem : within(answer.data);
    if (problem === null) return { data: (answer as { readonly data: Data }).data, problem };
    mayHaveHappened ||= !problem.turnedAway;
    if (problem.kind === 'credential') refused += 1;
    const again =
      problem.kind === 'passing' || (problem.kind === 'credential' && typeof credential === 'function' && refused < 2);
    const ms = pauseMs(tries, problem, random);
    if (!again || signal.aborted || clock.now() + ms > endAt) return { problem, mayHaveHappened };
    await clock.sleep(ms, signal);
    if (signal.aborted) return { problem, mayHaveHappened };
  }
}

type Answer = { readonly data: unknown } | { readonly problem: Problem };

async function once(options: RequestOptions, clock: Clock, body: string): Promise<Answer> {
  const { tryMs = 30_000, url, signal } = options;
  let authorization: string | null;
  try {
    authorization = await authorizationOf(options.credential);
  } catch (error) {
    return { problem: { ...fromThrown(error), code: 'CREDENTIAL', turnedAway: true } };
  }
  const tooLong = new AbortController();
  const answered = new AbortController();
  void clock.sleep(tryMs, answered.signal).then(() => tooLong.abort(new Error(`no answer within ${tryMs} ms`)));
  try {
    const response = await (options.fetch ?? fetch)(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json;q=0.9',
        ...(authorization === null ? {} : { authorization }),
      },
      body,
      signal: signal ? AbortSignal.any([signal, tooLong.signal]) : tooLong.signal,
    });
    const read = (await bodyOf(response)) as {
      readonly data?: unknown;
      readonly errors?: readonly WireError[];
    } | null;
    if (!response.ok)
      return { problem: fromHttp(response.status, response.headers.get('retry-after'), read, clock.now()) };
    if (read?.errors?.length) return { problem: fromErrors(read.errors) };
    if (!read?.data) return { problem: lasting('NO_GRAPHQL', 'expected an answer of GraphQL; got something else') };
    return { data: read.data };
  } catch (error) {
    return { problem: fromThrown(tooLong.signal.aborted ? tooLong.signal.reason : error) };
  } finally {
    answered.abort();
  }
}

/** The first sending of the same key is at work this moment: its outcome is asked for by sending it again. */
function inProgress(data: unknown): Problem | null {
  for (const payload of Object.values((data ?? {}) as Record<string, unknown>)) {
    const { code, retryAfter, message } = (payload ?? {}) as Record<string, unknown>;
    if (code !== 'IDEMPOTENCY_IN_PROGRESS') continue;
    const seconds = /^PT(\d+(?:\.\d+)?)S$/.exec(String(retryAfter))?.[1];
    const waitMs = seconds ? Number(seconds) * 1_000 : null;
    return {
      kind: 'passing',
      code,
      message: String(message ?? code),
      waitMs,
      extensions: {},
      turnedAway: false,
    };
  }
  return null;
}

const newKey = (): string => globalThis.crypto.randomUUID();
