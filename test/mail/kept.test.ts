import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startApp } from '../../src/app/app.ts';
import { newUuid } from '../../src/kernel/ids.ts';
import { sealContact } from '../../src/partner-webhooks/endpoint-contact.ts';
import { readConfig } from '../../src/platform/config.ts';
import { createLogger } from '../../src/platform/log.ts';
import { addAgreement, addEndpoint } from '../graphql/rows.ts';
import { demoShop, openEndpoint, readEndpoint, startPartner } from '../partner-webhooks/partner.ts';
import { createTestDatabase } from '../support/database.ts';
import { activeAgreement, advance, eventually } from '../support/lives.ts';
import { type Product, startProduct } from '../support/product.ts';
import { startWorld } from '../support/world.ts';
import { startMailServer } from './mail-server.ts';

const owner = 'owner@shop.example';

it('without a mail server a sandbox shows what would have been sent, as a page and as JSON, and tries nothing', async () => {
  const world = await startWorld();
  const { db, url, workers, merchantId } = world.app;
  const gone = await startPartner();
  gone.answer = (response) => void response.writeHead(410).end();
  const page = async (accept: string): Promise<string> => {
    const reply = await fetch(`${url}/mail`, { headers: { accept } });
    expect(reply.headers.get('content-type')).toContain(accept);
    return reply.text();
  };
  expect(JSON.parse(await page('application/json'))).toEqual({ mails: [] });
  expect(await page('text/html')).toContain('No mail yet');

  await db.worker.query(`update merchant set name = '<script>alert(1)</script>' where id = $1`, [merchantId]);
  const { id } = await openEndpoint(world, { url: gone.url, contactEmail: owner });
  await addAgreement(db, demoShop(world));
  workers.wake('sequencer');
  await eventually(world, 'the endpoint to be gone', async () =>
    (await readEndpoint(world, id)).status === 'GONE' ? true : null,
  );
  await advance(world, 'P2D');
  const { mails } = JSON.parse(await page('application/json')) as { mails: unknown[] };
  expect(mails).toEqual([
    {
      to: owner,
      subject: expect.stringContaining('is switched off'),
      text: expect.stringContaining(id),
      createdAt: expect.any(String),
      sentAt: null,
      lastError: null,
    },
  ]);
  const shown = await page('text/html');
  expect(shown).toContain(owner);
  expect(shown).toContain('kept');
  expect(shown).toContain('&lt;script&gt;');
  expect(shown).not.toContain('<script>');
  const { rows } = await db.worker.query('select tries, lease_token from mail');
  expect(rows).toEqual([{ tries: 0, lease_token: null }]);
  expect(world.logged).toEqual([]);
  await gone.close();
  await world.close();
});

it('in production without a mail server it is kept and shown to nobody; that is logged once, and nothing fails', async () => {
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'paygraph-mail-'));
  const config = readConfig({
    PAYGRAPH_MODE: 'production',
    PORT: '0',
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    PUBLIC_URL: 'https://pay.example',
  });
  const lines: string[] = [];
  const app = await startApp(config, createLogger('info', { write: (line: string) => void lines.push(line) }));
  const { db } = app;
  const merchantId = randomUUID();
  await db.worker.query(
    `insert into merchant (id, name, environment, created_at) values ($1, 'Shop', 'LIVE', app_now())`,
    [merchantId],
  );
  const id = newUuid(app.clock.now().getTime());
  const seal = app.sealer;
  await addEndpoint(
    db,
    { merchantId, accountId: '', key: '', keyId: '' },
    {
      id,
      // Refused before anything is sent: an address inside.
      url: 'https://127.0.0.1/hooks',
      secretsSealed: seal.seal('[]', `${merchantId} webhook_endpoint.secrets_sealed ${id}`),
      contactSealed: sealContact(seal, merchantId, id, owner),
      failingSince: new Date(app.clock.now().getTime() - 121 * 60 * 60 * 1_000),
    },
  );
  await addAgreement(db, { merchantId, accountId: randomUUID(), key: '', keyId: '' });
  await app.workers.drain();
  await app.workers.drain();
  const { rows } = await db.worker.query('select tries, sent_at, last_error, next_at from mail');
  expect(rows).toEqual([{ tries: 0, sent_at: null, last_error: null, next_at: expect.any(Date) }]);
  expect((await fetch(`${app.url}/mail`)).status).toBe(404);
  expect(lines.filter((line) => line.includes('SMTP_URL'))).toHaveLength(1);
  expect(lines.map((line) => JSON.parse(line).level)).not.toContain('error');
  expect(lines.join()).not.toContain(owner);
  await app.close();
  await rm(dataDir, { recursive: true, force: true });
  await database.drop();
});

it('a kill between sending and recording sends the mail again under the same Message-ID; by STARTTLS and with a password', async () => {
  const fixture = (name: string): string => join(import.meta.dirname, 'fixtures', name);
  const secured: boolean[] = [];
  const server = await startMailServer(0, {
    key: await readFile(fixture('localhost.key')),
    cert: await readFile(fixture('localhost.crt')),
    hideSTARTTLS: false,
    authOptional: false,
    onAuth({ username, password }, { secure }, callback) {
      secured.push(secure);
      callback(null, username === 'shop' && password === 'p@ss' ? { user: 'shop' } : {});
    },
  });
  const gone = await startPartner();
  gone.answer = (response) => void response.writeHead(410).end();
  const folder = await mkdtemp(join(tmpdir(), 'paygraph-mail-'));
  const start = (failpoint?: string): Promise<Product> =>
    startProduct({
      DATA_DIR: folder,
      SMTP_URL: `smtp://shop:p%40ss@localhost:${server.port}`,
      MAIL_FROM: 'paygraph@pay.example',
      NODE_EXTRA_CA_CERTS: fixture('localhost.crt'),
      ...(failpoint ? { PAYGRAPH_FAILPOINTS: '1', PAYGRAPH_FAILPOINT: failpoint } : {}),
    });
  const doomed = await start('mail.afterSend:kill');
  await openEndpoint(
    { post: async (document, variables) => ({ status: 200, body: { data: await doomed.ask(document, variables) } }) },
    { url: gone.url, contactEmail: owner },
  );
  await activeAgreement(doomed).catch(() => undefined);
  await doomed.ended;
  expect(server.got).toHaveLength(1);

  const product = await start();
  try {
    // The lease of the one that is gone has to lapse.
    await advance(product, 'PT1M');
    expect(server.got).toHaveLength(2);
    const [first, second] = server.got.map((mail) => [mail.header('Message-ID'), mail.text]);
    expect(second).toEqual(first);
    await advance(product, 'P2D');
    expect(server.got).toHaveLength(2);
    expect(secured).toEqual([true, true]);
  } finally {
    await product.kill();
    await gone.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
});
