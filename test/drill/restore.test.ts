import { expect, it } from 'vitest';
import { runRestore } from './restore.ts';

/** `npm run drill -- restore` and `-- point-in-time` run these alone, and say what they find; a run of all tests plays the second. */
const say = process.env.RESTORE_SAYS ? console.log : () => undefined;

it.skipIf(!process.env.RESTORE_SAYS)(
  'a lost database is restored to the backup itself, and providers are asked what has happened since',
  async () => {
    expect(await runRestore('backup', say)).toEqual([]);
  },
);

it('a lost database is restored to a point in time, and providers are asked what has happened since', async () => {
  expect(await runRestore('moment', say)).toEqual([]);
});
