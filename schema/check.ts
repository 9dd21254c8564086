import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { type Change, CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

/**
 * Part of `npm run check`: whatever breaks in the API is named in CHANGELOG.md, by its path. A dangerous change, such as a value added to an
 * enum, is only printed.
 *
 * The schema is compared twice: with main, from which clients may be built today, and with the commit that began the Unreleased section, because
 * that section accounts for all that broke from there on. The second finds what the first cannot when a push brought several commits and
 * only the last of them is checked.
 */
const told = readNotice(readFileSync('CHANGELOG.md', 'utf8'));
let broken = false;
for (const file of ['schema/schema.graphql', 'schema/operator.graphql']) if (existsSync(file)) await check(file);
if (broken) process.exit(1);

async function check(file: string): Promise<void> {
  const schema = readFileSync(file, 'utf8');
  const recent = await changesSince(lastOfMain(file, schema), file, schema);
  const unreleased = await changesSince(sectionStart(), file, schema);
  if (!recent) console.log(`${file}: there is no earlier commit to compare it with`);
  for (const { message } of withLevel(CriticalityLevel.Dangerous, recent)) console.log(`dangerous: ${message}`);

  const breaking = [recent, unreleased].flatMap((changes) => withLevel(CriticalityLevel.Breaking, changes));
  const untold = new Map(
    breaking.filter((one) => !told.includes(pathOf(one))).map((one) => [one.message, pathOf(one)]),
  );
  if (untold.size > 0) {
    console.error(`${file} breaks what clients rely on, and CHANGELOG.md does not say so:`);
    for (const [message, path] of untold) console.error(`  ${path} ${message}`);
    console.error(
      'Take it back, or write under "## [Unreleased]", in "### Changed" or "### Removed", what a client has to do:',
    );
    for (const path of new Set(untold.values())) console.error(`  - ${path} …`);
    broken = true;
  }
}

/** The Unreleased section without what was added: that a field came to be is no notice that it goes. */
function readNotice(changelog: string): string {
  const section = changelog.split(/^## /m).find((text) => text.startsWith('[Unreleased]')) ?? '';
  const parts = section.split(/^### /m);
  return parts.filter((text) => !text.startsWith('Added')).join('');
}

/** Where the branch left main; on main itself the last commit, or the one before it when nothing has changed since. */
function lastOfMain(file: string, schema: string): string {
  const main = ['origin/main', 'main'].find((name) => git('rev-parse', '--verify', '--quiet', name));
  const fork = main && git('merge-base', 'HEAD', main);
  if (fork && fork !== git('rev-parse', 'HEAD')) return fork;
  return git('show', `HEAD:${file}`) === schema.trim() ? 'HEAD~1' : 'HEAD';
}

/** The last release, which is a commit that moved the headings of versions; before the first, the commit that began the changelog. */
function sectionStart(): string | undefined {
  return git('log', '-1', '--format=%H', '-G^## \\[', '--', 'CHANGELOG.md');
}

/** Undefined when there is no such commit, or the API was not described there. */
async function changesSince(
  commit: string | undefined,
  file: string,
  schema: string,
): Promise<readonly Change[] | undefined> {
  const earlier = commit && git('show', `${commit}:${file}`);
  return earlier ? diff(buildSchema(earlier), buildSchema(schema)) : undefined;
}

function withLevel(level: CriticalityLevel, changes: readonly Change[] | undefined): readonly Change[] {
  return (changes ?? []).filter(({ criticality }) => criticality.level === level);
}

/** As it is written in the changelog: in backticks, so that no path is found within a longer one. */
function pathOf({ path }: Change): string {
  return `\`${path ?? 'schema'}\``;
}

/** Undefined where git has no answer: a clone without history, a folder without git. */
function git(...args: string[]): string | undefined {
  try {
    return execFileSync('git', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 64 << 20,
    }).trim();
  } catch {
    return undefined;
  }
}
