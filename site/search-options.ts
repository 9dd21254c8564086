import type { Options, SearchOptions } from 'minisearch';

/** How sections are searched: the same where the index is made and where it is read. */
export const searchOptions = {
  fields: ['title', 'page', 'text'],
  storeFields: ['title', 'page'],
  // Names of the API are found by their parts, too.
  tokenize: (text) => [...text.split(/[^\p{L}\p{N}_]+/u), ...text.split(/[^\p{L}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})/u)],
} satisfies Options;

/** Titles first, and what is not yet typed to its end. */
export const searchWith: SearchOptions = {
  boost: { title: 4, page: 2 },
  prefix: true,
  fuzzy: 0.15,
  combineWith: 'AND',
  // Who asks in words wants a guide before a type of that name.
  boostDocument: (id) => (/^\/docs\/(reference|decisions)\//.test(String(id)) ? 0.4 : 1),
};
