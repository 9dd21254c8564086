import { expect, it } from 'vitest';
import { runRestore } from './restore.ts';

/** `npm run drill -- restore` and `-- point-in-time` run these alone, and say what they find. */
const say = process.env.RESTORE_SAYS ? console.log : () => undefined;

it.each([
  ['the backup itself', 'backup'],
  ['a point in time', 'moment'],
] as const)('a lost database is restored to %s, and providers are asked what has happened since', async (_what, to) => {
  expect(await runRestore(to, say)).toEqual([]);
});
