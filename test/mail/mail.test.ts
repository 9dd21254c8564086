import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addAgreement } from '../graphql/rows.ts';
import {
  demoShop,
  openEndpoint,
  openMerchant,
  type Partner,
  readEndpoint,
  startPartner,
  webhooks,
} from '../partner-webhooks/partner.ts';
import { advance, eventually } from '../support/lives.ts';
import { startWorld, type World } from '../support/world.ts';
import { type MailServer, startMailServer } from './mail-server.ts';

/** An endpoint is switched off, and its owner is mailed by a real mail server that takes it, refuses it, or is away. */
const owner = 'owner@shop.example';
let server: MailServer;
let world: World;
let gone: Partner;
beforeAll(async () => {
  server = await startMailServer();
  world = await startWorld({ SMTP_URL: server.url, MAIL_FROM: 'paygraph@pay.example' });
  gone = await startPartner();
  gone.answer = (response) => void response.writeHead(410).end();
});
afterEach(() => {
  expect(server.refusals).toEqual([]);
  expect(world.logged).toEqual([]);
});
afterAll(async () => {
  await gone.close();
  await world.close();
  await server.close();
});

interface Row {
  readonly tries: number;
  readonly next_at: Date | null;
  readonly sent_at: Date | null;
  readonly last_error: string | null;
}
/** The latest mail of the outbox. */
async function latest(): Promise<Row | undefined> {
  const { rows } = await world.app.db.worker.query<Row>(
    'select tries, next_at, sent_at, last_error from mail order by created_at desc, id desc limit 1',
  );
  return rows[0];
}
const count = async (): Promise<number> =>
  (await world.app.db.worker.query<{ count: number }>('select count(*)::int as count from mail')).rows[0]?.count ?? 0;

/** Has an endpoint switched off, and waits until what it mails has been tried. */
async function switchOff(input: Record<string, unknown> = { contactEmail: owner }) {
  const endpoint = await openEndpoint(world, { url: gone.url, ...input });
  await addAgreement(world.app.db, demoShop(world));
  world.app.workers.wake('sequencer');
  await eventually(world, 'the endpoint to be gone', async () =>
    (await readEndpoint(world, endpoint.id)).status === 'GONE' ? true : null,
  );
  await world.app.workers.drain();
  await webhooks(world, 'deleteWebhookEndpoint', { endpointId: endpoint.id });
  return endpoint;
}

describe('the owner of an endpoint that answers 410', () => {
  it('is mailed once: which endpoint, since when, how much waits and what to do; no secret, no payload', async () => {
    const { id, secret } = await switchOff({
      url: `${gone.url}/eu?token=hush-hush`,
      contactEmail: owner,
      document: 'fragment Payload on Event { sequence type subjectId }',
    });
    await advance(world, 'P2D');
    expect(server.got).toHaveLength(1);
    const [mail] = server.got;
    expect(mail).toMatchObject({ from: 'paygraph@pay.example', to: [owner] });
    expect(mail?.header('From')).toBe('Paygraph <paygraph@pay.example>');
    expect(mail?.header('To')).toBe(owner);
    expect(mail?.header('Subject')).toBe(`Webhook endpoint at ${new URL(gone.url).host} is switched off`);
    expect(mail?.header('Auto-Submitted')).toBe('auto-generated');
    expect(mail?.header('Message-ID')).toMatch(/^<[0-9a-f-]{36}@pay\.example>$/);
    const text = mail?.text ?? '';
    for (const said of [
      `${gone.url}/eu\r\n`,
      `${id}, of Demo shop`,
      'The endpoint answered 410 Gone. It has failed since 20',
      '1 event waits for it',
      `endpointId: "${id}", active: true })`,
      'replayWebhooks(',
    ])
      expect(text).toContain(said);
    for (const unsaid of [
      'hush',
      'whsec_',
      secret.slice(6),
      'agr_',
      'AGREEMENT',
      'agreement',
      world.app.apiKey ?? 'sk_',
    ])
      expect(text).not.toContain(unsaid);
    expect(await latest()).toMatchObject({ tries: 1, next_at: null, last_error: null, sent_at: expect.any(Date) });
  });

  it('hears nothing when the endpoint names nobody', async () => {
    const before = await count();
    await switchOff({});
    await switchOff({ contactEmail: '' });
    expect(await count()).toBe(before);
  });
});

