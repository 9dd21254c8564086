import type { CostLimits } from './cost.ts';
import type { ShapeLimits } from './shape.ts';

/** All that bounds a document: its shape is judged before validation, its cost after it. */
export interface DocumentLimits extends ShapeLimits, CostLimits {}

/** Limits of a request. `docs/guides/rate-limits.md` tells them; `docs/decisions/2026-11-28-judging-a-document.md` says why they are so large. */
export const documentLimits: DocumentLimits = {
  depth: 12,
  introspectionDepth: 20,
  aliases: 50,
  rootMutationFields: 10,
  fields: 5_000,
  operations: 20,
  fragments: 100,
  variables: 100,
  directives: 100,
  arguments: 20,
  repeats: 50,
  cost: 1_000,
  answerFields: 30_000,
};

/** Tokens that the parser reads before it gives up. */
export const tokensMax = 2_000;
/** Mistakes that are told of one document. To look for more of them would cost more than the document. */
export const errorsMax = 10;

const charactersPerPoint = 250;
const readingPointsMax = 20;

/** What is taken for a document before it is parsed. It is given back when the document turns out to be one that runs. */
export function readingPoints(text: string): number {
  return Math.min(Math.max(1, Math.ceil(text.length / charactersPerPoint)), readingPointsMax);
}
