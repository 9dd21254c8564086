import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, posix } from 'node:path';
import { buildSchema } from 'graphql';
import MiniSearch from 'minisearch';
import { rolldown } from 'rolldown';
import { compressed } from './compressed.ts';
import { chapters, type Entry } from './contents.ts';
import { type Place, type Rendered, render } from './markdown.ts';
import { nouns, operatorNoun } from './nouns.ts';
import { type Assets, type Contents, htmlOf } from './page.ts';
import { referenceOf } from './reference.ts';
import { searchOptions } from './search-options.ts';

/**
 * Makes the documentation: `docs/` and what else stands in `contents.ts`, with the reference of the API, as pages in `dist/docs`. What leads nowhere,
 * and what no chapter has, is told; with `--check` it ends with 1 then.
 */
const root = join(import.meta.dirname, '..');
const built = join(root, 'dist/docs');
/** It takes the place of what was built before when it is whole, since a product may be reading that. */
const out = join(root, 'dist/docs-unfinished');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Page {
  /** Beneath `/docs/`; empty for the first one. */
  readonly at: string;
  readonly title: string;
  readonly text: string;
  /** Where it is from: its links go from there. */
  readonly source: string;
}

const pageOf = ({ source, title, at = source.replace(/^docs\/|\.md$/g, '') }: Entry): Page => ({
  at,
  title,
  source,
  text: read(source),
});
const addressAt = (at: string): string => (at === '' ? '/docs' : `/docs/${at}`);

const reference = referenceOf(buildSchema(read('schema/schema.graphql')), nouns);
const operators = referenceOf(buildSchema(read('schema/operator.graphql')), [operatorNoun]);
const referencePages = [...reference.pages, ...operators.pages].map(
  ({ slug, title, text }): Page => ({ at: `reference/${slug}`, title, text, source: 'schema/schema.graphql' }),
);
const titled = (source: string): Page => pageOf({ source, title: /^# (.*)$/m.exec(read(source))?.[1] ?? source });
const decisions = readdirSync(join(root, 'docs/decisions'))
  .toSorted()
  .toReversed()
  .map((name) => titled(`docs/decisions/${name}`));
const decisionList: Page = {
  at: 'decisions',
  title: 'Decisions',
  source: 'docs/decisions',
  text: `# Decisions\n\nWhere we went another way than the design, and why; the newest first.\n\n${decisions
    .map(({ at, title }) => `- ${at.slice('decisions/'.length, 'decisions/'.length + 10)} [${title}](/docs/${at})`)
    .join('\n')}`,
};

const written = chapters.map(({ title, entries }) => ({ title, pages: entries.map(pageOf) }));
const shown = [
  ...written.slice(0, -1),
  { title: 'API', pages: referencePages },
  ...written.slice(-1).map(({ title, pages }) => ({ title, pages: [...pages, decisionList] })),
];
/** Pages that somebody has written and no chapter has: they are there, and told. */
const listed = new Set([...written.flatMap(({ pages }) => pages), ...decisions].map(({ source }) => source));
const unlisted = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  .map((path) => posix.join('docs', path.replaceAll('\\', '/')))
  .filter((path) => path.endsWith('.md') && !listed.has(path))
  .map(titled);
const pages = [...shown.flatMap((chapter) => chapter.pages), ...decisions, ...unlisted];
const bySource = new Map(pages.map((page) => [page.source, page]));
bySource.set('schema/schema.graphql', referencePages[0] ?? decisionList);
bySource.set('schema/operator.graphql', referencePages.at(-1) ?? decisionList);

const problems = [
  ...unlisted.map(({ source }) => `${source} stands in no chapter of site/contents.ts`),
  ...reference.astray.map((name) => `${name} is taken by no page of site/nouns.ts`),
];

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, 'assets'), { recursive: true });

