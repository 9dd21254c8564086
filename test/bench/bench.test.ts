import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { fill } from './database.ts';
import { live } from './live.ts';
import { reads } from './reads.ts';
import { losses, table } from './report.ts';
import { type Ask, type Asked, type Data, shapes, typename } from './shapes.ts';
import { createStage, type Stage } from './stage.ts';
import { writes } from './writes.ts';

describe('what is measured', () => {
  let database: TestDatabase;
  let dataDir: string;
  let stage: Stage;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataDir = await mkdtemp(join(tmpdir(), 'paygraph-bench-'));
    const seeded = { dataDir, url: database.url, superuserUrl: database.superuserUrl };
    await fill(seeded, { payments: 1_000 });
    // What pg writes alone later has no command behind it, and would not pass.
    await database.audit(null);
    stage = createStage({
      database: {
        ...seeded,
        serverPid: 0,
        copy: () => Promise.reject(new Error('there is but one')),
        close: () => database.drop(),
      },
      little: 1_000,
      subscribers: 2,
      waiting: [1, 2],
      captures: 1,
      depth: 20,
      rounds: { count: 1, forMs: 1, atOnce: 2 },
    });
  });
  afterAll(async () => {
    await stage?.close();
    await database?.drop();
    await rm(dataDir, { recursive: true, force: true });
  });

  test.each([...shapes, typename])('$what: all three answer the same', async (shape) => {
    const [product, postgraphile, byHand] = [await stage.product(), await stage.postgraphile(), await stage.byHand()];
    const ours = await firstOf(product.ask, await shape.ours(product.ask, stage.depth));
    const theirs = await firstOf(
      postgraphile.ask,
      await shape.theirs(postgraphile.ask, stage.depth, await stage.merchantId()),
    );
    expect(shape.asOurs?.(theirs) ?? theirs).toEqual(ours);
    expect(await firstOf(byHand.ask, await shape.ours(byHand.ask, stage.depth))).toEqual(ours);
    expect(JSON.stringify(ours)).not.toContain('[]');
  });

  test('a measure comes to figures of all three', async () => {
    const outcome = await outcomeOf('one');
    expect(Object.keys(outcome.others)).toEqual(['PostGraphile', 'by hand']);
    expect(outcome.ours.perSecond).toBeGreaterThan(0);
    expect(outcome.ratios.perSecond).toBeGreaterThan(0);
    expect(table(reads, { one: outcome }).split('\n')).toHaveLength(3);
  });

  test.each(['capture', 'webhook'])('%s is held against what pg does alone', async (name) => {
    const { ours, others, ratios } = await outcomeOf(name);
    expect(ours.perSecond).toBeGreaterThan(0);
    expect(others['by pg']?.perSecond).toBeGreaterThan(0);
    expect(ratios.perSecond).toBeGreaterThan(0);
  });

  test('frames reach all subscribers, and those of raw ws', async () => {
    const { ours, others } = await outcomeOf('fan-out');
    expect(ours.perSecond).toBeGreaterThan(0);
    expect(others['raw ws']?.perSecond).toBeGreaterThan(0);
  });

  test("a stream begins at the log's first event and comes to its end", async () => {
    const { ours } = await outcomeOf('resume');
    expect(ours['events back']).toBeGreaterThan(1_000);
    expect(ours.perSecond).toBeGreaterThan(0);
  });

  async function outcomeOf(name: string) {
    const measure = [...reads, ...writes, ...live].find((one) => one.name === name);
    if (!measure) throw new Error(`${name} is not measured`);
    return measure.run(stage);
  }
});

/** Without cursors, which are everybody's own. */
async function firstOf(ask: Ask, { query, variables }: Asked): Promise<Data> {
  const data = await ask(query, variables[0]);
  return JSON.parse(JSON.stringify(data, (key, value) => (key === 'endCursor' ? undefined : value)));
}

describe('losses', () => {
  const outcome = (perSecond: number, cpu?: number) => ({
    ours: {},
    others: {},
    ratios: { perSecond, ...(cpu === undefined ? {} : { cpu }) },
  });

  test('a fifth less CPU for each is no loss, and more is', () => {
    expect(losses({ one: outcome(1, 0.81) }, { one: { perSecond: 1, cpu: 1 } })).toEqual([]);
    expect(losses({ one: outcome(1, 0.79) }, { one: { perSecond: 1, cpu: 1 } })).toEqual([
      'one: 0.79× CPU, which was 1.00×',
    ]);
  });

  test('requests a second count where no CPU is known', () => {
    expect(losses({ one: outcome(0.5, 1) }, { one: { perSecond: 1, cpu: 1 } })).toEqual([]);
    expect(losses({ one: outcome(0.5) }, { one: { perSecond: 1 } })).toEqual(['one: 0.50× /s, which was 1.00×']);
  });

  test('what was never kept is not lost', () => {
    expect(losses({ one: outcome(0.5, 0.5) }, {})).toEqual([]);
  });
});
