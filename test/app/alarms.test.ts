import { afterAll, beforeAll, expect, test } from 'vitest';
import { watch } from '../../src/app/watch.ts';
import { sequenceBatch } from '../../src/event-log/sequencer.ts';
import { createAlarms } from '../../src/platform/alarms.ts';
import { createLogger } from '../../src/platform/log.ts';
import type { Difference } from '../../src/platform/processes.ts';
import { type DomainWorld, startDomainWorld } from '../support/domain-world.ts';

let world: DomainWorld;
beforeAll(async () => {
  world = await startDomainWorld();
});
afterAll(() => world.close());

const lines: string[] = [];
const alarms = createAlarms(createLogger('error', { write: (line: string) => void lines.push(line) }));
let elsewhere = 0;
let differing: readonly Difference[] = [];
const look = () => watch(world.db, alarms, { elsewhere: () => elsewhere }, { differing: () => differing });
const standing = () => alarms.current().map(({ name }) => name);

test('an alarm is logged when it begins and when it ends, and stands in between', async () => {
  await look();
  expect(standing()).toEqual([]);
  // An event that nobody gives a sequence.
  const account = await world.deps.accounts.of(world.caller.merchantId, 'BUCKAROO');
  if (!account) throw new Error('the shop has no account');
  await world.deps.accounts.setPaused(account, 'CREDENTIALS_REFUSED', { by: 'clock', rule: 'test' });
  await world.deps.accounts.setPaused(account, null, { by: 'clock', rule: 'test' });
  await world.pass(31_000);
  await look();
  // Seen once, it may be on its way.
  expect(standing()).toEqual([]);
  await look();
  await look();
  expect(alarms.current()).toEqual([
    { name: 'sequencerBehind', since: expect.any(Date), measured: expect.any(Number), limit: 30 },
  ]);
  await sequenceBatch(world.db);
  await look();
  expect(standing()).toEqual([]);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ level: 'error', alarm: 'sequencerBehind', state: 'began', limit: 30 }),
    expect.objectContaining({ level: 'error', alarm: 'sequencerBehind', state: 'ended', measured: 0 }),
  ]);
});

test('providers that call another process, at another public address, are an alarm', async () => {
  elsewhere = 4;
  await look();
  await look();
  expect(alarms.current()).toMatchObject([{ name: 'publicUrlsDiffer', measured: 4, limit: 0 }]);
  elsewhere = 0;
  await look();
  expect(standing()).toEqual([]);
});

test('processes whose settings differ are an alarm', async () => {
  differing = [{ name: 'SANDBOX_URL', values: [] }];
  await look();
  await look();
  expect(alarms.current()).toMatchObject([{ name: 'settingsDiffer', measured: 1, limit: 0 }]);
  differing = [];
  await look();
  expect(standing()).toEqual([]);
});

test('what waits in the inbox for longer than a minute, and what was given up, is an alarm', async () => {
  world.bank.strange.add('M-STRANGE');
  await world.push({ kind: 'mandate', id: 'M-STRANGE' }, { kind: 'mandate', id: 'M-STRANGE' });
  // Behind is only what is ours.
  await world.db.worker.query('update inbox set about_known = true');
  await world.pass(61_000);
  await look();
  await look();
  expect(alarms.current()).toMatchObject([{ name: 'inboxBehind', limit: 60 }]);
  await world.process();
  await look();
  await look();
  expect(alarms.current()).toMatchObject([{ name: 'providerNotificationsFailed', measured: 2, limit: 0 }]);
  await sequenceBatch(world.db);
});
