import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { BlockList, isIPv4 } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../src/platform/config.ts';
import { weaknessOf } from '../../src/platform/crypto.ts';
import { readMasterKeys } from '../../src/platform/master-keys.ts';

const key = Buffer.alloc(32, 7).toString('base64');

function problemsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError)
      return error.message
        .split('\n')
        .slice(1)
        .map((line) => line.trim());
    throw error;
  }
  return [];
}

test('needs nothing to be set', () => {
  expect(readConfig({})).toEqual({
    mode: 'sandbox',
    roles: new Set(['api', 'worker', 'sequencer', 'deliveries']),
    trustedProxies: expect.any(BlockList),
    host: '127.0.0.1',
    port: 4000,
    publicUrl: null,
    sandbox: true,
    sandboxPort: 4010,
    sandboxUrl: null,
    sandboxHosts: new Map(),
    sandboxNow: null,
    dataDir: resolve('.data'),
    databaseUrl: null,
    databaseDirectUrl: null,
    databaseReadUrl: null,
    namedStatements: null,
    encryptionKey: null,
    previousEncryptionKeys: [],
    providerDeadlineMs: 15_000,
    webhookDeadlineMs: 30_000,
    answerBytesMax: 8_388_608,
    trustedDocuments: null,
    rateLimit: { size: 100_000, perSecond: 10_000 },
    mailServer: null,
    drainMs: 0,
    logLevel: 'info',
    accessLog: true,
    metrics: null,
    tracing: null,
    failpoints: null,
  });
});

test('reads the hosts that the sandbox plays, each by the name of its provider', () => {
  const { sandboxHosts } = readConfig({
    SANDBOX_HOSTS: 'testcheckout.buckaroo.nl=buckaroo, API-sandbox.gocardless.com=gocardless',
  });
  expect([...sandboxHosts]).toEqual([
    ['testcheckout.buckaroo.nl', 'buckaroo'],
    ['api-sandbox.gocardless.com', 'gocardless'],
  ]);
});
test.each([
  'testcheckout.buckaroo.nl',
  'testcheckout.buckaroo.nl=stripe',
  'testcheckout.buckaroo.nl:443=buckaroo',
  'https://testcheckout.buckaroo.nl=buckaroo',
  'a.example=buckaroo,a.example=mobilepay',
  ',',
])('refuses %j as hosts that the sandbox plays', (SANDBOX_HOSTS) => {
  expect(problemsOf({ SANDBOX_HOSTS })).toEqual([
    `SANDBOX_HOSTS: expected hosts and who is played there, such as testcheckout.buckaroo.nl=buckaroo, separated by commas; those that are played are mobilepay, betalingsservice, gocardless, buckaroo, vipps_mobilepay; got ${JSON.stringify(SANDBOX_HOSTS)}`,
  ]);
});

test('takes an empty value for one that is not set', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '' })).toEqual(readConfig({}));
});

test('reads every key', () => {
  const config = readConfig({
    PORT: '0',
    SANDBOX_PORT: '65535',
    HOST: '::1',
    PUBLIC_URL: 'https://pay.example/base/',
    SANDBOX_URL: 'http://127.0.0.1:4010',
    SANDBOX_NOW: '2026-12-24T13:00:00+01:00',
    DATA_DIR: '/var/paygraph',
    DATABASE_URL: 'postgresql://app:secret@db:5432/paygraph',
    ENCRYPTION_KEY: key,
    SMTP_URL: 'smtps://shop:p%40ss@mail.example:2465',
    MAIL_FROM: 'paygraph@pay.example',
    LOG_LEVEL: 'silent',
    PAYGRAPH_FAILPOINTS: '1',
    PAYGRAPH_FAILPOINT: 'capture.afterCommit:kill@3',
  });
  expect(config).toMatchObject({
    port: 0,
    sandboxPort: 65_535,
    host: '::1',
    publicUrl: 'https://pay.example/base',
    sandboxUrl: 'http://127.0.0.1:4010',
    sandboxNow: new Date('2026-12-24T12:00:00Z'),
    dataDir: '/var/paygraph',
    databaseUrl: 'postgresql://app:secret@db:5432/paygraph',
    mailServer: {
      host: 'mail.example',
      port: 2465,
      secure: true,
      requireTLS: false,
      auth: { user: 'shop', pass: 'p@ss' },
      from: 'paygraph@pay.example',
    },
    logLevel: 'silent',
    failpoints: [{ name: 'capture.afterCommit', action: { kind: 'kill' }, onPass: 3 }],
  });
  expect(config.encryptionKey).toEqual(new Uint8Array(32).fill(7));
  expect(Object.isFrozen(config)).toBe(true);
});

