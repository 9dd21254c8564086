/** Why a connection ended or a request was refused, and what is to be done about it. */
export interface Problem {
  /**
   * `passing`: come again, later. `credential`: come again with a fresh one, if there is one. `lasting`: the same would come of it again.
   */
  readonly kind: 'passing' | 'credential' | 'lasting';
  /** The server's code (`RATE_LIMITED`), the close code of a socket (`1012`), or `NETWORK`. */
  readonly code: string;
  /** The server's own words. */
  readonly message: string;
  /** Come again no sooner, in milliseconds. Null where nothing was said. */
  readonly waitMs: number | null;
  /** Spread over so much more, so that not all come back in the same moment. */
  readonly spreadMs?: number;
  /** What the server said beside it. */
  readonly extensions: Readonly<Record<string, unknown>>;
  /** Whether the request was turned away before anything of it ran. */
  readonly turnedAway: boolean;
}

/** An error of GraphQL as it comes over the wire. */
export interface WireError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

const passingCodes: ReadonlySet<string> = new Set([
  'UNAVAILABLE',
  'RATE_LIMITED',
  'TOO_MANY_SUBSCRIPTIONS',
  'INTERNAL_SERVER_ERROR',
]);
/** These come before anything runs. Of the others nobody can say: `UNAVAILABLE` may be a commit whose answer was lost. */
const turnedAwayCodes: ReadonlySet<string> = new Set([
  'RATE_LIMITED',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
]);

/** What the errors of an answer come to: the one that lasts longest decides. */
export function fromErrors(errors: readonly WireError[]): Problem {
  const problems = errors.map(fromError);
  const order = ['lasting', 'credential', 'passing'] as const;
  const worst = order.flatMap((kind) => problems.filter((one) => one.kind === kind))[0];
  if (!worst) return lasting('UNKNOWN', 'an error without a word');
  const waits = problems.map(({ waitMs }) => waitMs ?? 0);
  return { ...worst, waitMs: Math.max(0, ...waits) || null };
}

function fromError({ message, extensions = {} }: WireError): Problem {
  const code = String(extensions.code ?? 'UNKNOWN');
  const waitMs = typeof extensions.retryAfterMs === 'number' ? extensions.retryAfterMs : null;
  // A stream whose key lost a scope, or whose merchant came back, may go on with another.
  const kind = passingCodes.has(code)
    ? 'passing'
    : code === 'UNAUTHENTICATED' || extensions.reason === 'SCOPE_LOST'
      ? 'credential'
      : 'lasting';
  return { kind, code, message, waitMs, extensions, turnedAway: turnedAwayCodes.has(code) };
}

/** Close codes after which the same would come of it again: a broken protocol, a message that is too big, a mistake of the client's. */
const lastingCloses: ReadonlySet<number> = new Set([1002, 1003, 1007, 1008, 1009, 1010]);
const passingCloses: ReadonlySet<number> = new Set([4408, 4418, 4499, 4500]);
const credentialCloses: ReadonlySet<number> = new Set([4401, 4403]);
/** The server stops: its clients come back to the next one over so long. */
const restart = 1012;

/** What the end of a socket comes to. */
export function fromClose({ code, reason }: { readonly code: number; readonly reason?: string }): Problem {
  const message = reason || `the socket was closed with ${code}`;
  const base = { code: String(code), message, waitMs: null, extensions: {}, turnedAway: false };
  if (code === restart) return { ...base, kind: 'passing', waitMs: 1_000, spreadMs: 4_000 };
  if (credentialCloses.has(code)) return { ...base, kind: 'credential' };
  const lasts = lastingCloses.has(code) || (code >= 4_000 && !passingCloses.has(code));
  return { ...base, kind: lasts ? 'lasting' : 'passing' };
}

/** What an answer over HTTP comes to that was no success. `body` is what could be read of it. */
export function fromHttp(status: number, retryAfter: string | null, body: unknown, nowMs: number): Problem {
  const { errors } = (body ?? {}) as { readonly errors?: readonly WireError[] };
  const waitMs = retryAfterMs(retryAfter, nowMs);
  if (Array.isArray(errors) && errors.length > 0) {
    const told = fromErrors(errors);
    return { ...told, waitMs: Math.max(told.waitMs ?? 0, waitMs ?? 0) || null };
  }
  const passes = status === 408 || status === 425 || status === 429 || status >= 500;
  const kind = passes ? 'passing' : status === 401 ? 'credential' : 'lasting';
  // A proxy's 5xx says nothing of what became of the request behind it.
  const turnedAway = status >= 400 && status < 500 && status !== 408;
  const message = `the server answered ${status}`;
  return { kind, code: String(status), message, waitMs, extensions: {}, turnedAway };
}

/** Whatever was thrown on the way. */
export function fromThrown(error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'passing', code: 'NETWORK', message, waitMs: null, extensions: {}, turnedAway: false };
}

export function lasting(code: string, message: string): Problem {
  return { kind: 'lasting', code, message, waitMs: null, extensions: {}, turnedAway: false };
}

/** `Retry-After`: seconds, or a date. */
export function retryAfterMs(value: string | null, nowMs: number): number | null {
  if (value === null) return null;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1_000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}

const firstPauseMs = 250;
const longestPauseMs = 30_000;

/**
 * How long to wait before the next try: what the server asked for, and a random part of a span that doubles with each try in vain, so that
 * thousands who lost the same server do not come back as one.
 */
export function pauseMs(tries: number, problem: Pick<Problem, 'waitMs' | 'spreadMs'>, random: () => number): number {
  const span = problem.spreadMs ?? Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(tries, 10));
  return Math.round((problem.waitMs ?? 0) + random() * span);
}
