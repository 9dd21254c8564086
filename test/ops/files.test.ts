import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../src/platform/config.ts';

/** The files that install and run the product elsewhere. `npm run container` builds and runs the image; here they are read. */
const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'paygraph-ops-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A version of its own: no `latest`, and no line of versions that moves. */
const pinned = /^[\w./-]+:v?\d+\.\d+[\w.-]*$/;

describe('Containerfile', () => {
  // Lines that go on are one instruction.
  const instructions = read('Containerfile')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter(Boolean)
    .map((line) => [line.split(' ', 1)[0] ?? '', line.slice(line.indexOf(' ') + 1).trim()] as const);
  const all = (name: string): string[] => instructions.filter(([word]) => word === name).map(([, rest]) => rest);

  it('takes every stage from one pinned base', () => {
    const base = `$${'{BASE}'}`;
    const stages = all('FROM').map((from) => from.split(' AS '));
    const named = stages.map(([, name]) => name);
    expect(stages.filter(([from], at) => from !== base && !named.slice(0, at).includes(from))).toEqual([]);
    expect(stages.at(-1)?.[0]).toBe(base);
    expect(all('ARG')[0]?.split('=')[1]).toMatch(pinned);
  });
  it('runs node itself, as nobody in particular, and says whether it lives', () => {
    expect(all('USER').at(-1)).toMatch(/^[1-9]\d{3,}:[1-9]\d{3,}$/);
    expect(instructions.filter(([word]) => word === 'CMD').at(-1)?.[1]).toBe('["node", "dist/main.js"]');
    expect(all('STOPSIGNAL')).toEqual(['SIGTERM']);
    const check = JSON.parse(/CMD (\[.*\])$/.exec(all('HEALTHCHECK')[0] ?? '')?.[1] ?? '[]') as string[];
    expect(check[0]).toBe('node');
    expect(existsSync(join(root, check[1] ?? ''))).toBe(true);
  });
  it('has no secret in a layer, and copies what the build may see and nothing else', () => {
    expect(instructions.filter(([, rest]) => /(ENCRYPTION_KEY|DATABASE_URL|PASSWORD|TOKEN)\b/i.test(rest))).toEqual([]);
    expect(all('ADD')).toEqual([]);
    const allowed = read('.containerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copied = all('COPY')
      .filter((rest) => !rest.startsWith('--from'))
      .flatMap((rest) => rest.split(' ').slice(0, -1));
    // One stage takes all that it may see.
    expect(copied.filter((path) => path !== '.' && !allowed.includes(path))).toEqual([]);
    expect([...copied, ...allowed].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

describe('compose.yaml', () => {
  interface Service {
    readonly image: string;
    readonly read_only?: boolean;
    readonly cap_drop?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
    readonly volumes?: readonly string[];
    readonly ports?: readonly string[];
    readonly command?: readonly string[];
    readonly depends_on?: Readonly<Record<string, unknown>> | readonly string[];
  }
  const given: Readonly<Record<string, string>> = {
    DATABASE_PASSWORD: 'secret',
    ENCRYPTION_KEY: createHash('sha256').update('of these tests').digest('base64'),
    PUBLIC_URL: 'https://pay.example.com',
    GRAFANA_PASSWORD: 'secret',
  };
  const text = read('compose.yaml').replaceAll(
    /\$\{(\w+)(?::\?[^}]*)?\}/g,
    (_all, name: string) => given[name] ?? `no ${name}`,
  );
  const file = parse(text, { merge: true }) as { services: Record<string, Service>; volumes: Record<string, null> };
  const services = Object.entries(file.services);
  const of = (name: string): Service => file.services[name] ?? { image: '' };

  it('has what the product needs around it, each of a version of its own', () => {
    expect(Object.keys(file.services).sort()).toEqual([
      'archive',
      'grafana',
      'migrate',
      'paygraph',
      'pgbouncer',
      'postgres',
      'prometheus',
    ]);
    expect(services.filter(([, { image }]) => image !== 'paygraph' && !pinned.test(image))).toEqual([]);
  });
  it('gives the product settings that it takes', () => {
    for (const name of ['migrate', 'paygraph']) {
      const config = readConfig({ PAYGRAPH_MODE: 'production', HOST: '0.0.0.0', ...of(name).environment });
      expect([config.mode, config.host]).toEqual(['production', '0.0.0.0']);
    }
  });
  it('lets the product write nothing and have no rights', () => {
    for (const name of ['migrate', 'paygraph', 'pgbouncer'])
      expect([of(name).read_only, of(name).cap_drop]).toEqual([true, ['ALL']]);
  });
  it('mounts what is there, and shows nothing beyond this machine', () => {
    const sources = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0] ?? ''));
    const missing = sources.filter((source) =>
      source.startsWith('./') ? !existsSync(join(root, source)) : !(source in file.volumes),
    );
    expect(missing).toEqual([]);
    expect(services.flatMap(([, { ports = [] }]) => ports).filter((port) => !port.startsWith('127.0.0.1:'))).toEqual(
      [],
    );
  });
  it('waits for services that are there', () => {
    const waited = services.flatMap(
      ([, { depends_on: on = [] }]) => (Array.isArray(on) ? on : Object.keys(on)) as string[],
    );
    expect(waited.filter((name) => !(name in file.services))).toEqual([]);
  });
});

it.each([
  'ops/prometheus/prometheus.yml',
  ...readdirSync(join(root, 'ops/grafana'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yml'))
    .map((path) => `ops/grafana/${path}`),
])('%s is YAML', (path) => {
  expect(parse(read(path))).toBeTypeOf('object');
});

it.each(readdirSync(join(root, 'ops'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.sh')))(
  'ops/%s is a script',
  (path) => {
    expect(read(`ops/${path}`)).toMatch(/^#!\/bin\/sh\n/);
    execFileSync('sh', ['-n', join(root, 'ops', path)]);
  },
);

const systemd = spawnSync('systemd-analyze', ['--version']).status === 0;
describe.skipIf(!systemd)('paygraph.service', () => {
  // Its program is at a place of the machine that it is made for.
  const unit = (): string => {
    const path = join(folder, 'paygraph.service');
    writeFileSync(
      path,
      read('ops/systemd/paygraph.service').replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`),
    );
    return path;
  };
  it('is understood by systemd without a complaint', () => {
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', unit()], { encoding: 'utf8' });
    // What other units of the machine are told is not ours.
    expect([status, stderr.split('\n').filter((line) => line.includes('paygraph'))]).toEqual([0, []]);
  });
  it('may do little', () => {
    const { stdout } = spawnSync('systemd-analyze', ['security', '--offline=yes', unit()], { encoding: 'utf8' });
    expect(Number(/exposure level for paygraph\.service: ([\d.]+)/.exec(stdout)?.[1])).toBeLessThanOrEqual(2);
  });
});

describe('ops/backup/archive-wal.sh', () => {
  const archive = (path: string, name: string): number | null =>
    spawnSync('sh', [join(root, 'ops/backup/archive-wal.sh'), folder, path, name]).status;
  const wal = (name: string, text: string): string => {
    const path = join(folder, `wal-${name}`);
    writeFileSync(path, text);
    return path;
  };
  it('keeps a file once, takes the same again, and never another under its name', () => {
    expect(archive(wal('a', 'first'), '000000010000000000000001')).toBe(0);
    expect(archive(wal('b', 'first'), '000000010000000000000001')).toBe(0);
    expect(archive(wal('c', 'other'), '000000010000000000000001')).not.toBe(0);
    expect(readFileSync(join(folder, '000000010000000000000001'), 'utf8')).toBe('first');
    expect(archive(join(folder, 'missing'), '000000010000000000000002')).not.toBe(0);
    expect(existsSync(join(folder, '000000010000000000000002'))).toBe(false);
  });
});
