import { type Load, loop } from './load.ts';
import type { Measure, Outcome } from './measure.ts';
import { inRounds } from './rounds.ts';
import { type Asked, type Shape, shapes, typename } from './shapes.ts';
import type { Server, Stage } from './stage.ts';

/** Queries, beside PostGraphile and beside what one would write by hand for these very shapes. */
export const reads: readonly Measure[] = [
  ...shapes.map((shape) => ({
    name: shape.name,
    what: shape.what,
    against: 'PostGraphile',
    reach: { perSecond: 1.2, cpu: 1.2 },
    run: (stage: Stage) => compare(stage, shape),
  })),
  {
    name: typename.name,
    what: typename.what,
    against: 'grafserv',
    reach: { perSecond: 1, cpu: 1 },
    run: (stage) => compare(stage, typename),
  },
];

async function compare(stage: Stage, shape: Shape): Promise<Outcome> {
  const { product, postgraphile, byHand } = await contenders(stage, shape);
  const { results, ratio } = await inRounds({ product, postgraphile, byHand }, stage.rounds);
  return {
    ours: results.product,
    others: { PostGraphile: results.postgraphile, 'by hand': results.byHand },
    ratios: ratio('product', 'postgraphile'),
  };
}

async function contenders(stage: Stage, shape: Shape) {
  const [product, postgraphile, byHand] = [await stage.product(), await stage.postgraphile(), await stage.byHand()];
  return {
    product: worker(product, await shape.ours(product.ask, stage.depth)),
    postgraphile: worker(postgraphile, await shape.theirs(postgraphile.ask, stage.depth, await stage.merchantId())),
    byHand: worker(byHand, await shape.ours(byHand.ask, stage.depth)),
  };
}

/** One who asks a server the same over and over. */
export function worker({ pid, run }: Server, { query, variables }: Asked) {
  const bodies = variables.map((each) => JSON.stringify({ query, variables: each }));
  return { pid, run: (load: Load) => loop(load, (index) => run(bodies[index % bodies.length] ?? '')) };
}
