import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';

/** What the documents point at has to be there: paths, links, npm scripts, and in our own guides the names of the code. */
const root = join(import.meta.dirname, '..');

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const topLevel = readdirSync(root, { withFileTypes: true }).filter(({ name }) => !/^(node_modules|\.git)$/.test(name));
/** Every file and folder of the project by its path from the root; a folder ends with a slash. */
const paths = topLevel.flatMap((entry) => {
  if (!entry.isDirectory()) return [entry.name];
  const within = readdirSync(join(root, entry.name), { recursive: true, withFileTypes: true });
  return [
    `${entry.name}/`,
    ...within.map((one) => {
      const path = posix.relative(root, posix.join(one.parentPath, one.name));
      return one.isDirectory() ? `${path}/` : path;
    }),
  ];
});
const folders = topLevel.filter((entry) => entry.isDirectory()).map(({ name }) => name);
/** What is made by running something, and is in no fresh clone. */
const made = read('.gitignore').split('\n').filter(Boolean);
const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts);
const code = paths
  .filter(
    (path) =>
      /^(src\/(?!generated)|test\/|prisma\/|schema\/).*\.(ts|prisma|sql|graphql)$/.test(path) &&
      !path.endsWith('.test.ts'),
  )
  .map(read)
  .join('\n');

const documents = paths.filter((path) =>
  /^(README|CONTRIBUTING)\.md$|^docs\/[\w-]+\.md$|^src\/.*README\.md$/.test(path),
);
/** These speak of our code alone; the other documents also of what providers call things. */
const guides = /^(CONTRIBUTING\.md|docs\/)/;

const extension = /\.(ts|mjs|json|md|sql|prisma|graphql)$/;

