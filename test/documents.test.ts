import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join, posix } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { chapters } from '../site/contents.ts';
import { catalogued } from '../site/print/errors.ts';
import { headingIds } from '../site/slug.ts';
import { inputRules } from '../src/kernel/input-rules.ts';

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

/** The code without the table of rules itself. */
const rulesBroken = paths
  .filter((path) => /^src\/(?!generated|simulators|kernel\/input-rules).*\.ts$/.test(path))
  .map(read)
  .join('\n');

const documents = paths.filter((path) =>
  /^(README|CONTRIBUTING)\.md$|^docs\/(?!decisions\/)[\w/-]+\.md$|^(src|client|examples)\/.*README\.md$/.test(path),
);
/** These speak of our code alone; the other documents also of what providers call things. */
const guides = /^(CONTRIBUTING\.md|docs\/)/;

const extension = /\.(ts|mjs|json|md|sql|prisma|graphql)$/;

/** Every promise of a document that is not kept. `path` is where the document lies. */
function brokenPromises(path: string, text: string): string[] {
  const snippets = codeOf(text);
  const words = snippets.flatMap((snippet) => snippet.split(/[\s"'()[\],;|]+/));
  const missing = words.filter(isPath).filter((word) => !isThere(word));
  const links = linksOf(text);
  const at = (target: string): string => (target === '' ? path : posix.join(posix.dirname(path), target));
  const broken = links.map(([target]) => target).filter((target) => target !== '' && !existsAt(at(target)));
  const lost = links.filter(
    ([target, anchor]) =>
      anchor !== '' &&
      (target === '' || (target.endsWith('.md') && existsAt(at(target)))) &&
      !headingIds(target === '' ? text : read(at(target))).includes(anchor),
  );
  const runs = snippets.flatMap((snippet) => [...snippet.matchAll(/npm (?:run (?:--silent )?)([\w:-]+)/g)]);
  const unknown = runs.map(([, script = '']) => script).filter((script) => !scripts.includes(script));
  const names = guides.test(path) ? snippets.filter((snippet) => /^[a-z]+[A-Z]\w*(\(\))?$/.test(snippet)) : [];
  return [
    ...missing.map((word) => `there is no file or folder ${word}`),
    ...broken.map((target) => `the link to ${target} leads nowhere`),
    ...lost.map(([target, anchor]) => `the link to ${target}#${anchor} leads to no heading`),
    ...unknown.map((script) => `there is no script ${script}`),
    ...names.filter((name) => !isNamed(name)).map((name) => `nothing in the code is called ${name}`),
  ];
}

/** What it links to within the project: the file, empty for itself, and the heading. */
function linksOf(text: string): (readonly [target: string, anchor: string])[] {
  const prose = text.replace(/^ *```.*?^ *```/gms, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(
    ([, target = '', anchor = '']) => [target, anchor] as const,
  );
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

test.each(paths.filter((path) => /^docs\/decisions\/.*\.md$|^CHANGELOG\.md$/.test(path)))(
  '%s links to what is there',
  (path) => {
    expect(brokenPromises(path, read(path)).filter((one) => one.startsWith('the link'))).toEqual([]);
  },
);

const [merchants, operators] = ['schema', 'operator'].map((name) => buildSchema(read(`schema/${name}.graphql`)));

test.each(documents.filter((path) => read(path).includes('```graphql')))(
  'the GraphQL in %s fits the schema',
  (path) => {
    const blocks = [...read(path).matchAll(/^ *```graphql\n(.*?)^ *```/gms)].map(([, body = '']) => parse(body));
    for (const block of blocks) {
      const wrong = [merchants, operators].map((schema) => (schema ? validate(schema, block).map(String) : []));
      expect(wrong.some((mistakes) => mistakes.length === 0) ? [] : wrong[0]).toEqual([]);
    }
  },
);

test('TypeScript, JavaScript and JSON in the documents can be read, and take what the client library has', () => {
  const library = read('client/src/index.ts');
  const blocks = documents.flatMap((path) =>
    [...read(path).matchAll(/^ *```(ts|js|json)\n(.*?)^ *```/gms)].map(([, language = '', body = '']) => ({
      path,
      language,
      body,
    })),
  );
  expect(blocks.length).toBeGreaterThan(5);
  for (const { path, language, body } of blocks) {
    const unread = () => (language === 'json' ? JSON.parse(body) : stripTypeScriptTypes(body));
    expect(unread, path).not.toThrow();
    const taken = [...body.matchAll(/import \{([^}]*)\} from '@paygraph\/client'/g)].flatMap(([, names = '']) =>
      names.split(',').map((name) => name.trim()),
    );
    expect(taken.filter((name) => !new RegExp(`\\b${name}\\b`).test(library))).toEqual([]);
  }
});

test('every page of docs stands in a chapter of the site', () => {
  const listed = new Set(chapters.flatMap(({ entries }) => entries.map(({ source }) => source)));
  const pages = paths.filter((path) => /^docs\/(?!decisions\/).*\.md$/.test(path));
  expect(pages.filter((path) => !listed.has(path))).toEqual([]);
});

test('the catalogue of errors has every code and reason that the doors and GraphQL answer with', () => {
  const doors = paths.filter((path) =>
    /^src\/(http|event-log|graphql\/(server|limits|execution|events))\/.*\.ts$/.test(path),
  );
  const told = doors.flatMap((path) =>
    [...read(path).matchAll(/\b(?:code|reason)(?: =|:) '([A-Z]+(?:_[A-Z]+)*)'/g)].map(([, name = '']) => name),
  );
  expect(told.length).toBeGreaterThan(10);
  expect([...new Set(told)].filter((name) => !catalogued.has(name))).toEqual([]);
});

test('every rule of input that the catalogue has is one that something breaks', () => {
  const ours = Object.keys(inputRules).filter((name) => !name.includes('_'));
  expect(ours.filter((name) => !rulesBroken.includes(`'${name}'`))).toEqual([]);
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
    ['a heading', '[all of it](glossary.md#gone)', 'the link to glossary.md#gone leads to no heading'],
    ['a heading of its own', '# Here\n\n[there](#gone)', 'the link to #gone leads to no heading'],
    ['a script', '`npm run gone`', 'there is no script gone'],
    ['a name of the code', '`noSuchName`', 'noSuchName'],
  ])('finds %s', (_what, text, told) => {
    expect(brokenPromises('docs/example.md', text).join()).toContain(told);
  });

  test.each([
    ['what is there', '`src/main.ts`, `main.ts`, `src/providers/<name>/provider.ts`, `test/`, `npm run check`'],
    ['what is made by running', '`.data/`'],
    ['an address, a type and a query', '`GET /mobilepay/book`, `application/json`, `{ a { b } }`'],
    ['a link to the outside, and within', '[a](https://example.com/gone.md), [d](../README.md)'],
    ['a heading that is there', '# C `d`\n\n[b](#c-d), [e](glossary.md#glossary)'],
    ['a name of the code', '`applyFacts`'],
  ])('lets pass %s', (_what, text) => {
    expect(brokenPromises('docs/example.md', text)).toEqual([]);
  });
});
