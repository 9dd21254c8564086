import { statfs } from 'node:fs/promises';
import type pg from 'pg';
import { lastAuditRun } from '../audit/kept-run.ts';
import { callContext } from '../domain/command/call-context.ts';
import { type ConnectedAccount, createAccounts } from '../domain/port/accounts.ts';
import { isLoopback } from '../kernel/host.ts';
import { encodeId } from '../kernel/ids.ts';
import { destinationProblem, systemResolve } from '../partner-webhooks/address.ts';
import type { Config } from '../platform/config.ts';
import type { Db } from '../platform/db.ts';
import { type Keyring, openKeyring } from '../platform/keyring.ts';
import { readMasterKeys } from '../platform/master-keys.ts';
import { findRoleFaults, loginOf } from '../platform/postgres/roles.ts';
import { providers } from '../providers/index.ts';
import { checkMigrations } from './backup-check.ts';
import { sealedState } from './reseal.ts';
import { checkDatabaseFits } from './right-database.ts';

/** One thing that was looked at. */
export interface Finding {
  readonly about: string;
  /** `note` is to be known, and `bad` is to be mended. */
  readonly outcome: 'good' | 'note' | 'bad';
  readonly says: string;
  /** Why it matters, and how it is mended, where it is not good. */
  readonly why?: string;
  readonly mend?: string;
}

export interface DoctorDeps {
  readonly config: Config;
  readonly db: Db;
  /** Where a provider's clock is asked for, and our own address: `fetch`. */
  readonly get: (url: string) => Promise<Response>;
  readonly machineNow: () => number;
}

/** Whether this installation is right, one finding after the other as each is found. Changes nothing, and moves no money. */
export async function* examine(deps: DoctorDeps): AsyncGenerator<Finding> {
  const { config, db } = deps;
  yield versionOf(process.versions.node);
  const migrations = await checkMigrations(db.worker);
  yield {
    ...migrations,
    ...(migrations.outcome === 'good' ? {} : { why: 'program and database have to be of one version' }),
    ...(migrations.outcome === 'note' ? { mend: 'npm run migrate' } : {}),
  };
  yield* rolesOf(db);
  yield* modeOf(deps);
  yield* databaseClock(deps);
  const ring = await openKeyring(db.worker, readMasterKeys(config)).catch((error: Error) => error);
  if (ring instanceof Error)
    yield {
      about: 'keys',
      outcome: 'bad',
      says: ring.message,
      why: 'nothing that is sealed can be opened: credentials, payloads, secrets',
      mend: 'set ENCRYPTION_KEY, or ENCRYPTION_KEY_PREVIOUS beside a new one',
    };
  else {
    yield* sealedKeys(deps);
    yield* accountsOf(deps, ring);
  }
  yield* expiringKeys(db.worker);
  yield* publicAddress(deps);
  yield* diskOf(config);
  yield* lastAudit(deps);
}

const oldestNode = 24;
function versionOf(version: string): Finding {
  const good = Number(version.split('.')[0]) >= oldestNode;
  return good
    ? { about: 'version', outcome: 'good', says: `Node ${version}` }
    : {
        about: 'version',
        outcome: 'bad',
        says: `Node ${version}`,
        why: 'the program is written for newer ones',
        mend: `install Node ${oldestNode} or newer, or let npm do it (npm ci)`,
      };
}

async function* rolesOf(db: Db): AsyncGenerator<Finding> {
  const client = await db.connect();
  try {
    const login = await loginOf(client);
    const faults = await findRoleFaults(client, login, { migrating: false });
    for (const { fact, mend } of faults)
      yield { about: 'roles', outcome: 'bad', says: fact, why: 'row-level security keeps merchants apart', mend };
    if (faults.length === 0) yield { about: 'roles', outcome: 'good', says: 'the database keeps merchants apart' };
  } finally {
    await client.end();
  }
}

async function* modeOf({ config, db }: DoctorDeps): AsyncGenerator<Finding> {
  const wrong = await checkDatabaseFits(db.worker, config).then(
    () => null,
    (error: Error) => error.message,
  );
  yield wrong === null
    ? { about: 'mode', outcome: 'good', says: `the database is one for ${config.mode} mode` }
    : { about: 'mode', outcome: 'bad', says: wrong, why: 'a sandbox moves time, and plays money', mend: 'see above' };
}

/** How far two clocks may be apart. Signed times are refused beyond some minutes, and tokens end by the second. */
const apartMs = 5_000;