/** Keeps a file under a name that holds the hash of its bytes. */
function asset(name: string, bytes: string | Uint8Array): string {
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 10);
  const named = `assets/${basename(name, extname(name))}-${hash}${extname(name)}`;
  writeFileSync(join(out, named), bytes);
  return `/docs/${named}`;
}

function placeOf({ source }: Page): Place {
  const resolve = (target: string): string => posix.join(posix.dirname(source), target).replace(/\/$/, '');
  return {
    addressOf(target) {
      if (target.startsWith('/docs')) return target;
      const page = bySource.get(resolve(target)) ?? bySource.get(`${resolve(target)}/README.md`);
      if (page) return addressAt(page.at);
      if (!existsSync(join(root, resolve(target)))) problems.push(`${source} leads to ${target}, which is not there`);
      return null;
    },
    pictureAt: (target) => asset(target, readFileSync(join(root, resolve(target)))),
    referenceOf(name) {
      const address = reference.addressOf(name);
      return address && /[a-z][A-Z]|^[A-Z][a-z]/.test(name) ? `/docs/reference/${address}` : null;
    },
  };
}

const rendered = new Map<Page, Rendered>(pages.map((page) => [page, render(page.text, placeOf(page))]));

/** Every link leads to a page that there is, and to a heading on it. */
const anchors = new Map(
  [...rendered].map(([{ at }, { sections }]) => [addressAt(at), new Set(sections.map(({ id }) => id))]),
);
for (const [page, { links }] of rendered)
  for (const link of links) {
    const [address = '', anchor] = link.split('#', 2);
    const on = anchors.get(address === '' ? addressAt(page.at) : address);
    if (!on || (anchor && !on.has(anchor))) problems.push(`${page.source} leads to ${link}, which is not there`);
  }
// An install is not to fail for a link; the check is.
for (const problem of new Set(problems)) console.error(problem);
if (problems.length > 0 && process.argv.includes('--check')) process.exitCode = 1;

/** What is searched: a text of each section, and where it stands. */
const search = new MiniSearch(searchOptions);
for (const [page, { sections }] of rendered)
  for (const { id, title, text, level } of sections)
    search.add({
      id: level === 1 ? addressAt(page.at) : `${addressAt(page.at)}#${id}`,
      title,
      page: level === 1 ? '' : page.title,
      text,
    });

const bundle = await rolldown({
  input: { main: join(import.meta.dirname, 'browser/main.ts') },
  platform: 'browser',
});
const { output } = await bundle.write({
  dir: out,
  minify: true,
  entryFileNames: 'assets/[name]-[hash].js',
  chunkFileNames: 'assets/[name]-[hash].js',
});
await bundle.close();
const entry = output.find((one) => one.type === 'chunk' && one.isEntry)?.fileName ?? '';
const assets: Assets = {
  main: `/docs/${entry}`,
  theme: asset('theme.js', read('site/browser/theme.js')),
  style: asset('style.css', read('console/src/style/tokens.css') + read('site/style.css')),
  icon: asset('icon.svg', read('console/src/icon.svg')),
  search: asset('search.json', JSON.stringify(search)),
};

const contents: Contents[] = shown.map(({ title, pages: of }) => ({
  title,
  pages: of.map((page) => ({ address: addressAt(page.at), title: page.title })),
}));
const lost: Rendered = render(
  '# There is no such page\n\nIt may have moved: search for it, or begin at [the first page](/docs).',
  placeOf(pages[0] ?? decisionList),
);
const write = (name: string, bytes: Uint8Array): void => {
  mkdirSync(dirname(join(out, name)), { recursive: true });
  writeFileSync(join(out, name), bytes);
};
write('404.html', htmlOf({ address: '', title: 'There is no such page', ...lost }, contents, assets));
for (const [page, made] of rendered)
  write(
    page.at === '' ? 'index.html' : `${page.at}.html`,
    htmlOf({ address: addressAt(page.at), title: page.title, ...made }, contents, assets),
  );
compressed(out);
rmSync(built, { recursive: true, force: true });
renameSync(out, built);
