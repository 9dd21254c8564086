import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorsPage } from './print/errors.ts';
import { scopesTable } from './print/scopes.ts';
import { statesPage } from './print/states.ts';

/** Writes what the documents say of the code itself, so that they cannot say anything else. A part of `npm run generate`; a check compares. */
const docs = join(import.meta.dirname, '../docs');
writeFileSync(join(docs, 'reference/errors.md'), errorsPage());
writeFileSync(join(docs, 'reference/states.md'), statesPage());

const page = join(docs, 'guides/keys.md');
const [before, after] = ['<!-- scopes -->', '<!-- /scopes -->'];
const text = readFileSync(page, 'utf8');
const [from, to] = [text.indexOf(before), text.indexOf(after)];
if (from < 0 || to < from) throw new Error(`docs/guides/keys.md has no ${before} … ${after}`);
writeFileSync(page, `${text.slice(0, from + before.length)}\n${scopesTable()}\n${text.slice(to)}`);