async function* databaseClock({ db, machineNow }: DoctorDeps): AsyncGenerator<Finding> {
  const before = machineNow();
  const { rows } = await db.worker.query<{ now: Date }>('select clock_timestamp() as now');
  const middle = (before + machineNow()) / 2;
  yield clockFinding('the database', (rows[0]?.now.getTime() ?? 0) - middle);
}

function clockFinding(whose: string, offMs: number): Finding {
  const seconds = Math.round(Math.abs(offMs) / 1_000);
  if (Math.abs(offMs) <= apartMs) return { about: 'clock', outcome: 'good', says: `${whose} has the same time` };
  return {
    about: 'clock',
    outcome: 'bad',
    says: `${whose} is ${seconds} s ${offMs > 0 ? 'ahead' : 'behind'}`,
    why: 'signatures and tokens bear a time, and are refused when it is wrong',
    mend: 'let both machines take their time from NTP',
  };
}

async function* sealedKeys({ config, db }: DoctorDeps): AsyncGenerator<Finding> {
  const { left, outlived } = await sealedState({ db, masters: readMasterKeys(config) });
  if (left === 0 && !outlived)
    yield { about: 'keys', outcome: 'good', says: 'everything is sealed under the present key' };
  else
    yield {
      about: 'keys',
      outcome: 'note',
      says: outlived ? 'the key in use was made for an earlier ENCRYPTION_KEY' : `${left} values are under another key`,
      why: 'an earlier key can be given up only when nothing is sealed under it',
      mend: 'npm run reseal',
    };
}

/** Whether each account's provider takes its credentials, and tells our time. */
async function* accountsOf({ config, db, get, machineNow }: DoctorDeps, ring: Keyring): AsyncGenerator<Finding> {
  const publicUrl = config.publicUrl ?? '';
  const accounts = createAccounts({ db, sealer: ring.sealer, providers, publicUrl: () => publicUrl });
  const { rows } = await db.worker.query<{ id: string }>(
    `select id from provider_account where paused_because is distinct from 'DISCONNECTED' order by merchant_id, id`,
  );
  const asked = new Set<string>();
  for (const { id } of rows) {
    const connected = await accounts.byId(id);
    if (!connected) continue;
    yield await accountFinding(config, db, connected);
    const address = addressOf(connected);
    if (!address || asked.has(address)) continue;
    asked.add(address);
    const date = await get(address).then(
      (reply) => Date.parse(reply.headers.get('date') ?? ''),
      () => Number.NaN,
    );
    if (!Number.isNaN(date)) yield clockFinding(address, date - machineNow());
  }
  if (rows.length === 0)
    yield {
      about: 'account',
      outcome: 'note',
      says: 'no merchant is connected to a provider',
      why: 'there is nothing to pay with',
      mend: 'paygraph accounts connect, or the mutation connectProviderAccount',
    };
}

async function accountFinding(config: Config, db: Db, connected: ConnectedAccount): Promise<Finding> {
  const { provider, merchantId, pausedBecause, unreadable } = connected;
  const name = `${encodeId('acc', connected.id)} at ${provider.name}`;
  const whose = `--merchant ${encodeId('mer', merchantId)}`;
  const bad = (says: string): Finding => ({
    about: 'account',
    outcome: 'bad',
    says: `${name}: ${says}`,
    why: 'nothing is sent for it, and no payment goes on',
    mend: `paygraph accounts update ${encodeId('acc', connected.id)} ${whose} --settings-file …`,
  });
  if (unreadable) return bad('its settings cannot be read');
  const now = await db.forMerchant(merchantId, async (_tx, at) => at);
  const tried = await provider.checkCredentials(callContext(config, connected, now));
  if (!tried.ok) return bad(tried.error);
  if (pausedBecause === 'REQUESTED')
    return {
      about: 'account',
      outcome: 'note',
      says: `${name} was paused on request`,
      why: 'nothing is sent for it until it is resumed',
      mend: `paygraph accounts resume ${encodeId('acc', connected.id)} ${whose}`,
    };
  return { about: 'account', outcome: 'good', says: `${name}: its credentials are taken` };
}

/** Where the provider of an account outside of this machine answers. */
function addressOf({ account }: ConnectedAccount): string | null {
  const url = Object.entries((account.settings ?? {}) as object).find(([name]) => /url$/i.test(name))?.[1];
  const parsed = typeof url === 'string' ? URL.parse(url) : null;
  return parsed && !isLoopback(parsed.hostname) ? parsed.origin : null;
}

