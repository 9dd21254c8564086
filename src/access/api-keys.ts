import { createHash, randomBytes } from 'node:crypto';
import type { Environment } from '../generated/prisma/client.ts';
import { encodeId, newUuid } from '../kernel/ids.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { createCachedLookup } from '../platform/cached-lookup.ts';
import type { Clock } from '../platform/clock.ts';
import type { Sealer } from '../platform/crypto.ts';
import type { Db } from '../platform/db.ts';
import type { Log } from '../platform/log.ts';
import { type ClientToken, createClientTokens, looksLikeToken, tokenRefusals, tokenScope } from './client-tokens.ts';

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
  'keys:read',
  'keys:write',
  'accounts:read',
  'accounts:write',
  tokenScope,
  'origins:read',
  'origins:write',
  'audit:read',
  'webhooks:read',
  'webhooks:write',
] as const;
export type Scope = (typeof scopes)[number];

/** What every door knows of a key that it let in. */
export interface KnownKey {
  readonly keyId: string;
  /** Null of a key that is no merchant's. */
  readonly merchantId: string | null;
  readonly scopes: readonly string[];
  readonly expiresAt: Date | null;
  /** For the record of who did what: `key_…` or `opk_…`. */
  readonly actor: string;
  /** What a client token allows in the place of the key that made it, and the origin of the page that came with it. */
  readonly client?: ClientToken & { readonly origin?: string | undefined };
}

/** Who a merchant's key stands for, as long as it lives. */
export interface Credential extends KnownKey {
  readonly merchantId: string;
  readonly merchantName: string;
  readonly environment: Environment;
  readonly timeZone: string;
  /** Origins of websites whose pages may come with a client token. */
  readonly allowedOrigins: readonly string[];
}

/** Whose points and streams are counted together: a token's are its own, so that its holder takes none of the key's. */
export const countedAs = ({ keyId, client }: Pick<Credential, 'keyId' | 'client'>): string => client?.id ?? keyId;

export const keyRefusals = {
  missing: 'No API key came with the request; expected the header Authorization: Bearer sk_…',
  malformed: 'The API key is not of the form sk_test_… or sk_live_….',
  // A socket is closed with these words: 123 bytes at most.
  operator: "This is an operator's key, for /operator/graphql; here it takes a merchant's key, sk_test_… or sk_live_….",
  unknown: 'The API key is not known here.',
  revoked: 'The API key has been revoked.',
  expired: 'The API key has expired.',
  suspended: 'The merchant is suspended; ask the operator of this Paygraph.',
  ...tokenRefusals,
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

/** A new secret. It is given to whoever asked for it and kept nowhere; its SHA-256 is enough to know it, for 256 random bits. */
export function newSecret(environment: Environment): {
  readonly secret: string;
  readonly hash: Uint8Array<ArrayBuffer>;
  /** By which a person knows it again. */
  readonly lastFour: string;
} {
  const secret = prefixes[environment] + randomBytes(secretBytes).toString('base64url');
  return { secret, hash: new Uint8Array(hashOf(secret)), lastFour: secret.slice(-4) };
}

/** Makes a key. Its secret is given once, here. */
export async function issueApiKey(
  db: Db,
  clock: Clock,
  { merchantId, environment, name, scopes: granted, expiresAt }: NewApiKey,
): Promise<{ readonly id: string; readonly secret: string }> {
  const now = clock.now();
  const id = newUuid(now.getTime());
  const { secret, hash, lastFour } = newSecret(environment);
  await db.worker.query(
    'insert into api_key (merchant_id, id, name, secret_hash, last_four, scopes, expires_at, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)',
    [merchantId, id, name, hash, lastFour, granted, expiresAt ?? null, now],
  );
  return { id, secret };
}

/** Ends a key, in every process and on every open connection within a second. False when there is no such living key. */
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
  readonly suspended_at: Date | null;
  readonly allowed_origins: readonly string[];
  readonly time_zone: string;
  readonly last_used_at: Date | null;
}
const keyColumns = `k.id, k.merchant_id, m.name as merchant_name, m.environment, k.scopes, k.expires_at, k.revoked_at, k.last_used_at,
                m.suspended_at, m.allowed_origins, m.time_zone`;

const noteUseEveryMs = 60_000;
const existingKeptMs = 5_000;
const existingMax = 50_000;

