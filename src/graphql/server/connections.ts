import { livingKeys } from '../../access/api-keys.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db.ts';
import type { Log } from '../../platform/log.ts';

export type CloseWhy = 'revoked' | 'stopping';

/** A connection that outlives its request: a stream over SSE, or a socket. */
export interface LongConnection {
  readonly keyId: string;
  close(why: CloseWhy): void;
}
export interface Connections {
  /** Takes a connection in, or refuses it when the key or the process has too many. The answer takes it out again. */
  open(connection: LongConnection): (() => void) | null;
  /** Looks at once whether the keys of all open connections still live. */
  check(): Promise<void>;
  closeAll(): void;
}
export interface ConnectionLimits {
  readonly perKey: number;
  readonly perProcess: number;
  /** How often the keys behind open connections are looked at. */
  readonly recheckMs: number;
}

export function createConnections(
  { db, clock, log }: { readonly db: Db; readonly clock: Clock; readonly log: Log },
  limits: ConnectionLimits,
): Connections {
  const open = new Set<LongConnection>();
  const perKey = new Map<string, number>();
  const count = (keyId: string, by: number): void => {
    const now = (perKey.get(keyId) ?? 0) + by;
    if (now > 0) perKey.set(keyId, now);
    else perKey.delete(keyId);
  };

  const check = async (): Promise<void> => {
    if (open.size === 0) return;
    try {
      const living = await livingKeys(db, clock, [...perKey.keys()]);
      for (const connection of [...open]) if (!living.has(connection.keyId)) connection.close('revoked');
    } catch (err) {
      // Nobody is cut off because the database is away; the next round looks again.
      log.warn({ err }, 'the keys of open streams could not be checked');
    }
  };
  const timer = setInterval(() => void check(), limits.recheckMs);
  timer.unref();

  return {
    check,
    open(connection) {
      if (open.size >= limits.perProcess || (perKey.get(connection.keyId) ?? 0) >= limits.perKey) return null;
      open.add(connection);
      count(connection.keyId, 1);
      return () => {
        if (open.delete(connection)) count(connection.keyId, -1);
      };
    },
    closeAll() {
      clearInterval(timer);
      for (const connection of [...open]) connection.close('stopping');
    },
  };
}
