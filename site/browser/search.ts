import MiniSearch from 'minisearch';
import { searchOptions, searchWith } from '../search-options.ts';

export interface Found {
  readonly address: string;
  readonly title: string;
  /** The page that it stands on; empty where it is a page itself. */
  readonly page: string;
}

const foundMax = 12;
let index: MiniSearch | undefined;

/** Fetches the index, once. */
export async function load(from: string): Promise<void> {
  const answer = await fetch(from);
  index = await MiniSearch.loadJSONAsync(await answer.text(), searchOptions);
}

/** The sections that fit best. */
export function find(asked: string): Found[] {
  const found = index?.search(asked, searchWith) ?? [];
  return found
    .slice(0, foundMax)
    .map(({ id, title, page }) => ({ address: String(id), title: String(title), page: String(page) }));
}