test('starts no simulators in this process when they run elsewhere or are switched off', () => {
  expect(readConfig({ SANDBOX_URL: 'https://sandbox.example.com' }).sandbox).toBe(false);
  expect(readConfig({ SANDBOX: 'off' }).sandbox).toBe(false);
});

test('names every bad key at once, with what was expected, and shows no secret', () => {
  const env = {
    PORT: '70000',
    SANDBOX: 'maybe',
    DATABASE_URL: 'mysql://root:hunter2@db/x',
    ENCRYPTION_KEY: 'hunter2',
    PUBLIC_URL: 'ftp://x',
    LOG_LEVEL: 'loud',
  };
  expect(problemsOf(env)).toEqual([
    'PORT: expected a port number from 0 to 65535; got "70000"',
    'PUBLIC_URL: expected an http or https URL; got "ftp://x"',
    'SANDBOX: expected on or off; got "maybe"',
    'DATABASE_URL: expected postgres://user:password@host:port/database; got something else',
    'ENCRYPTION_KEY: expected 32 bytes in base64; got something else',
    'LOG_LEVEL: expected fatal, error, warn, info, debug, trace, silent; got "loud"',
  ]);
});

test.each([
  'tomorrow',
  '2026-12-24',
  '2026-12-24T12:00:00',
  '2026-02-29T12:00:00Z',
  '1999-12-31T23:59:59Z',
  '2100-01-01T00:00:00Z',
])('refuses %j as the time at which a sandbox begins', (SANDBOX_NOW) => {
  expect(problemsOf({ SANDBOX_NOW })).toEqual([
    `SANDBOX_NOW: expected a time from 2000 to 2099 with its zone, such as 2026-12-24T12:00:00Z; got "${SANDBOX_NOW}"`,
  ]);
});

test.each(['-1', '1.5', '0x50', '4000 ', '1e3', 'PORT'])('refuses %j as a port', (PORT) => {
  expect(problemsOf({ PORT })).toEqual([`PORT: expected a port number from 0 to 65535; got ${JSON.stringify(PORT)}`]);
});

test.each([
  ['10.0.0.0/8, 192.0.2.7', ['10.1.2.3', '192.0.2.7'], ['11.0.0.1', '192.0.2.8']],
  ['2001:db8::/32', ['2001:db8:1::5'], ['2001:db9::5', '10.1.2.3']],
])('trusts the proxies of %j and no others', (TRUSTED_PROXIES, inside, outside) => {
  const { trustedProxies } = readConfig({ TRUSTED_PROXIES });
  const trusted = (address: string): boolean => trustedProxies.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
  expect([inside.filter(trusted), outside.filter(trusted)]).toEqual([inside, []]);
});

test.each(['proxy', '10.0.0.0/33', '10.0.0.1,', 'all', '10.0.0.0/8;10.0.0.1'])('refuses %j as proxies', (given) => {
  expect(problemsOf({ TRUSTED_PROXIES: given })).toEqual([
    `TRUSTED_PROXIES: expected addresses or ranges such as 10.0.0.0/8, separated by commas; got "${given}"`,
  ]);
});

