import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { audit, broken } from '../../src/audit/run.ts';
import { copyTestDatabase, createTestDatabase } from '../support/database.ts';
import { advance, mutate, paymentIs, readPayment, reserved } from '../support/lives.ts';
import { type Product, startProduct } from '../support/product.ts';

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'paygraph-restored-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const start = (databaseUrl: string): Promise<Product> =>
  startProduct({
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
  });
/** Without the audit that ends every other product: here something is to be found. */
async function end(product: Product): Promise<void> {
  product.signal('SIGINT');
  await product.ended;
}
const sandboxUrl = ({ printed }: Product): string =>
  printed
    .find((line) => line.startsWith('Sandbox'))
    ?.slice('Sandbox'.length)
    .trim() ?? '';

interface LogHead {
  readonly cursor: string;
  readonly sequence: string;
  readonly lastRestore: { readonly sequence: string; readonly keptThrough: string } | null;
}
const headOf = async (product: Product): Promise<LogHead> =>
  (
    await product.ask<{ eventLogHead: LogHead }>(
      '{ eventLogHead { cursor sequence lastRestore { sequence keptThrough } } }',
    )
  ).eventLogHead;
const idsAfter = async (product: Product, after: string): Promise<readonly string[]> => {
  const { events } = await product.ask<{ events: { nodes: readonly { id: string }[] } }>(
    'query ($after: EventCursor) { events(first: 100, after: $after) { nodes { id } } }',
    { after },
  );
  return events.nodes.map(({ id }) => id);
};

it('restored from a backup, it is behind its provider: asking brings back what is missing, and nothing happens twice', async () => {
  const database = await createTestDatabase();
  const before = await start(database.url);
  const [asked, repeated] = [(await reserved(before)).payment, (await reserved(before)).payment];
  // At rest: an event that came after the look at the head would be in the backup as well.
  await advance(before, 'PT1M');
  const kept = await headOf(before);
  await end(before);
  const backup = await copyTestDatabase(database);

  const lost = await start(database.url);
  const input = { idempotencyKey: 'captured-after-the-backup', paymentId: repeated.id };
  await mutate(lost, 'capturePayment', { paymentId: asked.id });
  await mutate(lost, 'capturePayment', input);
  for (const { id } of [asked, repeated]) await paymentIs(lost, id, 'SETTLED');
  const gone = await headOf(lost);
  await end(lost);

  const product = await start(backup.url);
  try {
    for (const { id } of [asked, repeated]) expect((await readPayment(product, id)).status).toBe('AUTHORIZED');
    // Numbers are given a second time: who followed up to there is told so.
    const refused = /"code":"EVENT_LOG_RESTORED","keptThrough":"ec2_/;
    await expect(idsAfter(product, gone.cursor)).rejects.toThrow(refused);
    const { lastRestore } = await headOf(product);
    expect(lastRestore?.sequence).toBe(kept.sequence);
    // Its caller asks again under the key that the backup knows nothing of.
    expect((await mutate(product, 'capturePayment', input)).__typename).toBe('CapturePayload');
    await advance(product, 'PT2H');
    for (const { id, providerReference } of [asked, repeated]) {
      expect(await readPayment(product, id)).toMatchObject({
        status: 'SETTLED',
        amounts: { captured: { amountMinor: '8000' } },
      });
      expect(await product.sandbox.effects('paymentCaptured', providerReference)).toBe(1);
    }
    await expect(idsAfter(product, gone.cursor)).rejects.toThrow(refused);
    const since = await idsAfter(product, kept.cursor);
    expect(since.length).toBeGreaterThan(0);
    expect(await idsAfter(product, lastRestore?.keptThrough ?? '')).toEqual(since);
    expect(broken(await audit({ databaseUrl: backup.url, sandboxUrl: sandboxUrl(product) }))).toEqual([]);
  } finally {
    await end(product);
    await backup.drop();
    await database.drop();
  }
});
