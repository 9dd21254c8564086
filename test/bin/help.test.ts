import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { candidates } from '../../src/bin/paygraph/completion.ts';
import { exitCodes } from '../../src/bin/paygraph/output.ts';
import { createProgram } from '../../src/bin/paygraph/program.ts';
import { runWithin } from '../support/paygraph-within.ts';

const program = createProgram();
const visible = (command: Command): readonly Command[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => one.name() !== 'help');
/** Each command that does something, by the words that lead to it. */
const commands = new Map(
  visible(program).flatMap((noun): [string, Command][] =>
    noun.commands.length === 0
      ? [[noun.name(), noun]]
      : visible(noun).map((verb): [string, Command] => [`${noun.name()} ${verb.name()}`, verb]),
  ),
);

/** The lines of a text in which `paygraph` is called, each to the end of the call. */
const callsIn = (text: string): readonly string[] =>
  [...text.matchAll(/(?:\$ |`|\| |\(|npx |")paygraph ([^`|>)"\n]*(?:"[^"\n]*"[^`|>)"\n]*)*)/g)]
    .map(([, call]) => (call ?? '').trim())
    .filter((call) => call !== '');

/** The command that a call names, and what is wrong with the call. */
function judged(call: string): { readonly name: string | null; readonly wrong: readonly string[] } {
  const words = call.replaceAll(/"[^"]*"/g, '…').split(/\s+/);
  const name = [words.slice(0, 2).join(' '), words[0] ?? ''].find((one) => commands.has(one)) ?? null;
  if (name === null) {
    const noun = program.commands.find((one) => one.name() === words[0]);
    const flags = words.filter((word) => word.startsWith('--') && word !== '--help' && word !== '--url');
    return { name, wrong: noun || words[0]?.startsWith('--') || words[0] === '…' ? flags : [`no command ${call}`] };
  }
  const known = new Set(['--help', ...(commands.get(name)?.options.map(({ long }) => long) ?? [])]);
  return {
    name,
    wrong: words.filter((word) => /^--[a-z]/.test(word) && !known.has(word)).map((flag) => `${name} has no ${flag}`),
  };
}

const document = readFileSync('docs/command-line.md', 'utf8');

it('is in the document, each command of it, and the document names no other command or option', () => {
  const calls = callsIn(document).map(judged);
  expect(calls.flatMap(({ wrong }) => wrong)).toEqual([]);
  const named = new Set(calls.map(({ name }) => name));
  expect([...commands.keys()].filter((name) => !named.has(name))).toEqual([]);
  const options = new Set([
    '--help',
    ...[...commands.values()].flatMap((command) => command.options.map(({ long }) => long)),
  ]);
  const mentioned = [...document.matchAll(/`(--[a-z-]+)/g)].map(([, flag]) => flag);
  expect(mentioned.length).toBeGreaterThan(10);
  expect(mentioned.filter((flag) => flag && !options.has(flag))).toEqual([]);
});

const documents = readdirSync('docs', { recursive: true, encoding: 'utf8' })
  .map((path) => `docs/${path}`)
  .filter((path) => path.endsWith('.md') && !path.startsWith('docs/decisions/'));
it.each(
  ['README.md', 'CONTRIBUTING.md', ...documents].filter((path) => /\bpaygraph [a-z]/.test(readFileSync(path, 'utf8'))),
)('is called in %s as it can be called', (file) => {
  expect(callsIn(readFileSync(file, 'utf8')).flatMap((call) => judged(call).wrong)).toEqual([]);
});

it('is documented with each code that it ends with', () => {
  for (const code of [0, ...Object.values(exitCodes)]) expect(document).toContain(`| **${code}** |`);
});

it('teaches: each command says what it does and what each option means, and its examples can be called', async () => {
  for (const [name, command] of commands) {
    const { code, stdout } = await runWithin([...name.split(' '), '--help'], {});
    expect([name, code]).toEqual([name, 0]);
    expect(command.description()).toMatch(/^\S.{10,}/);
    for (const option of command.options) expect([name, option.long, option.description]).not.toContain('');
    expect(callsIn(stdout).flatMap((call) => judged(call).wrong)).toEqual([]);
  }
  const nouns = [program, ...visible(program)];
  for (const noun of nouns) {
    const { stdout } = await runWithin([...(noun === program ? [] : [noun.name()]), '--help'], {});
    const teaches = callsIn(stdout);
    if (noun.commands.length > 0 || noun.options.length > 1)
      expect([noun.name(), teaches.length > 0]).toEqual([noun.name(), true]);
    expect(teaches.flatMap((call) => judged(call).wrong)).toEqual([]);
  }
});

it('completes commands, options and choices, and nothing else', () => {
  const values = (...words: string[]): readonly string[] => candidates(program, words).map(({ value }) => value);
  expect(values('mer')).toEqual(['merchants']);
  expect(values('merchants', '')).toEqual(['create', 'list', 'rename', 'time-zone', 'suspend', 'resume']);
  expect(values('merchants', 'create', '--en')).toEqual(['--environment']);
  expect(values('merchants', 'create', '--environment', '')).toEqual(['live', 'sandbox']);
  expect(values('merchants', 'create', '--name', 'suspend', '--j')).toEqual(['--json']);
  expect(values('accounts', 'connect', 'go')).toEqual(['gocardless']);
  expect(values('operations', 'resolve', 'opr_1', '')).toEqual(['happened', 'did-not-happen']);
  expect(values('nonsense', '')).toEqual([]);
  expect(values('complete')).toEqual([]);
});

it('completes in bash as it is printed', async () => {
  const { stdout: script, code } = await runWithin(['completion', 'bash'], {});
  expect(code).toBe(0);
  const folder = await mkdtemp(join(tmpdir(), 'paygraph-completion-'));
  try {
    const bin = join(folder, 'paygraph');
    await writeFile(
      bin,
      `#!/bin/sh\nexec "${process.execPath}" "${join(import.meta.dirname, '../../src/bin/paygraph.ts')}" "$@"\n`,
    );
    await chmod(bin, 0o755);
    const ask = `${script}\nCOMP_WORDS=(paygraph operations resolve opr_1 '')\nCOMP_CWORD=4\n_paygraph\nprintf '%s\\n' "\${COMPREPLY[@]}"`;
    const env = { PATH: `${folder}:${process.env.PATH}` };
    const printed = await new Promise<string>((resolve, reject) => {
      execFile('bash', ['--norc', '-c', ask], { env }, (error, out) => (error ? reject(error) : resolve(out)));
    });
    expect(printed.trim().split('\n')).toEqual(['happened', 'did-not-happen']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 120_000);