describe('the mail server', () => {
  const MAIL_FROM = 'paygraph@pay.example';
  test.each([
    ['smtp://mail.example', { host: 'mail.example', port: 587, secure: false, requireTLS: true, auth: null }],
    ['smtps://mail.example/', { host: 'mail.example', port: 465, secure: true, requireTLS: false, auth: null }],
    // On this machine there is nobody between.
    ['smtp://localhost:1025', { host: 'localhost', port: 1025, secure: false, requireTLS: false, auth: null }],
    ['smtp://[::1]:25', { host: '::1', port: 25, secure: false, requireTLS: false, auth: null }],
  ])('is read from %s', (SMTP_URL, server) => {
    expect(readConfig({ SMTP_URL, MAIL_FROM }).mailServer).toEqual({ ...server, from: MAIL_FROM });
  });

  test.each([
    'mail.example',
    'http://mail.example',
    'smtp://',
    'smtp://mail.example:0',
    'smtp://mail.example/inbox',
    'smtp://mail.example?logger=true',
    'smtp://shop:%E0%A4%A@mail.example',
    'smtp://mail.example\r\n',
  ])('is not %j, and no password of it is shown', (SMTP_URL) => {
    expect(problemsOf({ SMTP_URL, MAIL_FROM })).toEqual([
      'SMTP_URL: expected smtp[s]://[user:password@]host[:port]; got something else',
    ]);
  });

  test('wants an address to send from, and an address alone sends nothing', () => {
    expect(problemsOf({ SMTP_URL: 'smtp://mail.example' })).toEqual([
      'MAIL_FROM: expected an e-mail address beside SMTP_URL; got nothing',
    ]);
    expect(problemsOf({ MAIL_FROM: 'Shop <x@y.example>' })[0]).toContain('MAIL_FROM: expected an e-mail address');
    expect(readConfig({ MAIL_FROM }).mailServer).toBeNull();
  });
});

describe('production mode', () => {
  const live = {
    PAYGRAPH_MODE: 'production',
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    DATABASE_URL: 'postgres://app:secret@db/paygraph',
    PUBLIC_URL: 'https://pay.example',
  };

  test('wants a key, a database and an address of its own, and forbids the sandbox and failpoints', () => {
    const env = {
      PAYGRAPH_MODE: 'production',
      SANDBOX: 'on',
      SANDBOX_URL: 'http://x',
      SANDBOX_NOW: '2026-12-24T12:00:00Z',
      SANDBOX_HOSTS: 'testcheckout.buckaroo.nl=buckaroo',
      PAYGRAPH_FAILPOINTS: '1',
    };
    expect(problemsOf(env)).toEqual([
      'SANDBOX: expected off in production mode; got on',
      'SANDBOX_URL: expected nothing in production mode; got a URL',
      'SANDBOX_HOSTS: expected nothing in production mode; got hosts',
      'SANDBOX_HOSTS: expected nothing beside SANDBOX_URL, since the sandbox runs elsewhere; got hosts',
      'SANDBOX_NOW: expected nothing in production mode; got a time',
      'PAYGRAPH_FAILPOINTS: expected 0 in production mode; got 1',
      'ENCRYPTION_KEY: expected 32 random bytes in base64 in production mode, as "openssl rand -base64 32" makes them; got nothing',
      'DATABASE_URL: expected a PostgreSQL of your own in production mode; got nothing',
      'PUBLIC_URL: expected the https URL at which providers reach us in production mode; got nothing',
    ]);
  });

  test('runs without simulators when it has all of it', () => {
    expect(readConfig(live)).toMatchObject({ mode: 'production', drainMs: 5_000, sandbox: false });
  });

  test('refuses an address that anybody on the way can read', () => {
    expect(problemsOf({ ...live, PUBLIC_URL: 'http://pay.example' })).toEqual([
      'PUBLIC_URL: expected the https URL at which providers reach us in production mode; got "http://pay.example"',
    ]);
  });

  test.each([
    ['one with 1 different bytes', new Uint8Array(32)],
    ['one with 1 different bytes', new Uint8Array(32).fill(7)],
    ['one with 8 different bytes', Uint8Array.from({ length: 32 }, (_, at) => (at % 8) * 31)],
    ['one that counts', Uint8Array.from({ length: 32 }, (_, at) => at)],
    ['one that counts', Uint8Array.from({ length: 32 }, (_, at) => 255 - at * 3)],
    ['one that is a text', Buffer.from('correct horse battery staple 123')],
  ])('refuses a key that nobody drew: %s', (weakness, bytes) => {
    const [problem = '', ...more] = problemsOf({ ...live, ENCRYPTION_KEY: Buffer.from(bytes).toString('base64') });
    expect(more).toEqual([]);
    expect(problem).toContain(`as "openssl rand -base64 32" makes them; got ${weakness}`);
    expect(problem).not.toContain(Buffer.from(bytes).toString('base64'));
  });

  test('takes every key that was drawn', () => {
    for (let i = 0; i < 1_000; i++) expect(weaknessOf(createHash('sha256').update(String(i)).digest())).toBe('');
  });
});

