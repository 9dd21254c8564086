import { createHash, randomBytes } from 'node:crypto';
import type { Environment } from '../generated/prisma/client.ts';
import { encodeId, newUuid } from '../kernel/ids.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import type { Log } from '../platform/log.ts';

/** What a key may be allowed. Reading the merchant's own data needs no scope of its own, except where the schema says so. */
export const scopes = [
  'agreements:write',
  'payments:write',
  'payments:capture',
  'payments:refund',
  'mandates:write',
  'payers:erase',
  'events:read',
  'ledger:read',
  'operations:resolve',
  'webhooks:read',
  'webhooks:write',
] as const;
export type Scope = (typeof scopes)[number];

/** Who a key stands for, as long as it lives. */
export interface Credential {
  readonly keyId: string;
  readonly merchantId: string;
  readonly merchantName: string;
  readonly environment: Environment;
  readonly scopes: readonly string[];
  readonly expiresAt: Date | null;
  /** For the record of who did what: `key_…`. */
  readonly actor: string;
}

export const keyRefusals = {
  missing: 'No API key came with the request; expected the header Authorization: Bearer sk_…',
  malformed: 'The API key is not of the form sk_test_… or sk_live_….',
  unknown: 'The API key is not known here.',
  revoked: 'The API key has been revoked.',
  expired: 'The API key has expired.',
} as const;
export type KeyRefusal = keyof typeof keyRefusals;

export interface NewApiKey {
  readonly merchantId: string;
  readonly environment: Environment;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt?: Date;
}

// The environment stands in the prefix, so that people and secret scanners see at once what leaked.
const prefixes = { SANDBOX: 'sk_test_', LIVE: 'sk_live_' } as const satisfies Record<Environment, string>;
const keyPattern = /^sk_(?:test|live)_[A-Za-z0-9_-]{43}$/;
const secretBytes = 32;

/** Makes a key. Its secret is given once, here; only its SHA-256 is stored, which is enough for 256 random bits. */
export async function issueApiKey(
  db: Db,
  clock: Clock,
  { merchantId, environment, name, scopes: granted, expiresAt }: NewApiKey,
): Promise<{ readonly id: string; readonly secret: string }> {
  const now = clock.now();
  const id = newUuid(now.getTime());
  const secret = prefixes[environment] + randomBytes(secretBytes).toString('base64url');
  await db.worker.query(
    'insert into api_key (merchant_id, id, name, secret_hash, scopes, expires_at, created_at) values ($1, $2, $3, $4, $5, $6, $7)',
    [merchantId, id, name, hashOf(secret), granted, expiresAt ?? null, now],
  );
  return { id, secret };
}

/** Ends a key. Open subscriptions of it are closed within a minute. False when there is no such living key. */
export async function revokeApiKey(
  db: Db,
  clock: Clock,
  { merchantId, id }: { readonly merchantId: string; readonly id: string },
): Promise<boolean> {
  const { rowCount } = await db.worker.query(
    'update api_key set revoked_at = $3 where merchant_id = $1 and id = $2 and revoked_at is null',
    [merchantId, id, clock.now()],
  );
  return rowCount === 1;
}

interface KeyRow {
  readonly id: string;
  readonly merchant_id: string;
  readonly merchant_name: string;
  readonly environment: Environment;
  readonly scopes: readonly string[];
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
  readonly last_used_at: Date | null;
}

const noteUseEveryMs = 60_000;

export interface KeyDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
}

/** The credential behind an Authorization header. Looked up by hash, so nothing is compared byte by byte in our own code. */
export async function authenticate(
  { db, clock, log }: KeyDeps,
  header: string | null | undefined,
): Promise<Result<Credential, KeyRefusal>> {
  if (!header) return refuse('missing');
  const secret = /^Bearer (\S{1,200})$/i.exec(header.trim())?.[1];
  if (!secret || !keyPattern.test(secret)) return refuse('malformed');
  const { rows } = await db.worker.query<KeyRow>(
    `select k.id, k.merchant_id, m.name as merchant_name, m.environment, k.scopes, k.expires_at, k.revoked_at, k.last_used_at
       from api_key k join merchant m on m.id = k.merchant_id where k.secret_hash = $1`,
    [hashOf(secret)],
  );
  const key = rows[0];
  if (!key || !secret.startsWith(prefixes[key.environment])) return refuse('unknown');
  const now = clock.now();
  if (key.revoked_at) return refuse('revoked');
  if (key.expires_at && key.expires_at <= now) return refuse('expired');
  if (!key.last_used_at || now.getTime() - key.last_used_at.getTime() >= noteUseEveryMs)
    noteUse({ db, clock, log }, key, now);
  return ok({
    keyId: key.id,
    merchantId: key.merchant_id,
    merchantName: key.merchant_name,
    environment: key.environment,
    scopes: key.scopes,
    expiresAt: key.expires_at,
    actor: encodeId('key', key.id),
  });
}

// Nobody waits for this. The condition keeps a burst of requests from writing the row more than once.
function noteUse({ db, log }: KeyDeps, key: KeyRow, now: Date): void {
  const before = new Date(now.getTime() - noteUseEveryMs);
  db.worker
    .query(
      'update api_key set last_used_at = $2 where merchant_id = $3 and id = $1 and (last_used_at is null or last_used_at <= $4)',
      [key.id, now, key.merchant_id, before],
    )
    .catch((err: unknown) =>
      log.warn({ err, keyId: encodeId('key', key.id) }, 'the last use of a key could not be noted'),
    );
}

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Those of the keys that are neither revoked nor expired. */
export async function livingKeys(db: Db, clock: Clock, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await db.worker.query<{ id: string }>(
    'select id from api_key where id = any($1::uuid[]) and revoked_at is null and (expires_at is null or expires_at > $2)',
    [ids, clock.now()],
  );
  return new Set(rows.map(({ id }) => id));
}
