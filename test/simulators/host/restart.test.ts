import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/simulators/host/server.ts';
import { aClient, acceptedAgreement, aMerchant, anAgreement, aPayment, aShop, start } from './harness.ts';

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'paygraph-sandbox-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts the sandbox in a process of its own and waits for its address. */
async function aProcess(dataDir: string): Promise<{ child: ChildProcess; url: string; output: () => string }> {
  const child = spawn(process.execPath, ['src/bin/sandbox.ts'], {
    env: { ...process.env, SANDBOX_PORT: '0', DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let output = '';
  child.stderr.on('data', (chunk) => (output += chunk));
  for await (const chunk of child.stdout) {
    output += chunk;
    const url = /^Sandbox {2}(http:\S+)$/m.exec(output)?.[1];
    if (url) return { child, url, output: () => output };
  }
  throw new Error(`the sandbox did not start: ${output}`);
}

test('a killed sandbox comes back with its book, its tokens, its timers and its callbacks', async () => {
  const dataDir = await aFolder();
  const merchant = await aMerchant();
  const first = await aProcess(dataDir);
  const client = await aClient(first);
  merchant.answers.push(...Array.from({ length: 50 }, () => 503));
  await client.call('PATCH', '', [
    { op: 'replace', path: '/payment_status_callback_url', value: `${merchant.url}/payments` },
  ]);
  const { json } = await client.call('POST', '/agreements', anAgreement(merchant));
  await client.scenario('PAYER_ACCEPTS', 'agreement', json.id);
  await client.advance(30_000);
  const path = `/agreements/${json.id}`;
  const captured = await client.call('POST', `${path}/oneoffpayments/${json.one_off_payment_id}/capture`);
  expect(captured.status).toBe(204);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');

  merchant.answers.length = 0;
  merchant.received.length = 0;
  const second = await aProcess(dataDir);
  const again = await aClient(second);
  expect(await again.effects()).toEqual([
    'agreementCreated',
    'paymentRequested',
    'agreementAccepted',
    'paymentReserved',
    'paymentCaptured',
  ]);
  expect((await again.call('GET', path)).json.status).toBe('Accepted');
  expect((await again.drain()).json.pending).toBe(2);
  await again.advance(3_600_000);
  expect(merchant.received.map(({ path: at }) => at)).toEqual(['/success', '/payments']);
  expect((await again.drain()).json.pending).toBe(0);

  second.child.kill('SIGINT');
  const [code] = await once(second.child, 'exit');
  expect([code, second.output()]).toEqual([0, `Sandbox  ${second.url}\n`]);
});

async function aSandboxIn(storage: string, now = () => start): Promise<Sandbox> {
  const sandbox = await startSandbox({ port: 0, storage, now });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

test('a restart keeps the clock’s advance, the fault script and what is armed', async () => {
  const storage = await aFolder();
  const first = await aSandboxIn(storage);
  const client = await aClient(first);
  await client.advance(86_400_000);
  await client.faults({ operation: 'getMerchant', fault: 'html502' });
  await first.close();

  const again = await aClient(await aSandboxIn(storage, () => start + 5_000));
  expect((await again.control('GET', '/clock')).json.now).toBe('2026-03-03T10:00:35.000Z');
  expect((await again.call('GET', '/api/merchants/me')).status).toBe(502);
});

test('a new sandbox begins when it is told to, and one that has begun keeps its own time', async () => {
  const storage = await aFolder();
  const began = async (beginAt: Date, now: () => number) => {
    const sandbox = await startSandbox({ port: 0, storage, beginAt, now });
    const client = await aClient(sandbox);
    const { json } = await client.control('GET', '/clock');
    await sandbox.close();
    return json.now;
  };
  const leapDay = new Date('2024-02-29T23:59:00Z');
  expect(await began(leapDay, () => start)).toBe('2024-02-29T23:59:00.000Z');
  expect(await began(new Date('2031-01-01T00:00:00Z'), () => start + 60_000)).toBe('2024-03-01T00:00:00.000Z');
});

test('a callback that was on its way when the sandbox stopped is brought by the next one', async () => {
  const storage = await aFolder();
  const shop = await aShop({ storage });
  const { path } = await acceptedAgreement(shop);
  await shop.client.faults({ operation: 'paymentCallback', fault: 'pushLate', args: { ms: 60_000 } });
  await shop.client.call('POST', `${path}/oneoffpayments`, aPayment({ auto_reserve: true }));
  await shop.sandbox.close();
  await aSandboxIn(storage, () => start + 60_000);
  await expect.poll(() => shop.merchant.received.length).toBe(1);
});

test('timers fire by themselves in real time', async () => {
  const storage = await aFolder();
  let now = start;
  const sandbox = await aSandboxIn(storage, () => now);
  const client = await aClient(sandbox);
  const merchant = await aMerchant();
  const { json } = await client.call('POST', '/agreements', anAgreement(merchant));
  now += 5 * 60_000;
  // Any callback or call makes it look at what is due; here it is another agreement.
  await client.renewToken();
  await client.call('POST', '/agreements', anAgreement(merchant));
  await expect.poll(() => merchant.received.length).toBe(1);
  expect(merchant.received[0]?.body).toMatchObject({ agreement_id: json.id, status_code: 40001 });
});

test('a callback is tried again by itself in real time', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: start });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const client = await aClient(await aSandboxIn(':memory:', Date.now));
  const merchant = await aMerchant();
  merchant.answers.push(503);
  const { json } = await client.call('POST', '/agreements', anAgreement(merchant));
  await client.scenario('PAYER_ACCEPTS', 'agreement', json.id);
  await client.drain();
  vi.advanceTimersByTime(4_999);
  await client.drain();
  expect(merchant.received).toHaveLength(1);
  vi.advanceTimersByTime(1);
  await expect.poll(() => merchant.received.length).toBe(2);
});

test('closing is quick while connections are held open', async () => {
  const sandbox = await aSandboxIn(':memory:');
  const client = await aClient(sandbox);
  await client.faults({ operation: 'getMerchant', fault: 'timeoutNoEffect' });
  const held = client.call('GET', '/api/merchants/me').catch((error: unknown) => error);
  while ([...((await client.control('GET', '/mobilepay/faults')).json.taken ?? [])].length === 0);
  await sandbox.close();
  expect(await held).toBeInstanceOf(TypeError);
});

test('a port that is taken is named, and the book is left alone', async () => {
  const sandbox = await aSandboxIn(':memory:');
  const storage = await aFolder();
  await expect(startSandbox({ port: sandbox.port, storage: join(storage, 'other') })).rejects.toThrow(
    `port ${sandbox.port} on 127.0.0.1 is taken`,
  );
});
