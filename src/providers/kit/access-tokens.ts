import type { Account, CallContext } from '../../domain/port/provider.ts';
import type { CallOf, Reply } from './client.ts';
import { type NotSent, notSent, type Unknown } from './outcomes.ts';
import { remainingMs } from './transport.ts';

/** Access tokens that a provider lends for a while: kept, renewed in time, and renewed once for all who wait. */

/** A token and how long it is good for, as the provider says. */
export interface Granted {
  readonly kind: 'granted';
  readonly value: string;
  readonly livesMs: number;
}
type Token = { readonly kind: 'token'; readonly value: string } | NotSent;

interface Session {
  token: { readonly value: string; readonly expiresAtMs: number } | null;
  /** The one renewal under way, which all calls of this account wait for. */
  renewing: Promise<Token> | null;
}

export interface AccessTokens<Settings> {
  /** Sends a request by a token; one that is refused is renewed once, since being refused is proof that nothing was done. */
  send(
    call: CallOf<Settings>,
    attempt: (token: string) => Promise<Reply | NotSent | Unknown>,
  ): Promise<Reply | NotSent | Unknown>;
}

/**
 * `renew` asks the provider for a token. That changes nothing there, so whatever goes wrong with it, the operation itself was not sent.
 * `expiresEarlyMs` is so much that a token does not run out on its way.
 */
export function accessTokens<Settings>(
  renew: (context: CallContext<Settings>) => Promise<Granted | NotSent>,
  expiresEarlyMs: number,
): AccessTokens<Settings> {
  // The account object lives as long as its credentials do, so a change of credentials begins a new session.
  const sessions = new WeakMap<Account<Settings>, Session>();

  const renewed = async (context: CallContext<Settings>, session: Session): Promise<Token> => {
    const granted = await renew(context);
    if (granted.kind === 'notSent') return granted;
    const { value, livesMs } = granted;
    session.token = { value, expiresAtMs: context.now().getTime() + livesMs - expiresEarlyMs };
    return { kind: 'token', value };
  };

  const tokenFor = async (call: CallOf<Settings>, refused: string | null): Promise<Token> => {
    const { account, now } = call.context;
    const session = sessions.get(account) ?? { token: null, renewing: null };
    sessions.set(account, session);
    const { token } = session;
    // Another call may have renewed the token that was refused to this one.
    if (token && token.value !== refused && now().getTime() < token.expiresAtMs)
      return { kind: 'token', value: token.value };
    session.renewing ??= renewed(call.context, session).finally(() => {
      session.renewing = null;
    });
    return withinDeadline(session.renewing, call.deadlineAt);
  };

  return {
    async send(call, attempt) {
      let refused: string | null = null;
      for (;;) {
        const token = await tokenFor(call, refused);
        if (token.kind === 'notSent') return token;
        const outcome = await attempt(token.value);
        const isFirst = refused === null;
        if (outcome.kind !== 'notSent' || outcome.why.kind !== 'unauthorised' || !isFirst) return outcome;
        refused = token.value;
      }
    },
  };
}

async function withinDeadline(token: Promise<Token>, deadlineAt: number): Promise<Token> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Token>((resolve) => {
    timer = setTimeout(
      () => resolve(notSent('unavailable', 'no access token before the deadline')),
      remainingMs(deadlineAt),
    );
  });
  try {
    return await Promise.race([token, late]);
  } finally {
    clearTimeout(timer);
  }
}
