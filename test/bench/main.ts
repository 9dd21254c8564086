import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { connect } from './client.ts';
import type { Measured } from './load.ts';
import { type Product, startProduct } from './product.ts';
import {
  callBack,
  capture,
  commit,
  createAgreements,
  createPayment,
  deliver,
  live,
  type Payment,
  read,
} from './scenes.ts';

/**
 * `npm run bench`, or `-- --quick` for a look: what one machine does, with load and product on it, each in a process of its own.
 */

const plans = {
  full: { forMs: 4_000, captures: 300, payers: 60, withinMs: 90_000 },
  quick: { forMs: 600, captures: 40, payers: 10, withinMs: 30_000 },
} as const;
const agreementsCount = 20;
const paymentsListed = 100;
const itemsMany = 100;
// The most that GoCardless puts in one delivery.
const eventsMany = 250;
const yardstick = '{ __typename }';

const documents = {
  nothing: yardstick,
  one: 'query($id: ID!) { payment(by: { id: $id }) { id status version amounts { captured { amountMinor } } } }',
  list: `{ payments(first: 50) { nodes { id status externalId amounts { requested { amountMinor currency } captured { amountMinor } }
    ... on OneOffPayment { origin { ... on Agreement { id plan status } } } } pageInfo { hasNextPage endCursor } } }`,
  nested: `{ agreements(first: 20) { nodes { id plan status payments(first: 5) { nodes { id status amounts { captured { amountMinor } } } } } } }`,
} as const;

interface Row extends Measured {
  readonly name: string;
}

async function run(product: Product, plan: (typeof plans)[keyof typeof plans]): Promise<readonly Row[]> {
  const client = connect(product, 16);
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
  const captures = await capture(client, { ...writes, forMs: 15_000 }, reserved.slice(0, plan.captures));
  const single = await callBack(product, client, writes, 1);
  const batch = await callBack(product, client, writes, itemsMany);
  const deliveries = await deliver(product, client, { ...writes, atOnce: 1 }, eventsMany);
  const commits = await commit(product, writes);
  await client.close();
  return [
    { name: yardstick, ...nothing },
    { name: 'one payment', ...one },
    { name: 'list: 50 payments, each with its agreement', ...list },
    { name: 'nested: 20 agreements, each with 5 payments', ...nested },
    { name: 'captures, against the simulator', ...captures },
    { name: 'callbacks of one item', ...single },
    { name: `items, in callbacks of ${itemsMany}`, ...batch, perSecond: batch.perSecond * itemsMany },
    { name: `a signed delivery of ${eventsMany} events`, ...deliveries },
    { name: 'from callback to subscriber', ...fromCallback, perSecond: Number.NaN },
    { name: 'from swipe to subscriber', ...fromSwipe, perSecond: Number.NaN },
    { name: 'a row committed by pg alone, for the disk', ...commits },
  ];
}

function print(rows: readonly Row[]): void {
  const figure = (value: number): string => (Number.isNaN(value) ? '' : value.toFixed(value < 100 ? 1 : 0));
  const line = (name: string, ...cells: string[]): string =>
    name.padEnd(46) + cells.map((cell) => cell.padStart(11)).join('');
  const unit = rows.find(({ name }) => name === yardstick)?.perSecond ?? Number.NaN;
  console.log(line('', 'times', 'a second', 'p50 ms', 'p99 ms', 'relative'));
  for (const { name, count, perSecond, p50Ms, p99Ms } of rows) {
    const relative = Number.isNaN(perSecond) ? '' : (perSecond / unit).toPrecision(2);
    console.log(line(name, String(count), figure(perSecond), figure(p50Ms), figure(p99Ms), relative));
  }
  console.log(`"relative" is beside ${yardstick} in this run: absolute figures say more of the machine than of us.`);
}

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const plan = plans[values.quick ? 'quick' : 'full'];
const late = setTimeout(plan.withinMs, undefined, { ref: false }).then(() => {
  throw new Error(`it did not end within ${plan.withinMs / 1_000} seconds`);
});
let product: Product | undefined;
try {
  product = await startProduct();
  print(await Promise.race([run(product, plan), late]));
} catch (error) {
  console.error(`The benchmark failed: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  await product?.close();
}
process.exit();