test.each(['PAYGRAPH_MOD', 'PAYGRAPH_ENV', 'paygraph_mode'])('names %s, which is no setting of ours', (name) => {
  expect(problemsOf({ [name]: 'production' })).toEqual([
    `${name}: expected no such name; those that begin so are PAYGRAPH_MODE, PAYGRAPH_ROLES, PAYGRAPH_FAILPOINT, PAYGRAPH_FAILPOINTS`,
  ]);
});

test('reads any number of earlier keys, up to five', () => {
  const text = Array.from({ length: 5 }, () => randomBytes(32).toString('base64'));
  const { previousEncryptionKeys } = readConfig({ ENCRYPTION_KEY_PREVIOUS: text.join(', ') });
  expect(previousEncryptionKeys.map((one) => Buffer.from(one).toString('base64'))).toEqual(text);
  expect(problemsOf({ ENCRYPTION_KEY_PREVIOUS: [...text, key].join(',') })).toEqual([
    'ENCRYPTION_KEY_PREVIOUS: expected up to 5 keys of 32 bytes in base64, separated by commas; got something else',
  ]);
});

test('ignores a failpoint unless failpoints are switched on', () => {
  expect(readConfig({ PAYGRAPH_FAILPOINT: 'x:kill' }).failpoints).toBeNull();
});

describe('the encryption key', () => {
  const none = { encryptionKey: null, previousEncryptionKeys: [] };
  let dataDir: string;
  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'paygraph-config-'));
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  test('is made once, kept in a file that only its owner reads, and found again', () => {
    const read = () => readMasterKeys({ ...none, dataDir: join(dataDir, 'new') });
    const made = read();
    expect(made.current).toHaveLength(32);
    expect(read()).toEqual(made);
    expect(statSync(join(dataDir, 'new', 'encryption.key')).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(dataDir, 'new'))).toEqual(['encryption.key']);
  });

  test('is not made when one is configured', () => {
    const encryptionKey = new Uint8Array(32);
    expect(readMasterKeys({ ...none, encryptionKey, dataDir: join(dataDir, 'unused') }).current).toBe(encryptionKey);
    expect(readdirSync(dataDir)).not.toContain('unused');
  });

  test('is refused when its file is damaged, rather than replaced: what it sealed would be lost', () => {
    writeFileSync(join(dataDir, 'encryption.key'), 'AAAA');
    expect(() => readMasterKeys({ ...none, dataDir })).toThrow(/encryption\.key: expected 32 bytes in base64; got 3/);
  });
});

test('a sandbox is reached from this machine by plain http, so it knows no other address', () => {
  for (const host of ['127.0.0.1', '::1', 'localhost', '0.0.0.0', '::']) expect(problemsOf({ HOST: host })).toEqual([]);
  expect(problemsOf({ HOST: '192.0.2.1' })).toEqual([
    'HOST: expected an address of this machine alone (127.0.0.1, ::1, localhost) or every one (0.0.0.0, ::) beside a sandbox, which is reached from this machine by plain http; got "192.0.2.1"',
  ]);
  expect(problemsOf({ HOST: '192.0.2.1', SANDBOX: 'off' })).toEqual([]);
  expect(problemsOf({ SANDBOX_URL: 'http://sandbox:4010' })).toEqual([
    `SANDBOX_URL: expected https, or http on this machine, as providers' addresses are; got "http://sandbox:4010"`,
  ]);
});
