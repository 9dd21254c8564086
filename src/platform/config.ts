import type { BlockList } from 'node:net';
import { resolve } from 'node:path';
import type { z } from 'zod';
import { isEveryAddress, isLoopback, urlAt } from '../kernel/host.ts';
import { weaknessOf } from './crypto.ts';
import type { Failpoint } from './failpoints.ts';
import type { LogLevel } from './log.ts';
import { type Key, keys, type Values } from './settings/keys.ts';
import { type Role, roleNames } from './settings/lists.ts';
import type { MailServer } from './settings/smtp.ts';

/** Everything that is set from outside. Read once at start; nothing else looks at the environment. */
export interface Config {
  readonly mode: 'sandbox' | 'production';
  /** What this process does of all that is done; others on the same database do the rest. */
  readonly roles: ReadonlySet<Role>;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Proxies that are believed about the address they pass on. */
  readonly trustedProxies: BlockList;
  /** Where providers and browsers reach us; null means the address that we come to listen on. */
  readonly publicUrl: string | null;
  /** Whether the provider simulators run in this process. */
  readonly sandbox: boolean;
  readonly sandboxPort: number;
  /** A sandbox that runs elsewhere. */
  readonly sandboxUrl: string | null;
  /** Hosts of providers that the sandbox plays, each by the provider's name in lower case. */
  readonly sandboxHosts: ReadonlyMap<string, string>;
  /** When a new sandbox begins; null means now. */
  readonly sandboxNow: Date | null;
  /** Absolute. */
  readonly dataDir: string;
  /** A PostgreSQL of one's own; null means the embedded one. */
  readonly databaseUrl: string | null;
  /** The same database past a pooler that lends its sessions for one transaction, which `databaseUrl` then leads to; null without one. */
  readonly databaseDirectUrl: string | null;
  /** A replica of the database, for pages of the event log; null reads them where all else is read. */
  readonly databaseReadUrl: string | null;
  /** Whether statements are kept prepared under names; null finds out. */
  readonly namedStatements: boolean | null;
  /** Null means the key that is kept in the data folder. */
  readonly encryptionKey: Uint8Array | null;
  /** Those before it, whose databases are carried over to it. */
  readonly previousEncryptionKeys: readonly Uint8Array[];
  /** How long one call to a provider may take, in milliseconds; well below the lease of 45 s. */
  readonly providerDeadlineMs: number;
  /** How long one attempt to deliver to a partner may take, in milliseconds; below the lease of 45 s. */
  readonly webhookDeadlineMs: number;
  /** How long the door stays open at a stop after `/readyz` has begun to say no, in milliseconds. */
  readonly drainMs: number;
  /** Points that an API key may spend at once, and how many it gets back each second. */
  readonly rateLimit: { readonly size: number; readonly perSecond: number };
  /** Bytes of one answer, and of one event of a stream. */
  readonly answerBytesMax: number;
  /** A file of the documents that merchants may run, absolute; null lets them run any. */
  readonly trustedDocuments: string | null;
  /** The server that our own mails go to; null keeps them. */
  readonly mailServer: MailServer | null;
  readonly logLevel: LogLevel;
  /** Whether each request is told in a line of the log. */
  readonly accessLog: boolean;
  /** Where spans are sent, and as whose; null sends none. */
  readonly tracing: { readonly endpoint: string; readonly serviceName: string } | null;
  /** Where Prometheus finds what is measured; null measures nothing. */
  readonly metrics: { readonly host: string; readonly port: number } | null;
  /** Null unless PAYGRAPH_FAILPOINTS is 1. */
  readonly failpoints: readonly Failpoint[] | null;
}

/** The configuration is wrong; the message names every bad key. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

// A sandbox is there to be tried, also by a hundred captures at once; one merchant of many must leave room for the others.
const rateLimits = {
  sandbox: { size: 100_000, perSecond: 10_000 },
  production: { size: 1_000, perSecond: 50 },
} as const;
// A balancer asks every second or two, and a client may hold a connection that it has not used for as long as we keep one: 5 s.
const drainMs = { sandbox: 0, production: 5_000 } as const;
/** What the environment says under names that are not ours but a provider's, for whoever connects an account. */
export function readVariable(name: string): string | undefined {
  return process.env[name];
}