const soonMs = 14 * 86_400_000;
async function* expiringKeys(worker: pg.Pool): AsyncGenerator<Finding> {
  const { rows } = await worker.query<{ kind: 'opk' | 'key'; id: string; name: string; expires_at: Date }>(
    `select * from (
       select 'opk' as kind, id, name, expires_at from operator_key where revoked_at is null
       union all select 'key', id, name, expires_at from api_key where revoked_at is null and replaced_by is null) k
      where expires_at between app_now() and app_now() + $1 * interval '1 millisecond' order by expires_at limit 100`,
    [soonMs],
  );
  for (const { kind, id, name, expires_at } of rows)
    yield {
      about: 'expiry',
      outcome: 'note',
      says: `${encodeId(kind, id)} (${name}) ends at ${expires_at.toISOString()}`,
      why: 'whoever uses it is refused from then on',
      mend: kind === 'opk' ? 'paygraph operator-keys create' : 'paygraph keys rotate',
    };
  if (rows.length === 0) yield { about: 'expiry', outcome: 'good', says: 'no key ends within 14 days' };
}

async function* publicAddress({ config, get }: DoctorDeps): AsyncGenerator<Finding> {
  const { publicUrl } = config;
  if (publicUrl === null) {
    const says = 'PUBLIC_URL is not set: only a sandbox on this machine can call us';
    yield { about: 'address', outcome: config.mode === 'sandbox' ? 'good' : 'bad', says };
    return;
  }
  const why = 'providers tell what became of payments by calling it; without, it is found by asking, within an hour';
  const wrong = await destinationProblem(publicUrl, { loopback: config.mode === 'sandbox', resolve: systemResolve });
  if (wrong) {
    const mend = 'set PUBLIC_URL to the https address of your proxy, under a name that the internet knows';
    yield { about: 'address', outcome: 'bad', says: `${publicUrl}: ${wrong}`, why, mend };
    return;
  }
  const alive = await get(`${publicUrl}/healthz`).then(
    async (reply) => ((await reply.json().catch(() => null)) as { alive?: boolean } | null)?.alive === true,
    () => false,
  );
  yield alive
    ? { about: 'address', outcome: 'good', says: `${publicUrl} answers, as seen from here` }
    : {
        about: 'address',
        outcome: 'bad',
        says: `${publicUrl} does not lead to a Paygraph, as seen from here`,
        why,
        mend: `start it, and let the proxy hand on /webhooks/ and /graphql; curl ${publicUrl}/healthz shows {"alive":true} when it does`,
      };
}

const freeBytesMin = 1_000_000_000;
async function* diskOf({ dataDir, databaseUrl }: Config): AsyncGenerator<Finding> {
  const found = await statfs(dataDir).catch(() => null);
  if (!found) return;
  const free = found.bavail * found.bsize;
  const says = `${(free / 1e9).toFixed(1)} GB are free at ${dataDir}`;
  yield free >= freeBytesMin
    ? { about: 'disk', outcome: 'good', says }
    : {
        about: 'disk',
        outcome: databaseUrl === null ? 'bad' : 'note',
        says,
        why: 'a database without room takes nothing in any more',
        mend: 'make room, or move DATA_DIR',
      };
}

const auditEveryMs = 26 * 3_600_000;
async function* lastAudit({ db }: DoctorDeps): AsyncGenerator<Finding> {
  const last = await lastAuditRun(db);
  const { rows } = await db.worker.query<{ now: Date }>('select app_now() as now');
  const now = rows[0]?.now.getTime() ?? 0;
  const why = 'it proves that the books agree and that nothing was lost';
  if (last?.broken)
    yield {
      about: 'audit',
      outcome: 'bad',
      says: `the audit of ${last.finishedAt.toISOString()} found something broken: ${last.checks.flatMap(({ id, outcome }) => (outcome === 'broken' ? [id] : [])).join(', ')}`,
      why,
      mend: 'paygraph audit names each row',
    };
  else if (!last || now - last.finishedAt.getTime() > auditEveryMs)
    yield {
      about: 'audit',
      outcome: 'note',
      says: last ? `the last audit is of ${last.finishedAt.toISOString()}` : 'no audit has been kept',
      why,
      mend: 'run "paygraph audit" every night',
    };
  else yield { about: 'audit', outcome: 'good', says: `all was right at ${last.finishedAt.toISOString()}` };
}
