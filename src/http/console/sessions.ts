import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { EndedSessions } from '../../access/ended-sessions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/crypto.ts';

/** Who is signed in, as their browser keeps it: sealed, so that it holds nothing that anybody but us could use. */
export interface Session {
  /** What stands in the header Authorization of whatever comes with it. The key itself is looked at each time. */
  readonly authorization: string;
  readonly endsAt: Date;
}

/** A session that a browser has come with. */
export interface KnownSession extends Session {
  /** Of what the browser keeps: names this session alone, and opens nothing. */
  readonly hash: Buffer;
}

export interface Sessions {
  /** The value of Set-Cookie that begins it. */
  cookie(session: Session): string;
  /** The value of Set-Cookie that ends it. */
  readonly ended: string;
  begin(key: string): Session;
  /** The session that a request comes with; null where there is none, or none of ours that is still good. */
  of(request: IncomingMessage): Promise<KnownSession | null>;
}

export interface SessionDeps {
  readonly sealer: Sealer;
  readonly endedEarly: Pick<EndedSessions, 'has'>;
  readonly clock: Clock;
  /** Whether browsers may send it over TLS alone. Not in a sandbox, which is reached by http://localhost or a container's name. */
  readonly secure: boolean;
  readonly lastsMs: number;
}

const name = 'paygraph_console';
const context = 'console session';
const lengthMax = 1_000;

/** Sessions of the console. A session is good for as long as its time and its key are, unless it has been ended: that alone is stored. */
export function createSessions({ sealer, endedEarly, clock, secure, lastsMs }: SessionDeps): Sessions {
  const kept = `HttpOnly; SameSite=Strict; Path=/console${secure ? '; Secure' : ''}`;
  return {
    ended: `${name}=; Max-Age=0; ${kept}`,
    cookie({ authorization, endsAt }) {
      const sealed = sealer.seal(JSON.stringify({ authorization, endsAt }), context).toString('base64url');
      return `${name}=${sealed}; Max-Age=${Math.floor((endsAt.getTime() - clock.now().getTime()) / 1_000)}; ${kept}`;
    },
    begin: (key) => ({
      authorization: `Bearer ${key}`,
      endsAt: new Date(clock.now().getTime() + lastsMs),
    }),
    async of({ headers: { cookie } }) {
      const sealed = sealedIn(cookie);
      const session = sealed && opened(sealer, sealed);
      if (!session || session.endsAt <= clock.now() || (await endedEarly.has(session.hash))) return null;
      return session;
    },
  };
}

function sealedIn(cookie: string | undefined): Buffer | null {
  const [, value = ''] = new RegExp(`(?:^|;\\s*)${name}=([\\w-]+)`).exec(cookie ?? '') ?? [];
  return value && value.length <= lengthMax ? Buffer.from(value, 'base64url') : null;
}

function opened(sealer: Sealer, sealed: Buffer): KnownSession | null {
  try {
    const { authorization, endsAt } = JSON.parse(sealer.open(sealed, context).toString());
    // Of the bytes, since a text of other letters may stand for the same.
    const hash = createHash('sha256').update(sealed).digest();
    return { authorization: String(authorization), endsAt: new Date(endsAt), hash };
  } catch {
    return null;
  }
}
