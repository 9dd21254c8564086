import { createHash, randomBytes } from 'node:crypto';
import type { Environment } from '../generated/prisma/client.ts';
import { encodeId, newUuid } from '../kernel/ids.ts';
import type { Db } from '../platform/db.ts';

/** What an operator's key may be allowed: across all merchants, and nothing at a merchant's own door. */
export const operatorScopes = [
  'merchants:read',
  'merchants:write',
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
  readonly lastUsedAt: Date | null;
}

const prefixes = { SANDBOX: 'ok_test_', LIVE: 'ok_live_' } as const satisfies Record<Environment, string>;

/** Makes a key of an operator. Its secret is given once, here; only its SHA-256 is stored, which is enough for 256 random bits. */
export async function issueOperatorKey(
  db: Db,
  { name, scopes, expiresInMs, createdBy, environment }: NewOperatorKey,
): Promise<{ readonly id: string; readonly secret: string; readonly expiresAt: Date }> {
  const secret = prefixes[environment] + randomBytes(32).toString('base64url');
  const { rows } = await db.worker.query<{ now: Date }>('select app_now() as now');
  const now = rows[0]?.now ?? new Date(0);
  const id = newUuid(now.getTime());
  const expiresAt = new Date(now.getTime() + expiresInMs);
  await db.worker.query(
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
            expires_at as "expiresAt", revoked_at as "revokedAt", last_used_at as "lastUsedAt"
       from operator_key order by created_at desc, id desc limit 1000`,
  );
  return rows.map((row) => ({ ...row, id: encodeId('opk', row.id) }));
}

/** Ends a key of an operator. False when there is no such living key. */
export async function revokeOperatorKey(db: Db, id: string): Promise<boolean> {
  const { rowCount } = await db.worker.query(
    'update operator_key set revoked_at = app_now() where id = $1 and revoked_at is null',
    [id],
  );
  return rowCount === 1;
}
