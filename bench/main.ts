import { parseArgs } from 'node:util';
import { connect } from './client.ts';
import type { Measured } from './load.ts';
import { startProduct } from './product.ts';
import { callBack, capture, commit, createAgreements, createPayment, live, type Payment, read } from './scenes.ts';

/**
 * `npm run bench`, or `-- --quick` for a look: what one machine does, with load and product on it, each in a process of its own.
 * Absolute figures say more of the machine than of us, so each stands beside a yardstick of the same run.
 */

const plans = {
  full: { forMs: 4_000, captures: 300, payers: 60, withinMs: 90_000 },
  quick: { forMs: 600, captures: 40, payers: 10, withinMs: 30_000 },
} as const;
const agreementsCount = 20;
const paymentsListed = 100;
const keyCount = 600;

const documents = {
  nothing: '{ __typename }',
  one: 'query($id: ID!) { payment(by: { id: $id }) { id status version amounts { captured { amountMinor } } } }',
  list: `{ payments(first: 50) { nodes { id status externalId amounts { requested { amountMinor currency } captured { amountMinor } }
    ... on OneOffPayment { origin { ... on Agreement { id plan status } } } } pageInfo { hasNextPage endCursor } } }`,
  nested: `{ agreements(first: 20) { nodes { id plan status payments(first: 5) { nodes { id status amounts { captured { amountMinor } } } } } } }`,
} as const;

interface Row extends Measured {
  readonly name: string;
  readonly yardstick?: readonly [name: string, perSecond: number];
}

async function run(plan: (typeof plans)[keyof typeof plans]): Promise<readonly Row[]> {
  const product = await startProduct(keyCount);
  const client = connect(product, 16);
  try {
    const agreements = await createAgreements(client, agreementsCount);
    const reserved: Payment[] = [];
    const make = async (): Promise<void> => void reserved.push(await createPayment(client, agreements, true));
    for (let made = 0; made < Math.max(paymentsListed, plan.captures); made += 10)
      await Promise.all(Array.from({ length: 10 }, make));

    const reads = { atOnce: 16, forMs: plan.forMs };
    const writes = { atOnce: 8, forMs: plan.forMs };
    const nothing = await read(client, reads, documents.nothing);
    const one = await read(client, reads, documents.one, { id: reserved[0]?.id });
    const list = await read(client, reads, documents.list);
    const nested = await read(client, reads, documents.nested);
    const { fromSwipe, fromCallback } = await live(product, client, agreements, plan.payers);
    const commits = await commit(product, writes);
    const captures = await capture(client, { ...writes, forMs: 15_000 }, reserved.slice(0, plan.captures));
    const single = await callBack(product, client, writes, 1);
    const batch = await callBack(product, client, writes, 100);

    const beside = ['{ __typename }', nothing.perSecond] as const;
    const besideCommit = ['commit', commits.perSecond] as const;
    return [
      { name: '{ __typename }', ...nothing },
      { name: 'one payment', ...one, yardstick: beside },
      { name: 'list: 50 payments, each with its agreement', ...list, yardstick: beside },
      { name: 'nested: 20 agreements, each with 5 payments', ...nested, yardstick: beside },
      { name: 'commit of one row, by pg alone', ...commits },
      { name: 'captures, against the simulator', ...captures, yardstick: besideCommit },
      { name: 'callbacks of one item', ...single, yardstick: besideCommit },
      { name: 'callbacks of 100 items', ...batch, yardstick: besideCommit },
      { name: 'from callback to subscriber', ...fromCallback, perSecond: Number.NaN },
      { name: 'from swipe to subscriber', ...fromSwipe, perSecond: Number.NaN },
    ];
  } finally {
    await client.close();
    await product.close();
  }
}

function print(rows: readonly Row[]): void {
  const figure = (value: number): string => (Number.isNaN(value) ? '' : value.toFixed(value < 100 ? 1 : 0));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(46) : cell.padStart(column === 5 ? 24 : 12))).join('');
  console.log(line(['', 'count', 'a second', 'p50 ms', 'p99 ms', 'beside its yardstick']));
  for (const { name, count, perSecond, p50Ms, p99Ms, yardstick } of rows) {
    const ratio = yardstick ? `${(perSecond / yardstick[1]).toFixed(2)} × ${yardstick[0]}` : '';
    console.log(line([name, String(count), figure(perSecond), figure(p50Ms), figure(p99Ms), ratio]));
  }
}

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const plan = plans[values.quick ? 'quick' : 'full'];
const late = setTimeout(() => {
  console.error(`The benchmark did not end within ${plan.withinMs / 1_000} seconds.`);
  process.exit(1);
}, plan.withinMs);
try {
  print(await run(plan));
} catch (error) {
  console.error(`The benchmark failed: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  clearTimeout(late);
}
