import { BlockList } from 'node:net';
import { z } from 'zod';
import { masterKeyBytes } from '../crypto.ts';
import { type Failpoint, parseFailpoints } from '../failpoints.ts';
import { logLevels } from '../log.ts';
import { parseAddressRanges, parsePlayedHosts, parseRoles, playable, type Role, roleNames } from './lists.ts';
import { type MailServer, parseSmtpUrl } from './smtp.ts';

const portNumber = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.number().max(65_535));
const hostName = z
  .string()
  .regex(/^[\w.:-]{1,253}$/)
  .default('127.0.0.1');
const points = z
  .string()
  .regex(/^[1-9]\d{0,6}$/)
  .transform(Number);
const milliseconds = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most));
const webUrl = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));
// Farther off, the calendars of the banks have no rules.
const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .refine((at) => at.getUTCFullYear() >= 2000 && at.getUTCFullYear() <= 2099);
const masterKey = z
  .base64()
  .transform((text) => new Uint8Array(Buffer.from(text, 'base64')))
  .refine((key) => key.length === masterKeyBytes);
const addressRanges = z
  .string()
  .transform(parseAddressRanges)
  .pipe(z.custom<BlockList>((ranges) => ranges !== null));
const masterKeysMax = 5;
const masterKeys = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.string().trim().pipe(masterKey)).max(masterKeysMax));
const playedHosts = z
  .string()
  .transform(parsePlayedHosts)
  .pipe(z.custom<ReadonlyMap<string, string>>((hosts) => hosts !== null));
const smtpServer = z
  .string()
  .transform(parseSmtpUrl)
  .pipe(z.custom<Omit<MailServer, 'from'>>((server) => server !== null));
const roleList = z
  .string()
  .transform(parseRoles)
  .pipe(z.custom<ReadonlySet<Role>>((roles) => roles !== null));
const failpointList = z
  .string()
  .transform(parseFailpoints)
  .pipe(z.custom<readonly Failpoint[]>((points) => points !== null));

const databaseAddress = {
  schema: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  expected: 'postgres://user:password@host:port/database',
  secret: true,
};

/** Each setting: what it may be, and how that is told. */
export const keys = {
  PAYGRAPH_MODE: { schema: z.enum(['sandbox', 'production']).default('sandbox'), expected: 'sandbox or production' },
  PAYGRAPH_ROLES: {
    schema: roleList.default(new Set(roleNames)),
    expected: `one or more of ${roleNames.join(', ')}, separated by commas`,
  },
  HOST: { schema: hostName, expected: 'an address or host name to listen on' },
  PORT: { schema: portNumber.default(4000), expected: 'a port number from 0 to 65535' },
  PUBLIC_URL: { schema: webUrl.optional(), expected: 'an http or https URL' },
  TRUSTED_PROXIES: {
    schema: addressRanges.default(new BlockList()),
    expected: 'addresses or ranges such as 10.0.0.0/8, separated by commas',
  },
  SANDBOX: { schema: z.enum(['on', 'off']).optional(), expected: 'on or off' },
  SANDBOX_PORT: { schema: portNumber.default(4010), expected: 'a port number from 0 to 65535' },
  SANDBOX_HOSTS: {
    schema: playedHosts.default(new Map()),
    expected: `hosts and who is played there, such as testcheckout.buckaroo.nl=buckaroo, separated by commas; those that are played are ${playable.join(', ')}`,
  },
  SANDBOX_URL: { schema: webUrl.optional(), expected: 'an http or https URL' },
  SANDBOX_NOW: {
    schema: moment.optional(),
    expected: 'a time from 2000 to 2099 with its zone, such as 2026-12-24T12:00:00Z',
  },
  DATA_DIR: {
    schema: z
      .string()
      .max(4096)
      .regex(/^[^\0]+$/)
      .default('.data'),
    expected: 'a folder',
  },
  DATABASE_URL: databaseAddress,
  DATABASE_DIRECT_URL: databaseAddress,
  DATABASE_READ_URL: databaseAddress,
  DATABASE_NAMED_STATEMENTS: { schema: z.enum(['auto', 'on', 'off']).default('auto'), expected: 'auto, on or off' },
  ENCRYPTION_KEY: { schema: masterKey.optional(), expected: '32 bytes in base64', secret: true },
  ENCRYPTION_KEY_PREVIOUS: {
    schema: masterKeys.default([]),
    expected: `up to ${masterKeysMax} keys of 32 bytes in base64, separated by commas`,
    secret: true,
  },
  PROVIDER_DEADLINE_MS: {
    schema: milliseconds(100, 30_000).default(15_000),
    expected: 'a time from 100 to 30000 ms',
  },
  WEBHOOK_DEADLINE_MS: {
    schema: milliseconds(100, 30_000).default(30_000),
    expected: 'a time from 100 to 30000 ms',
  },
  DRAIN_MS: {
    schema: milliseconds(0, 60_000).optional(),
    expected: 'a time from 0 to 60000 ms',
  },
  RATE_LIMIT_POINTS: { schema: points.optional(), expected: 'a number from 1 to 9999999' },
  RATE_LIMIT_PER_SECOND: { schema: points.optional(), expected: 'a number from 1 to 9999999' },
  ANSWER_BYTES_MAX: {
    schema: z
      .string()
      .regex(/^\d{1,8}$/)
      .transform(Number)
      .pipe(z.number().min(65_536).max(67_108_864))
      .default(8_388_608),
    expected: 'a number of bytes from 65536 to 67108864',
  },
  TRUSTED_DOCUMENTS: { schema: z.string().min(1).max(1_000).optional(), expected: 'the path of a file' },
  SMTP_URL: { schema: smtpServer.optional(), expected: 'smtp[s]://[user:password@]host[:port]', secret: true },
  MAIL_FROM: { schema: z.email().max(254).optional(), expected: 'an e-mail address' },
  LOG_LEVEL: { schema: z.enum(logLevels).default('info'), expected: logLevels.join(', ') },
  ACCESS_LOG: { schema: z.enum(['on', 'off']).default('on'), expected: 'on or off' },
  OTEL_EXPORTER_OTLP_ENDPOINT: { schema: webUrl.optional(), expected: 'an http or https URL' },
  OTEL_SERVICE_NAME: {
    schema: z
      .string()
      .regex(/^[\w.-]{1,100}$/)
      .default('paygraph'),
    expected: 'a name of letters, digits, dots and dashes',
  },
  METRICS_PORT: { schema: portNumber.optional(), expected: 'a port number from 0 to 65535' },
  METRICS_HOST: { schema: hostName, expected: 'an address or host name to listen on' },
  PAYGRAPH_FAILPOINT: {
    schema: failpointList.optional(),
    expected: 'name:kill, :throw, :hang or :delay(ms), with an optional @pass, separated by commas',
  },
  PAYGRAPH_FAILPOINTS: { schema: z.enum(['0', '1']).default('0'), expected: '0 or 1' },
} satisfies Record<string, { schema: z.ZodType; expected: string; secret?: boolean }>;
export type Key = keyof typeof keys;
/** What was found under each name. */
export type Values = { readonly [K in Key]: z.output<(typeof keys)[K]['schema']> };
