import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { giveBackMemory } from '../../src/app/give-back-memory.ts';

it('frees what nobody holds any more', async () => {
  const left = new WeakRef({ large: new Array(1_000).fill('x') });
  // What was looked at is kept until the turn has ended.
  await turn();
  giveBackMemory();
  expect(left.deref()).toBeUndefined();
});