/** Reads and checks the environment; throws a `ConfigError` that names every bad key at once, and no secret. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const problems: string[] = [];
  const values: Partial<Record<Key, unknown>> = {};
  for (const [name, { schema, expected, ...rest }] of Object.entries(keys) as [
    Key,
    { schema: z.ZodType; expected: string; secret?: boolean },
  ][]) {
    // `PORT=` in a file of settings means the default.
    const text = env[name] === '' ? undefined : env[name];
    const parsed = schema.safeParse(text);
    if (parsed.success) values[name] = parsed.data;
    else
      problems.push(
        `${name}: expected ${expected}; got ${rest.secret ? 'something else' : JSON.stringify(text?.slice(0, 80))}`,
      );
  }
  problems.push(...unknownSettings(env));
  if (problems.length === 0) problems.push(...clashes(values as Values));
  if (problems.length > 0)
    throw new ConfigError(`the configuration is wrong:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  return toConfig(values as Values);
}

/** Names that begin like ours and are none: a misspelt PAYGRAPH_MODE would start a sandbox on the database of a shop. */
function unknownSettings(env: Readonly<Record<string, string | undefined>>): string[] {
  const ours = Object.keys(keys).filter((name) => name.startsWith('PAYGRAPH_'));
  return Object.keys(env)
    .filter((name) => /^paygraph_/i.test(name) && !ours.includes(name))
    .map((name) => `${name}: expected no such name; those that begin so are ${ours.join(', ')}`);
}

/** What is wrong with a master key for real money; empty where nothing is. */
function weakKey(key: Uint8Array | undefined): string {
  const weakness = key ? weaknessOf(key) : 'nothing';
  return (
    weakness &&
    `ENCRYPTION_KEY: expected 32 random bytes in base64 in production mode, as "openssl rand -base64 32" makes them; got ${weakness}`
  );
}

const reachedHere = (host: string): boolean => isEveryAddress(host) || isLocalOrSecure(urlAt(host, 80));

function isLocalOrSecure(text: string): boolean {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || isLoopback(hostname);
}

/** What must not be set together. */
function clashes(values: Values): string[] {
  const production = values.PAYGRAPH_MODE === 'production';
  return [
    production && values.SANDBOX === 'on' ? 'SANDBOX: expected off in production mode; got on' : '',
    production && values.SANDBOX_URL ? 'SANDBOX_URL: expected nothing in production mode; got a URL' : '',
    production && values.SANDBOX_HOSTS.size > 0 ? 'SANDBOX_HOSTS: expected nothing in production mode; got hosts' : '',
    values.SANDBOX_HOSTS.size > 0 && values.SANDBOX_URL
      ? 'SANDBOX_HOSTS: expected nothing beside SANDBOX_URL, since the sandbox runs elsewhere; got hosts'
      : '',
    values.PAYGRAPH_MODE === 'sandbox' && values.SANDBOX !== 'off' && !values.SANDBOX_URL && !reachedHere(values.HOST)
      ? `HOST: expected an address of this machine alone (127.0.0.1, ::1, localhost) or every one (0.0.0.0, ::) beside a sandbox, which is reached from this machine by plain http; got ${JSON.stringify(values.HOST)}`
      : '',
    !production && values.SANDBOX_URL && !isLocalOrSecure(values.SANDBOX_URL)
      ? `SANDBOX_URL: expected https, or http on this machine, as providers' addresses are; got ${JSON.stringify(values.SANDBOX_URL)}`
      : '',
    production && values.SANDBOX_NOW ? 'SANDBOX_NOW: expected nothing in production mode; got a time' : '',
    production && values.PAYGRAPH_FAILPOINTS === '1' ? 'PAYGRAPH_FAILPOINTS: expected 0 in production mode; got 1' : '',
    production ? weakKey(values.ENCRYPTION_KEY) : '',
    production && !values.DATABASE_URL
      ? 'DATABASE_URL: expected a PostgreSQL of your own in production mode; got nothing'
      : '',
    production && !values.PUBLIC_URL?.startsWith('https:')
      ? `PUBLIC_URL: expected the https URL at which providers reach us in production mode; got ${values.PUBLIC_URL ? JSON.stringify(values.PUBLIC_URL) : 'nothing'}`
      : '',
    ...(['DATABASE_DIRECT_URL', 'DATABASE_READ_URL'] as const).map((name) =>
      values[name] && !values.DATABASE_URL ? `${name}: expected nothing without a DATABASE_URL; got an address` : '',
    ),
    values.PAYGRAPH_ROLES.size < roleNames.length && !values.DATABASE_URL
      ? `PAYGRAPH_ROLES: expected all of ${roleNames.join(', ')} without a DATABASE_URL, since no other process could do the rest; got ${JSON.stringify([...values.PAYGRAPH_ROLES].join(','))}`
      : '',
    !values.PAYGRAPH_ROLES.has('api') && !values.PUBLIC_URL
      ? 'PUBLIC_URL: expected the URL of the processes that have the role api, since providers are told of it by every process; got nothing'
      : '',
    values.SMTP_URL && !values.MAIL_FROM ? 'MAIL_FROM: expected an e-mail address beside SMTP_URL; got nothing' : '',
  ].filter((problem) => problem !== '');
}

