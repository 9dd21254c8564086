import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { chapters } from '../site/contents.ts';
import { type Place, render } from '../site/markdown.ts';
import { nouns } from '../site/nouns.ts';
import { referenceOf } from '../site/reference.ts';
import { headingIds } from '../site/slug.ts';

const root = join(import.meta.dirname, '..');
const nowhere: Place = { addressOf: () => null, pictureAt: () => '', referenceOf: () => null };
const pages = chapters.flatMap(({ entries }) => entries.map(({ source }) => source));

describe.each(pages)('%s', (source) => {
  const text = readFileSync(join(root, source), 'utf8');
  const { html, sections } = render(text, nowhere);

  test('has the same anchors here as where it is read as Markdown', () => {
    expect(sections.map(({ id }) => id)).toEqual(headingIds(text));
  });

  test('holds nothing that our policy refuses', () => {
    expect(html).not.toMatch(/<script|<style|<iframe|\sstyle=|\son\w+="|src="(?:https?:)?\/\//i);
  });
});

describe('a page', () => {
  const at = (text: string, place: Partial<Place> = {}) => render(text, { ...nowhere, ...place });

  test('leads to pages by their addresses, and says the path of what is none', () => {
    const addressOf = (target: string) => (target === 'money.md' ? '/docs/guides/money' : null);
    const { html, links } = at('[a](money.md#refund), [b](../src/main.ts), [c](https://example.com)', { addressOf });
    expect(links).toEqual(['/docs/guides/money#refund']);
    expect(html).toContain(
      '<a href="/docs/guides/money#refund">a</a>, <span class="file" title="../src/main.ts">b</span>',
    );
    expect(html).toContain('<a href="https://example.com">c</a>');
  });

  test('leads from a name of the API to its reference, but not within a link', () => {
    const referenceOf = (name: string) => (name === 'createCharge' ? '/docs/reference/charges#createcharge' : null);
    const { html } = at('`createCharge` and `other`, [`createCharge`](https://example.com)', { referenceOf });
    expect(html.match(/reference\/charges#createcharge/g)).toHaveLength(1);
  });
});

test('the reference shows each type of the schema once, and each query, mutation and subscription with its noun', () => {
  const schema = buildSchema(readFileSync(join(root, 'schema/schema.graphql'), 'utf8'));
  const { pages: shown, astray, addressOf } = referenceOf(schema, nouns);
  expect(astray).toEqual([]);
  const headings = shown.flatMap(({ slug, text }) => headingIds(text).map((id) => `${slug}#${id}`));
  const names = Object.values(schema.getTypeMap())
    .map(({ name }) => name)
    .filter((name) => !/^__|^(Query|Mutation|Subscription|String|Int|Boolean|ID|Float)$/.test(name));
  expect(names.filter((name) => !headings.includes(addressOf(name) ?? ''))).toEqual([]);
  expect(addressOf('createCharge')).toBe('charges#createcharge');
  expect(addressOf('Payment')).toBe('payments#payment-1');
});
