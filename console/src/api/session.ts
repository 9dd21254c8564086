import { refusalOf } from './refusal.ts';
import { serverSays } from './server-clock.ts';

/** Who is signed in, as `GET /console/session` says it. */
export interface Session {
  readonly kind: 'MERCHANT' | 'OPERATOR';
  readonly name: string;
  readonly environment: 'SANDBOX' | 'LIVE';
  readonly scopes: readonly string[];
  readonly endsAt: string;
  /** What time it is at the server. */
  readonly now: string;
  /** All times on all pages are of this zone. */
  readonly timeZone: string;
  readonly merchantId?: string;
  readonly sandboxUrl?: string | null;
}

const address = '/console/session';

async function answered(reply: Response): Promise<Session> {
  const body: unknown = await reply.json().catch(() => null);
  if (!reply.ok) throw refusalOf(reply.status, body);
  const session = body as Session;
  serverSays(session.now);
  return session;
}

/** Null when nobody is signed in. */
export async function readSession(): Promise<Session | null> {
  const reply = await fetch(address);
  return reply.status === 401 ? null : answered(reply);
}

/** The key goes to the server once; what the browser keeps of it is a cookie that no script can read. */
export async function signIn(key: string): Promise<Session> {
  return answered(
    await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key: key.trim() }),
    }),
  );
}

export async function signOut(): Promise<void> {
  await fetch(address, { method: 'DELETE' });
}

export const may = ({ scopes }: Session, scope: string): boolean => scopes.includes(scope);
