import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type App, startApp } from '../../src/app/app.ts';
import { readConfig } from '../../src/platform/config.ts';
import { createLogger } from '../../src/platform/log.ts';
import { readProcesses, startHeartbeat } from '../../src/platform/processes.ts';
import { type Role, roleNames } from '../../src/platform/settings/lists.ts';
import { anAgreement, eventually, mutate, paymentIs, reserved } from '../support/lives.ts';
import { startWorld, type World } from '../support/world.ts';

/** The API in one process; each other role in one of its own, started in the course of the tests. */
let world: World;
const others = new Map<Role, App>();
const logged: string[] = [];
const log = createLogger('warn', { write: (line: string) => void logged.push(line) });
async function start(role: Role): Promise<App> {
  const config = readConfig({
    PORT: '0',
    DATA_DIR: world.config.dataDir,
    DATABASE_URL: world.database.url,
    SANDBOX_URL: world.app.sandboxUrl ?? '',
    PUBLIC_URL: world.app.url,
    LOG_LEVEL: 'silent',
    PAYGRAPH_ROLES: role,
  });
  const app = await startApp(config, log);
  others.set(role, app);
  return app;
}
beforeAll(async () => {
  world = await startWorld({ PAYGRAPH_ROLES: 'api' });
});
afterAll(async () => {
  for (const app of others.values()) await app.close();
  await world.close();
});

const numbered = async (): Promise<number> =>
  (await world.ask<{ events: { nodes: unknown[] } }>('{ events(first: 1) { nodes { id } } }')).events.nodes.length;
const staged = async (): Promise<number> => (await world.app.db.worker.query('select 1 from event_staged')).rows.length;
it('a process without the sequencer writes events down and leaves their numbers to another', async () => {
  await mutate(world, 'createAgreement', anAgreement());
  expect(await staged()).toBeGreaterThan(0);
  expect(await numbered()).toBe(0);
  await start('sequencer');
  await eventually(world, 'the event to have its number', async () => ((await numbered()) > 0 ? true : null));
});

it('a process of another role serves no API, and says where to ask', async () => {
  const { url } = await start('worker');
  const answer = await fetch(`${url}/graphql`, { method: 'POST', body: '{}' });
  expect(answer.status).toBe(404);
  expect(await answer.text()).toContain('PAYGRAPH_ROLES');
  expect((await fetch(`${url}/webhooks/mobilepay/x`, { method: 'POST', body: '{}' })).status).toBe(404);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await new Promise((resolve) => socket.addEventListener('error', resolve, { once: true }));
});

it('together they do all of it: payer, provider, event, and the sandbox’s time', async () => {
  await start('deliveries');
  const { payment } = await reserved(world);
  await paymentIs(world, payment.id, 'AUTHORIZED');
  await mutate(world, 'capturePayment', { paymentId: payment.id });
  await paymentIs(world, payment.id, 'SETTLED');
  expect([...others.keys(), 'api'].sort()).toEqual([...roleNames].sort());
});

it('each says that it lives, and what it does; one that has ended is gone, one that was killed is told so', async () => {
  const { db } = world.app;
  const seen = async () => (await readProcesses(db)).map(({ roles, lives }) => [roles.join(), lives]);
  expect((await seen()).sort()).toEqual(roleNames.map((role) => [role, true]).sort());
  await others.get('deliveries')?.close();
  others.delete('deliveries');
  expect(await seen()).not.toContainEqual(['deliveries', true]);
  await db.worker.query(
    `insert into process (id, roles, version, public_url, host, pid, started_at, beat_at)
     values (gen_random_uuid(), '{deliveries}', '1', 'https://x.example', 'h', 1, now() - interval '2 hours', now() - interval '16 seconds')`,
  );
  expect(await seen()).toContainEqual(['deliveries', false]);
  await db.worker.query(`update process set beat_at = now() - interval '61 minutes' where pid = 1`);
  const heartbeat = startHeartbeat(db, {
    id: randomUUID(),
    roles: new Set(['deliveries']),
    version: '2',
    publicUrl: () => world.app.url,
    settings: () => ({}),
  });
  await heartbeat.beat();
  await heartbeat.beat();
  expect(await seen()).toContainEqual(['deliveries', true]);
  expect(await seen()).not.toContainEqual(['deliveries', false]);
  await heartbeat.end();
  await expect(
    db.worker.query(`insert into process values (gen_random_uuid(), '{painter}', '1', 'u', 'h', 1, now(), now())`),
  ).rejects.toMatchObject({ code: '23514' });
});

it('who makes work tells those who do it, once for many', async () => {
  const heard: string[] = [];
  const [sequencer] = [others.get('sequencer')];
  sequencer?.notifier.onWork((kind) => heard.push(kind));
  for (let i = 0; i < 100; i++) world.app.notifier.notifyWork('deliveries');
  world.app.notifier.notifyWork('inbox');
  await eventually(world, 'both to be heard', async () => (heard.length >= 2 ? heard : null));
  expect([...heard].sort()).toEqual(['deliveries', 'inbox']);
});

it.each([
  ['PAYGRAPH_ROLES', { PAYGRAPH_ROLES: 'api,painter' }],
  ['PAYGRAPH_ROLES', { PAYGRAPH_ROLES: 'api,' }],
  ['PAYGRAPH_ROLES', { PAYGRAPH_ROLES: 'api,worker' }],
  ['PUBLIC_URL', { PAYGRAPH_ROLES: 'worker', DATABASE_URL: 'postgres://a@b/c' }],
])('%s is refused with %o', (name, env) => {
  expect(() => readConfig(env)).toThrow(new RegExp(`^  ${name}: expected`, 'm'));
});