/** Every promise of a document that is not kept. `path` is where the document lies. */
function brokenPromises(path: string, text: string): string[] {
  const snippets = codeOf(text);
  const words = snippets.flatMap((snippet) => snippet.split(/[\s"'()[\],;|]+/));
  const missing = words.filter(isPath).filter((word) => !isThere(word));
  const links = [...text.matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)].map(([, target = '']) => target);
  const broken = links.filter((target) => !existsAt(posix.join(posix.dirname(path), target)));
  const runs = snippets.flatMap((snippet) => [...snippet.matchAll(/npm (?:run (?:--silent )?)([\w:-]+)/g)]);
  const unknown = runs.map(([, script = '']) => script).filter((script) => !scripts.includes(script));
  const names = guides.test(path) ? snippets.filter((snippet) => /^[a-z]+[A-Z]\w*(\(\))?$/.test(snippet)) : [];
  return [
    ...missing.map((word) => `there is no file or folder ${word}`),
    ...broken.map((target) => `the link to ${target} leads nowhere`),
    ...unknown.map((script) => `there is no script ${script}`),
    ...names.filter((name) => !isNamed(name)).map((name) => `nothing in the code is called ${name}`),
  ];
}

/** What stands in backticks, and the lines of fenced blocks; of a drawing only the paths in its labels. */
function codeOf(text: string): string[] {
  const blocks = [...text.matchAll(/^ *```(\w*)\n(.*?)^ *```/gms)];
  const lines = blocks.flatMap(([, language, body = '']) =>
    language === 'mermaid'
      ? (body.match(/[\w.-]+(?:\/[\w.-]+)*\.ts\b/g) ?? [])
      : language === 'graphql' || language === 'sql'
        ? []
        : body.split('\n'),
  );
  const prose = text.replace(/^ *```\w*\n.*?^ *```/gms, '');
  return [...lines, ...[...prose.matchAll(/`([^`\n]+)`/g)].map(([, inline = '']) => inline)];
}

/** A name with an extension that we use, or anything below a folder of ours. Addresses and settings are neither. */
function isPath(word: string): boolean {
  if (!/^[\w.@<>*{}/-]+$/.test(word) || word.startsWith('/') || word.includes('//')) return false;
  return /^[\w.<>*{/-]*\w>?\.\w+$/.test(word) && extension.test(word)
    ? true
    : folders.includes(word.split('/', 1)[0] ?? '') && word.includes('/');
}

/** The whole path from the root, from `src`, or the end of one: `kit/simulator.ts`. `<name>` and `*` stand for anything. */
function isThere(word: string): boolean {
  if (made.some((name) => word.startsWith(name))) return true;
  const [first = ''] = word.split('/', 1);
  if (folders.includes(first)) return existsAt(word);
  const ending = pattern(word);
  return paths.some((path) => new RegExp(`(^|/)${ending}/?$`).test(path));
}

function existsAt(path: string): boolean {
  return paths.some((known) => new RegExp(`^${pattern(path)}/?$`).test(known));
}

function pattern(word: string): string {
  return word
    .replace(/\/$/, '')
    .replace(/[.+?^$()[\]\\]/g, '\\$&')
    .replace(/<\w+>|\*/g, '[^/]+');
}

function isNamed(name: string): boolean {
  return new RegExp(`\\b${name.replace('()', '')}\\b`).test(code);
}

test('there are documents to check', () => {
  expect(documents).toEqual(expect.arrayContaining(['README.md', 'src/simulators/README.md']));
  expect(documents.length).toBeGreaterThan(5);
});

test.each(documents)('%s keeps what it promises', (path) => {
  expect(brokenPromises(path, read(path))).toEqual([]);
});

/** Imports between two folders of which the one that is named first in `order` is imported by the other. */
function upwards(order: readonly string[], imports: readonly (readonly [by: string, of: string])[]): string[] {
  return imports
    .filter(([by, of]) => by !== of && order.indexOf(of) < order.indexOf(by))
    .map(([by, of]) => `${by} imports ${of}, which stands above it`);
}

test('the architecture names the folders of src in an order in which each imports only from below', () => {
  const order = [...read('docs/architecture.md').matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name = '']) => name);
  const inSrc = paths.map((path) => /^src\/([\w-]+)\/$/.exec(path)?.[1] ?? '').filter((name) => name !== '');
  expect([...order, 'generated'].sort()).toEqual(inSrc.sort());
  const imports = paths
    .filter((path) => /^src\/(?!generated)[\w-]+\/.*\.ts$/.test(path))
    .flatMap((path) =>
      [...read(path).matchAll(/from '(\.[^']+)'/g)].map(
        ([, target = '']) =>
          [path, posix.join(posix.dirname(path), target)].map((one) => one.split('/')[1] ?? '') as [string, string],
      ),
    )
    .filter(([, of]) => of !== 'generated');
  expect(imports.length).toBeGreaterThan(100);
  expect([...new Set(upwards(order, imports))]).toEqual([]);
  expect(
    upwards(
      ['http', 'domain'],
      [
        ['domain', 'http'],
        ['http', 'domain'],
      ],
    ),
  ).toEqual(['domain imports http, which stands above it']);
});

describe('the check itself', () => {
  test.each([
    ['a file that is gone', '`src/domain/gone.ts`', 'src/domain/gone.ts'],
    ['a file named by the end of its path', 'see `inbox/gone.ts`', 'inbox/gone.ts'],
    ['a file under an old folder', '`src/webhooks/receive.ts`', 'src/webhooks/receive.ts'],
    ['a folder that is gone', '`test/nowhere/`', 'test/nowhere/'],
    ['a pattern that nothing fits', '`src/providers/<name>/gone.ts`', 'gone.ts'],
    ['a file within a command', '`npx vitest run test/gone.test.ts`', 'test/gone.test.ts'],
    ['a file in a block', '```sh\nnpx vitest run test/gone.test.ts\n```', 'test/gone.test.ts'],
    ['a file in a drawing', '```mermaid\nflowchart LR\n  a["inbox/gone.ts<br>takes it"]\n```', 'inbox/gone.ts'],
    ['a link', '[all of it](../gone.md)', 'the link to ../gone.md'],
    ['a script', '`npm run gone`', 'there is no script gone'],
    ['a name of the code', '`noSuchName`', 'noSuchName'],
  ])('finds %s', (_what, text, told) => {
    expect(brokenPromises('docs/example.md', text).join()).toContain(told);
  });

  test.each([
    ['what is there', '`src/main.ts`, `main.ts`, `src/providers/<name>/provider.ts`, `test/`, `npm run check`'],
    ['what is made by running', '`.data/`'],
    ['an address, a type and a query', '`GET /mobilepay/book`, `application/json`, `{ a { b } }`'],
    ['a link to the outside, and within', '[a](https://example.com/gone.md), [b](#c), [d](../README.md)'],
    ['a name of the code', '`applyFacts`'],
  ])('lets pass %s', (_what, text) => {
    expect(brokenPromises('docs/example.md', text)).toEqual([]);
  });
});