it('an endpoint that is away for 120 hours says since when, and how many events wait', async () => {
  const away = await startPartner();
  await away.close();
  const { id } = await openEndpoint(world, { url: away.url, contactEmail: owner });
  const before = server.got.length;
  const since = world.app.clock.now();
  for (let i = 0; i < 3; i++) await addAgreement(world.app.db, demoShop(world));
  world.app.workers.wake('sequencer');
  await eventually(world, 'a failure', async () => (await readEndpoint(world, id)).failingSince);
  for (let hours = 0; hours <= 132; hours += 12) await advance(world, 'PT12H');
  expect(server.got).toHaveLength(before + 1);
  const { text } = server.got[before] ?? { text: '' };
  expect(text).toContain('nothing but failure for 120 hours');
  const said = /It has failed since (\S+ \S+) UTC/.exec(text)?.[1] ?? '';
  expect(Math.abs(Date.parse(`${said.replace(' ', 'T')}Z`) - since.getTime())).toBeLessThan(3 * 60_000);
  // The first has failed for good by then.
  expect(text).toContain('2 events wait for it');
  await webhooks(world, 'deleteWebhookEndpoint', { endpointId: id });
});

describe('a mail server that refuses', () => {
  it.each([
    ['RCPT TO', 451],
    ['DATA', 452],
    ['MAIL FROM', 421],
    // About us and not about the mail: an operator may mend it within the day.
    ['MAIL FROM', 530],
  ] as const)('for now (%s, %i) is asked again, and takes it under the same Message-ID', async (step, code) => {
    server.refusals.push({ step, code });
    const before = server.got.length;
    await switchOff();
    expect(await latest()).toMatchObject({ tries: 1, sent_at: null, last_error: `${step}: ${code}` });
    expect(server.got).toHaveLength(before);
    await advance(world, 'PT2M');
    expect(server.got).toHaveLength(before + 1);
    expect(await latest()).toMatchObject({ tries: 2, sent_at: expect.any(Date), last_error: null, next_at: null });
  });

  it.each([
    ['RCPT TO', 550],
    ['DATA', 554],
  ] as const)('for good (%s, %i) is not asked again', async (step, code) => {
    server.refusals.push({ step, code });
    await switchOff();
    const { length } = server.asked;
    expect(await latest()).toEqual({ tries: 1, next_at: null, sent_at: null, last_error: `${step}: ${code}` });
    await advance(world, 'P2D');
    expect(server.asked).toHaveLength(length);
  });
});

describe('a mail server that is away', () => {
  it('gets the mail when it is back', async () => {
    const { port } = server;
    await server.close();
    await switchOff();
    expect(await latest()).toMatchObject({ tries: 1, sent_at: null, last_error: expect.stringContaining('CONN') });
    server = await startMailServer(port);
    await advance(world, 'PT2M');
    expect(server.got.map(({ to }) => to)).toEqual([[owner]]);
  });

  it('for longer than a day is given up after ten attempts', async () => {
    const { port } = server;
    await server.close();
    await switchOff();
    for (let hours = 0; hours < 40; hours++) await advance(world, 'PT1H');
    server = await startMailServer(port);
    expect(await latest()).toMatchObject({ tries: 10, next_at: null, sent_at: null });
    await advance(world, 'P2D');
    expect(server.asked).toEqual([]);
  });
});

