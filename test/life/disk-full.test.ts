import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { activeAgreement, anAgreement, eventually } from '../support/lives.ts';
import { startProduct } from '../support/product.ts';
import { freshKey } from '../support/world.ts';

/** The disk of the embedded PostgreSQL is full: the product says so, loses nothing, and goes on when there is room. */
let folder: string;
let mounted: boolean;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paygraph-disk-'));
  mounted = mount();
});
afterEach(async () => {
  if (mounted) execFileSync('umount', ['-l', folder]);
  await rm(folder, { recursive: true, force: true });
});

/** Room for a database and its log of writes, and for little else. A disk of its own takes the rights to mount one. */
const megabytes = 400;
function mount(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

interface Answer {
  readonly data?: { readonly createAgreement?: { readonly __typename: string } };
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

/** More than the files have left inside them, which the server fills before it asks for more. */
const mutationsMax = 2_000;
const refusedEnough = 20;

it('a full disk refuses what would be written, answers what is read, and is forgotten when there is room', async ({
  skip,
}) => {
  if (!mounted) skip('nobody may mount a disk here');
  // The server runs as a user of its own.
  await chmod(folder, 0o755);
  const product = await startProduct({ DATA_DIR: join(folder, 'data') });
  const send = async (query: string, variables: object = {}): Promise<string> => {
    const reply = await fetch(product.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${product.apiKey}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await reply.json()) as Answer;
    return `${reply.status} ${errors?.[0]?.extensions.code ?? data?.createAgreement?.__typename ?? 'answered'}`;
  };
  const create = 'mutation ($input: CreateAgreementInput!) { createAgreement(input: $input) { __typename } }';
  const read = '{ payments(first: 1) { nodes { id } } }';
  await activeAgreement(product);

  const { bavail, bsize } = await statfs(folder);
  await writeFile(join(folder, 'filler'), Buffer.alloc(bavail * bsize)).catch(() => undefined);
  const answers = new Set<string>();
  const refused: object[] = [];
  for (let sent = 0; sent < mutationsMax && refused.length < refusedEnough; sent += 10)
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        const input = { ...anAgreement(), idempotencyKey: freshKey() };
        const answer = await send(create, { input });
        answers.add(answer);
        if (answer !== '200 AgreementPayload') refused.push(input);
      }),
    );
  expect([...answers].sort()).toEqual(['200 AgreementPayload', '503 UNAVAILABLE']);
  expect(await send(read)).toBe('200 answered');

  await rm(join(folder, 'filler'));
  const from = performance.now();
  await eventually(product, 'what was refused to be taken', async () =>
    (await send(create, { input: refused[0] })) === '200 AgreementPayload' ? true : null,
  );
  expect(performance.now() - from).toBeLessThan(10_000);
  for (const input of refused) expect(await send(create, { input })).toBe('200 AgreementPayload');
  await activeAgreement(product);
  expect(await product.stop()).toBe(0);
});
