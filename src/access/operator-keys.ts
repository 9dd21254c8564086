import { createHash, randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { Environment } from '../generated/prisma/client.ts';
import { encodeId, newUuid } from '../kernel/ids.ts';
import { ok, refuse } from '../kernel/result.ts';
import { createCachedLookup } from '../platform/cached-lookup.ts';
import type { Db } from '../platform/db.ts';
import { bearerOf, type DoorKeys, type KeyDeps, type KnownKey } from './api-keys.ts';

/** What an operator's key may be allowed: across all merchants, and nothing at a merchant's own door. */
export const operatorScopes = [
  'merchants:read',
  'merchants:write',
  'operators:read',
  'operators:write',
  'keys:write',
  'accounts:write',
  'operations:resolve',
  'inbox:read',
  'inbox:write',
  'audit:read',
] as const;
export type OperatorScope = (typeof operatorScopes)[number];

export interface NewOperatorKey {
  readonly name: string;
  readonly scopes: readonly OperatorScope[];
  /** How long it is good, in milliseconds: a year at most. */
  readonly expiresInMs: number;
  /** For the record: `opk_…` of another key, or `command-line`. */
  readonly createdBy: string;
  /** Whether the database holds real money, so that the prefix says what leaked. */
  readonly environment: Environment;
}

/** An operator's key as it is shown, without its secret. */
export interface OperatorKey {
  readonly id: string;
  readonly name: string;
  readonly lastFour: string;
  readonly scopes: readonly string[];
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly revokedBy: string | null;
  readonly revokedBecause: string | null;
  readonly lastUsedAt: Date | null;
}

const prefixes = { SANDBOX: 'ok_test_', LIVE: 'ok_live_' } as const satisfies Record<Environment, string>;

interface OperatorKeyMade {
  readonly id: string;
  readonly secret: string;
  readonly expiresAt: Date;
}

/** Makes a key of an operator. Its secret is given once, here; only its SHA-256 is stored, which is enough for 256 random bits. */
export async function issueOperatorKey({ worker }: Pick<Db, 'worker'>, key: NewOperatorKey): Promise<OperatorKeyMade> {
  const { rows } = await worker.query<{ now: Date }>('select app_now() as now');
  return insertOperatorKey(worker, rows[0]?.now ?? new Date(0), key);
}

/** The same in a transaction that there is. */
export async function insertOperatorKey(
  client: Pick<pg.ClientBase, 'query'>,
  now: Date,
  { name, scopes, expiresInMs, createdBy, environment }: NewOperatorKey,
): Promise<OperatorKeyMade> {
  const secret = prefixes[environment] + randomBytes(32).toString('base64url');
  const id = newUuid(now.getTime());
  const expiresAt = new Date(now.getTime() + expiresInMs);
  await client.query(
    `insert into operator_key (id, name, secret_hash, last_four, scopes, expires_at, created_by, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, name, createHash('sha256').update(secret).digest(), secret.slice(-4), scopes, expiresAt, createdBy, now],
  );
  return { id: encodeId('opk', id), secret, expiresAt };
}

/** All of them, the newest first: operators are few. */
export async function listOperatorKeys(db: Db): Promise<readonly OperatorKey[]> {
  const { rows } = await db.worker.query<OperatorKey>(
    `select id, name, last_four as "lastFour", scopes, created_by as "createdBy", created_at as "createdAt",
            expires_at as "expiresAt", revoked_at as "revokedAt", revoked_by as "revokedBy", revoked_because as "revokedBecause", last_used_at as "lastUsedAt"
       from operator_key order by created_at desc, id desc limit 1000`,
  );
  return rows.map((row) => ({ ...row, id: encodeId('opk', row.id) }));
}

/** Ends a key of an operator. False when there is no such living key. */
export async function revokeOperatorKey(
  db: Db,
  id: string,
  { by, because }: { readonly by: string; readonly because?: string | undefined },
): Promise<boolean> {
  const { rowCount } = await db.worker.query(
    'update operator_key set revoked_at = app_now(), revoked_by = $2, revoked_because = $3 where id = $1 and revoked_at is null',
    [id, by, because ?? null],
  );
  return rowCount === 1;
}

/** Who an operator's key stands for: nobody's merchant. */
export interface OperatorCredential extends KnownKey {
  readonly merchantId: null;
  readonly name: string;
  readonly expiresAt: Date;
}

const operatorKeyRefusals = {
  missing: "No operator's key came with the request; expected the header Authorization: Bearer ok_…",
  malformed: "The key is not of the form of an operator's key, ok_test_… or ok_live_….",
  merchant:
    "This is the key of a merchant, which is for /graphql; here it takes an operator's key, ok_test_… or ok_live_….",
  unknown: "The operator's key is not known here.",
  revoked: "The operator's key has been revoked.",
  expired:
    'The operator\'s key has expired; another operator, or "paygraph operator-keys create" on the server, makes a new one.',
} as const;
export type OperatorKeyRefusal = keyof typeof operatorKeyRefusals;

interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expires_at: Date;
  readonly revoked_at: Date | null;
  readonly last_used_at: Date | null;
}

const keyPattern = /^ok_(?:test|live)_[A-Za-z0-9_-]{43}$/;
const noteUseEveryMs = 60_000;

/** Operators' keys at their own door. Each is read anew after less than a second, so that one that ends is refused within it. */
export function createOperatorKeys(
  { db, clock, log }: KeyDeps,
  { keyKeptMs }: { readonly keyKeptMs: number },
): DoorKeys<OperatorCredential, OperatorKeyRefusal> {
  const keys = createCachedLookup<KeyRow>({
    keptMs: Math.min(keyKeptMs, keptAtMostMs),
    async load(hashes) {
      const { rows } = await db.intake.query<KeyRow & { readonly hash: string }>(
        `select id, name, scopes, expires_at, revoked_at, last_used_at, encode(secret_hash, 'hex') as hash from operator_key
          where secret_hash in (select decode(hash, 'hex') from unnest($1::text[]) hash)`,
        [hashes],
      );
      return new Map(rows.map((row) => [row.hash, row]));
    },
  });
  const keyOf = (secret: string): Promise<KeyRow | null> => keys.get(createHash('sha256').update(secret).digest('hex'));
  // Nobody waits for this, and a burst of requests writes the row once.
  const noteUse = ({ id, last_used_at: last }: KeyRow, now: Date): void => {
    const before = new Date(now.getTime() - noteUseEveryMs);
    if (last && last > before) return;
    db.worker
      .query(
        'update operator_key set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at <= $3)',
        [id, now, before],
      )
      .catch((err: unknown) =>
        log.warn({ err, keyId: encodeId('opk', id) }, 'the last use of a key could not be noted'),
      );
  };
  return {
    refusals: operatorKeyRefusals,
    async exists(header) {
      const secret = header ? bearerOf(header) : null;
      return secret !== null && keyPattern.test(secret) && (await keyOf(secret)) !== null;
    },
    async authenticate(header) {
      if (!header) return refuse('missing');
      const secret = bearerOf(header);
      if (secret?.startsWith('sk_')) return refuse('merchant');
      if (!secret || !keyPattern.test(secret)) return refuse('malformed');
      const key = await keyOf(secret);
      const now = clock.now();
      if (!key) return refuse('unknown');
      if (key.revoked_at) return refuse('revoked');
      if (key.expires_at <= now) return refuse('expired');
      noteUse(key, now);
      return ok({
        keyId: key.id,
        merchantId: null,
        name: key.name,
        scopes: key.scopes,
        expiresAt: key.expires_at,
        actor: encodeId('opk', key.id),
      });
    },
  };
}
const keptAtMostMs = 750;