describe('the address of an endpoint', () => {
  it('is shown, stays when it is left out, is changed, and goes when it is empty', async () => {
    const { id, contactEmail } = await openEndpoint(world, { url: gone.url, contactEmail: owner });
    expect(contactEmail).toBe(owner);
    const update = async (input: Record<string, unknown>) =>
      (await webhooks(world, 'updateWebhookEndpoint', { endpointId: id, ...input })).endpoint?.contactEmail;
    expect(await update({ ed25519: true })).toBe(owner);
    expect(await update({ contactEmail: null })).toBe(owner);
    expect(await update({ contactEmail: 'other@shop.example' })).toBe('other@shop.example');
    expect(await update({ contactEmail: '' })).toBeNull();
    await webhooks(world, 'deleteWebhookEndpoint', { endpointId: id });
  });

  it.each([
    ['has a second one', 'owner@shop.example,thief@evil.example', 'email'],
    ['has a name', 'Owner <owner@shop.example>', 'email'],
    ['has a line break', 'owner@shop.example\r\nBcc: thief@evil.example', 'email'],
    ['ends in one', 'owner@shop.example\n', 'email'],
    ['has no host', 'owner', 'email'],
    ['is not plain text', 'öwner@shop.example', 'email'],
    ['is too long', `${'a'.repeat(250)}@shop.example`, 'length'],
  ])('is refused when it %s, is not repeated, and nothing is written', async (_what, contactEmail, rule) => {
    const { id } = await openEndpoint(world, { url: gone.url });
    const refusals = [
      await webhooks(world, 'createWebhookEndpoint', { url: gone.url, contactEmail }),
      await webhooks(world, 'updateWebhookEndpoint', { endpointId: id, contactEmail, active: false }),
    ];
    for (const refused of refusals) {
      expect(refused).toMatchObject({
        __typename: 'InvalidInputError',
        problems: [{ path: ['input', 'contactEmail'], rule }],
      });
      expect(JSON.stringify(refused)).not.toContain(contactEmail.slice(0, 5));
    }
    expect(await readEndpoint(world, id)).toMatchObject({ status: 'ACTIVE', contactEmail: null });
    await webhooks(world, 'deleteWebhookEndpoint', { endpointId: id });
  });
});

it('nobody is flooded: of one endpoint an address is told once a day, of all endpoints ten times', async () => {
  const stranger = 'victim@example.org';
  const off = async (id: string) => {
    await addAgreement(world.app.db, demoShop(world));
    world.app.workers.wake('sequencer');
    await eventually(world, 'the endpoint to be gone', async () =>
      (await readEndpoint(world, id)).status === 'GONE' ? true : null,
    );
  };
  const mailsBefore = await count();
  const { id } = await openEndpoint(world, { url: gone.url, contactEmail: stranger });
  for (let round = 0; round < 3; round++) {
    await off(id);
    await webhooks(world, 'updateWebhookEndpoint', { endpointId: id, active: true });
  }
  await off(id);
  expect(await count()).toBe(mailsBefore + 1);
  await advance(world, 'P1D');
  await webhooks(world, 'updateWebhookEndpoint', { endpointId: id, active: true });
  await off(id);
  expect(await count()).toBe(mailsBefore + 2);
  await webhooks(world, 'deleteWebhookEndpoint', { endpointId: id });
  // A new endpoint each time is no way around it; another spelling is the same address.
  for (let round = 0; round < 11; round++)
    await switchOff({ contactEmail: round % 2 ? stranger.toUpperCase() : stranger });
  expect(await count()).toBe(mailsBefore + 1 + 10);
});

it('a mail cannot be changed, and belongs to its merchant', async () => {
  const { db, merchantId } = world.app;
  await expect(db.worker.query(`update mail set letter_sealed = 'x'`)).rejects.toThrow(
    'letter_sealed never changes: it may only be sealed anew',
  );
  await expect(db.worker.query('update mail set created_at = now()')).rejects.toThrow('permission denied');
  await expect(db.worker.query('update mail set next_at = now() where sent_at is not null')).rejects.toThrow(
    'mail_sent_is_not_due',
  );
  expect(await db.reader(merchantId ?? '').mail.count()).toBeGreaterThan(0);
  const stranger = await openMerchant(world);
  expect(await db.reader(stranger.merchantId).mail.count()).toBe(0);
});

it('what is kept of a mail, and of whom it goes to, cannot be read in the database', async () => {
  const endpoint = await openEndpoint(world, { url: gone.url, contactEmail: owner });
  for (const table of ['mail', 'webhook_endpoint']) {
    const { rows } = await world.app.db.worker.query(
      `select encode(convert_to(t::text, 'utf8'), 'escape') as row from ${table} t`,
    );
    expect(rows.length).toBeGreaterThan(0);
    const text = JSON.stringify(rows);
    const hex = Buffer.from(owner).toString('hex');
    expect(text.includes(owner) || text.includes(hex) || text.includes('switched off')).toBe(false);
  }
  await webhooks(world, 'deleteWebhookEndpoint', { endpointId: endpoint.id });
});