export interface KeyDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly sealer: Sealer;
}

/** Who may come in at a door, and what it says to those who may not. */
export interface DoorKeys<Known extends KnownKey, Refusal extends string> {
  /** What is known behind an Authorization header. Looked up by hash, so nothing is compared byte by byte in our own code. */
  authenticate(header: string | null | undefined): Promise<Result<Known, Refusal | 'missing'>>;
  /**
   * Whether such a key exists, for one statement every few seconds at most: so that a key of ours is let in from an address whose other
   * keys are refused without a look.
   */
  exists(header: string | null | undefined): Promise<boolean>;
  readonly refusals: Readonly<Record<Refusal | 'missing', string>>;
}

/** Merchants' keys, that are kept in memory for less than a second, or until the database says that one has changed. */
export interface ApiKeys extends DoorKeys<Credential, KeyRefusal> {
  /** A key has been made or has changed, and is read anew when it is next used; `*` stands for every key. */
  forget(keyId: string): void;
}

export function createApiKeys(
  { db, clock, log, sealer }: KeyDeps,
  { keyKeptMs }: { readonly keyKeptMs: number },
): ApiKeys {
  const tokens = createClientTokens(sealer);
  const keys = createCachedLookup<KeyRow>({
    keptMs: keyKeptMs,
    async load(hashes) {
      const { rows } = await db.intake.query<KeyRow & { readonly hash: string }>(
        `select ${keyColumns}, encode(k.secret_hash, 'hex') as hash
           from api_key k join merchant m on m.id = k.merchant_id
          where k.secret_hash in (select decode(hash, 'hex') from unnest($1::text[]) hash)`,
        [hashes],
      );
      for (const row of rows) noteUse({ db, clock, log, sealer }, row);
      return new Map(rows.map((row) => [row.hash, row]));
    },
  });
  // The keys behind client tokens, which name them by their ids.
  const parents = createCachedLookup<KeyRow>({
    keptMs: keyKeptMs,
    async load(ids) {
      const { rows } = await db.intake.query<KeyRow>(
        `select ${keyColumns} from api_key k join merchant m on m.id = k.merchant_id where k.id = any($1::uuid[])`,
        [ids],
      );
      return new Map(rows.map((row) => [row.id, row]));
    },
  });
  const withToken = async (token: string): Promise<Result<Credential, KeyRefusal>> => {
    const read = await tokens.read(token, clock.now());
    if (!read.ok) return read;
    const { keyId, merchantId, ...client } = read.value;
    const key = await parents.get(keyId);
    if (!key || key.merchant_id !== merchantId || !key.scopes.includes(tokenScope)) return refuse('tokenEnded');
    const loss = lossOf(key, clock.now());
    if (loss) return refuse(loss === 'suspended' ? loss : 'tokenEnded');
    const { expires_at: ends } = key;
    const expiresAt = ends && ends < client.expiresAt ? ends : client.expiresAt;
    return ok({ ...credentialOf(key), scopes: tokenGives, expiresAt, client });
  };
  const existing = createCachedLookup<ReadonlySet<string>>({
    keptMs: existingKeptMs,
    async load() {
      // The first bytes do: whoever has the same by chance is looked up, and refused then.
      const { rows } = await db.intake.query<{ start: string }>(
        `select encode(substring(secret_hash for 8), 'hex') as start from api_key
          where revoked_at is null order by last_used_at desc nulls first limit $1`,
        [existingMax],
      );
      return new Map([['all', new Set(rows.map(({ start }) => start))]]);
    },
  });
  return {
    refusals: keyRefusals,
    async exists(header) {
      const token = looksLikeToken(header);
      if (token) return (await tokens.read(token, clock.now())).ok;
      const secret = secretOf(header);
      if (!secret.ok) return false;
      const hash = hashOf(secret.value).toString('hex');
      return Boolean(keys.peek(hash)) || ((await existing.get('all'))?.has(hash.slice(0, 16)) ?? false);
    },
    forget(keyId) {
      for (const kept of [keys, parents]) kept.forget(({ id }) => keyId === '*' || keyId === id);
      existing.forget(() => true);
    },
    async authenticate(header) {
      const token = looksLikeToken(header);
      if (token) return withToken(token);
      const secret = secretOf(header);
      if (!secret.ok) return secret;
      const key = await keys.get(hashOf(secret.value).toString('hex'));
      if (!key || !secret.value.startsWith(prefixes[key.environment])) return refuse('unknown');
      const loss = lossOf(key, clock.now());
      return loss ? refuse(loss) : ok(credentialOf(key));
    },
  };
}

