import { afterAll, beforeAll, expect, it } from 'vitest';
import { advanceSandboxClock } from '../../../src/domain/sandbox/commands.ts';
import { type CreditorWorld, startCreditorWorld } from '../../support/creditor-world.ts';
import { type Listener, startListener } from '../../support/listener.ts';
import { freshKey } from '../../support/world.ts';

/** A sandbox whose clock has a timer every second, and that goes where it is told. */
let world: CreditorWorld;
let sandbox: Listener;
let moves: number[] = [];
beforeAll(async () => {
  world = await startCreditorWorld();
  sandbox = await startListener(({ path, body }, response) => {
    const text = body.toString();
    if (path === '/control/clock' && text) moves.push(Date.parse((JSON.parse(text) as { to: string }).to));
    const now = world.clock.now().getTime();
    const reply = { now: new Date(now).toISOString(), nextTimerAt: new Date(now + 1_000).toISOString(), fired: [] };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
  });
});
afterAll(async () => {
  await sandbox.close();
  await world.close();
});

async function pass(byMs: number, rests: boolean): Promise<number> {
  moves = [];
  const { deps, clock, caller } = world;
  const before = clock.now().getTime();
  const workers = { drain: async () => rests, pauseWhile: <T>(task: () => Promise<T>): Promise<T> => task() };
  const moved = { ...deps, clock, sandboxUrl: sandbox.url, workers };
  expect((await advanceSandboxClock(moved, caller, { idempotencyKey: freshKey(), byMs })).ok).toBe(true);
  return clock.now().getTime() - before;
}

it('the clock goes from timer to timer where work comes to rest', async () => {
  expect(await pass(20_000, true)).toBeGreaterThanOrEqual(20_000);
  expect(moves.length).toBeGreaterThanOrEqual(15);
});

it('the clock goes in a dozen strides where work never does, of whole milliseconds', async () => {
  // No multiple of anything.
  expect(await pass(3_600_007, false)).toBeGreaterThanOrEqual(3_600_007);
  expect(moves.length).toBeLessThanOrEqual(14);
});