function toConfig(values: Values): Config {
  return Object.freeze({
    mode: values.PAYGRAPH_MODE,
    roles: values.PAYGRAPH_ROLES,
    host: values.HOST,
    port: values.PORT,
    trustedProxies: values.TRUSTED_PROXIES,
    publicUrl: values.PUBLIC_URL ?? null,
    sandbox: values.PAYGRAPH_MODE === 'sandbox' && values.SANDBOX !== 'off' && !values.SANDBOX_URL,
    sandboxPort: values.SANDBOX_PORT,
    sandboxUrl: values.SANDBOX_URL ?? null,
    sandboxHosts: values.SANDBOX_HOSTS,
    sandboxNow: values.SANDBOX_NOW ?? null,
    dataDir: resolve(values.DATA_DIR),
    databaseUrl: values.DATABASE_URL ?? null,
    databaseDirectUrl: values.DATABASE_DIRECT_URL ?? null,
    databaseReadUrl: values.DATABASE_READ_URL ?? null,
    namedStatements: values.DATABASE_NAMED_STATEMENTS === 'auto' ? null : values.DATABASE_NAMED_STATEMENTS === 'on',
    encryptionKey: values.ENCRYPTION_KEY ?? null,
    previousEncryptionKeys: values.ENCRYPTION_KEY_PREVIOUS,
    providerDeadlineMs: values.PROVIDER_DEADLINE_MS,
    webhookDeadlineMs: values.WEBHOOK_DEADLINE_MS,
    drainMs: values.DRAIN_MS ?? drainMs[values.PAYGRAPH_MODE],
    rateLimit: {
      size: values.RATE_LIMIT_POINTS ?? rateLimits[values.PAYGRAPH_MODE].size,
      perSecond: values.RATE_LIMIT_PER_SECOND ?? rateLimits[values.PAYGRAPH_MODE].perSecond,
    },
    answerBytesMax: values.ANSWER_BYTES_MAX,
    trustedDocuments: values.TRUSTED_DOCUMENTS ? resolve(values.TRUSTED_DOCUMENTS) : null,
    mailServer: values.SMTP_URL && values.MAIL_FROM ? { ...values.SMTP_URL, from: values.MAIL_FROM } : null,
    logLevel: values.LOG_LEVEL,
    accessLog: values.ACCESS_LOG === 'on',
    tracing: values.OTEL_EXPORTER_OTLP_ENDPOINT
      ? { endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT, serviceName: values.OTEL_SERVICE_NAME }
      : null,
    metrics: values.METRICS_PORT === undefined ? null : { host: values.METRICS_HOST, port: values.METRICS_PORT },
    failpoints: values.PAYGRAPH_FAILPOINTS === '1' ? (values.PAYGRAPH_FAILPOINT ?? []) : null,
  });
}