/** What following needs; what a token may read besides is judged field by field. */
const tokenGives: readonly Scope[] = ['events:read'];

function credentialOf(key: KeyRow): Credential {
  return {
    keyId: key.id,
    merchantId: key.merchant_id,
    merchantName: key.merchant_name,
    environment: key.environment,
    scopes: key.scopes,
    expiresAt: key.expires_at,
    actor: encodeId('key', key.id),
    allowedOrigins: key.allowed_origins,
    timeZone: key.time_zone,
  };
}

/** What stands in an Authorization header, or null. */
export const bearerOf = (header: string): string | null => /^Bearer (\S{1,200})$/i.exec(header.trim())?.[1] ?? null;

function secretOf(header: string | null | undefined): Result<string, 'missing' | 'malformed' | 'operator'> {
  if (!header) return refuse('missing');
  const secret = bearerOf(header);
  if (secret?.startsWith('ok_')) return refuse('operator');
  return secret && keyPattern.test(secret) ? ok(secret) : refuse('malformed');
}

function lossOf(
  { revoked_at, expires_at, suspended_at }: Pick<KeyRow, 'revoked_at' | 'expires_at' | 'suspended_at'>,
  now: Date,
) {
  if (revoked_at) return 'revoked';
  if (suspended_at) return 'suspended';
  return expires_at && expires_at <= now ? 'expired' : null;
}

/** Why a connection that was opened with a key may not go on. */
export const keyLosses = {
  revoked: keyRefusals.revoked,
  expired: keyRefusals.expired,
  suspended: keyRefusals.suspended,
  scopeLost: 'The API key has lost a scope that this connection was opened with; connect again.',
  tokenExpired: tokenRefusals.tokenExpired,
  tokenEnded: tokenRefusals.tokenEnded,
  originLost: "The origin of this page is no longer one of the merchant's allowed origins.",
} as const;
export type KeyLoss = keyof typeof keyLosses;

/** What an open connection was let in with. */
export type Admission = Pick<Credential, 'keyId' | 'scopes' | 'client'>;

/** Those of the connections whose key no longer is what it was when they were let in, each with the reason. */
export async function lostKeys<Open extends Admission>(
  db: Db,
  clock: Clock,
  connections: readonly Open[],
): Promise<readonly (readonly [Open, KeyLoss])[]> {
  const { rows } = await db.worker.query<Standing & Pick<KeyRow, 'id'>>(
    `select k.id, k.scopes, k.expires_at, k.revoked_at, m.suspended_at, m.allowed_origins
       from api_key k join merchant m on m.id = k.merchant_id where k.id = any($1::uuid[])`,
    [[...new Set(connections.map(({ keyId }) => keyId))]],
  );
  const now = clock.now();
  const keys = new Map(rows.map((row) => [row.id, row]));
  return connections.flatMap((connection): (readonly [Open, KeyLoss])[] => {
    const loss = lossOfConnection(connection, keys.get(connection.keyId), now);
    return loss ? [[connection, loss]] : [];
  });
}

type Standing = Pick<KeyRow, 'scopes' | 'expires_at' | 'revoked_at' | 'suspended_at' | 'allowed_origins'>;

function lossOfConnection({ client, scopes }: Admission, key: Standing | undefined, now: Date): KeyLoss | null {
  const loss = key ? lossOf(key, now) : 'revoked';
  if (!client || loss === 'suspended')
    return loss ?? (scopes.every((scope) => key?.scopes.includes(scope)) ? null : 'scopeLost');
  if (loss || !key?.scopes.includes(tokenScope)) return 'tokenEnded';
  if (client.expiresAt <= now) return 'tokenExpired';
  return client.origin === undefined || key.allowed_origins.includes(client.origin) ? null : 'originLost';
}

// Nobody waits for this. The condition keeps a burst of requests from writing the row more than once.
function noteUse({ db, clock, log }: KeyDeps, key: KeyRow): void {
  const now = clock.now();
  const before = new Date(now.getTime() - noteUseEveryMs);
  if (lossOf(key, now) || (key.last_used_at && key.last_used_at > before)) return;
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
