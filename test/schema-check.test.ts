import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const check = join(import.meta.dirname, '../schema/check.ts');
const whole =
  'type Query { payment(id: ID!): String }\n\ntype Mutation { capturePayment: String refundPayment: String }\n';
const withoutCapture = whole.replace('capturePayment: String ', '');
const withoutRefund = whole.replace(' refundPayment: String', '');
const notice = '### Removed\n\n- `Mutation.capturePayment`: use `settlePayment`.\n';

// No settings of the machine, and none of a commit in whose hook the tests may run.
const env = {
  PATH: process.env.PATH ?? '',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

let top: string;
let folder: string;
let released: string;

beforeEach(() => {
  released = '';
  top = mkdtempSync(join(tmpdir(), 'paygraph-schema-'));
  folder = top;
  mkdirSync(join(folder, 'schema'));
  git('init', '--initial-branch=main');
  write(whole, '');
  commit();
});

afterEach(() => rmSync(top, { recursive: true }));

test('a break that the changelog does not name fails, with its path and what to write', () => {
  write(withoutCapture, '');
  const { status, errors } = run();
  expect(status).toBe(1);
  expect(errors).toContain("`Mutation.capturePayment` Field 'capturePayment' was removed from object type 'Mutation'");
  expect(errors).toContain('write under "## [Unreleased]", in "### Changed" or "### Removed"');
  expect(errors).toContain('- `Mutation.capturePayment` …');
});

test.each([
  ['where nothing stands', ''],
  ['as something that was added', '### Added\n\n- `Mutation.capturePayment` captures.\n'],
  ['as a part of a longer path', '### Removed\n\n- `Mutation.capturePayment.input` is gone.\n'],
  ['in a version that is out', `## [1.0.0] - 2026-01-01\n\n${notice}`],
])('a break is not named %s', (_, unreleased) => {
  write(withoutCapture, unreleased);
  expect(run().status).toBe(1);
});

test('a break that the changelog names passes, before and after it is committed', () => {
  write(withoutCapture, notice);
  expect(run()).toEqual({ status: 0, output: '', errors: '' });
  commit();
  expect(run()).toEqual({ status: 0, output: '', errors: '' });
});

test('an addition passes', () => {
  write(whole.replace('id: ID!', 'id: ID!, version: Int'), '');
  expect(run().status).toBe(0);
  write(whole.replace('type Query {', 'type Query { payments: String'), '');
  expect(run()).toEqual({ status: 0, output: '', errors: '' });
});

test('a dangerous change is printed and passes', () => {
  write(whole.replace('id: ID!', 'id: ID!, version: Int'), '');
  expect(run()).toMatchObject({ status: 0, output: expect.stringMatching(/^dangerous: .*'version: Int'/) });
});

test('of a branch, all commits are compared with main, and what main has had since is not held against it', () => {
  git('switch', '--create', 'branch');
  write(withoutCapture, '');
  commit();
  commit();
  git('switch', 'main');
  write(whole.replace('type Query {', 'type Query { payments: String'), '');
  commit();
  git('switch', 'branch');
  expect(run()).toMatchObject({ status: 1, errors: expect.stringContaining('Mutation.capturePayment') });
  expect(run().errors).not.toContain('Query.payments');
});

test('of main, the last commit is compared with the one before', () => {
  release();
  write(`${whole}type News { text: String later: String }\n`, '');
  commit();
  write(`${whole}type News { text: String }\n`, '');
  commit();
  expect(run()).toMatchObject({ status: 1, errors: expect.stringContaining('`News.later`') });
});

test('of several commits that reached main at once, each break since the last release is found', () => {
  write(withoutRefund, '### Removed\n\n- `Mutation.refundPayment` is gone.\n');
  commit();
  release();
  write('type Query { payment(id: ID!): String }\n', '');
  commit();
  commit();
  const { status, errors } = run();
  expect(status).toBe(1);
  expect(errors).toContain('`Mutation` ');
  expect(errors).not.toContain('refundPayment');
});

test('in a clone, main is what the origin has', () => {
  release();
  write(`${whole}type News { text: String later: String }\n`, '');
  clone();
  write(`${whole}type News { text: String }\n`, '');
  commit();
  commit();
  expect(run()).toMatchObject({ status: 1, errors: expect.stringContaining('`News.later`') });
});

test.each([
  ['the first commit', () => undefined],
  ['a clone without history', () => clone('--depth=1')],
  ['a folder that git does not know', () => rmSync(join(folder, '.git'), { recursive: true })],
])('%s passes and says that there is nothing to compare with', (_, prepare) => {
  prepare();
  expect(run()).toMatchObject({ status: 0, output: expect.stringContaining('no earlier commit to compare it with') });
});

function write(schema: string, unreleased: string): void {
  writeFileSync(join(folder, 'schema/schema.graphql'), schema);
  writeFileSync(join(folder, 'CHANGELOG.md'), `# Changelog\n\n## [Unreleased]\n\n${unreleased}\n${released}`);
}

/** Puts what is unreleased under a version, as the commit of a release does. */
function release(): void {
  released = '## [1.0.0] - 2026-01-01\n';
  writeFileSync(join(folder, 'CHANGELOG.md'), `# Changelog\n\n## [Unreleased]\n\n${released}`);
  commit();
}

/** Goes on in a clone of the repository. */
function clone(...options: string[]): void {
  commit();
  git('clone', ...options, `file://${folder}`, join(folder, 'clone'));
  folder = join(folder, 'clone');
}

function commit(): void {
  git('add', '--all');
  git('commit', '--message', 'A change', '--allow-empty');
}

function git(...args: string[]): void {
  execFileSync('git', args, { cwd: folder, env, stdio: 'pipe' });
}

function run(): { status: number | null; output: string; errors: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [check], { cwd: folder, env, encoding: 'utf8' });
  return { status, output: stdout, errors: stderr };
}
