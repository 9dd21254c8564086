import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createTestDatabase } from '../support/database.ts';
import { reserved } from '../support/lives.ts';
import { startProduct } from '../support/product.ts';

/** Whatever it listens on, the addresses that it prints, gives to simulators and gets from them lead there. */
it.each([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '127.0.0.1'],
  ['::1', '[::1]'],
  ['localhost', 'localhost'],
])('a payment is reserved where HOST is %s', async (host, announced) => {
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'paygraph-listens-'));
  const product = await startProduct({ HOST: host, DATA_DIR: dataDir, DATABASE_URL: database.url });
  try {
    expect(new URL(product.url).hostname).toBe(announced);
    expect(product.printed.some((line) => line.startsWith(`Sandbox  http://${announced}:`))).toBe(true);
    expect((await reserved(product)).payment.status).toBe('AUTHORIZED');
  } finally {
    expect(await product.stop()).toBe(0);
    await rm(dataDir, { recursive: true, force: true });
  }
  await database.drop();
});
