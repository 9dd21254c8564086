import { expect, test } from 'vitest';
import { databaseIsAway } from '../../src/platform/database-away.ts';

const withCode = (code: string) => Object.assign(new Error('x'), { code });

test.each([
  ['a connection that its server cut', withCode('57P01')],
  ['a server that starts', withCode('57P03')],
  ['too many connections', withCode('53300')],
  ['a transaction that was idle for too long', withCode('25P03')],
  ['a connection that was closed, in the words of the adapter', new Error('ConnectionClosed')],
  ['the same within another error', new Error('a query failed', { cause: new Error('ConnectionClosed') })],
  ['nobody at the address', withCode('ECONNREFUSED')],
  ['no answer', new Error('Query read timeout')],
])('%s says that the database is away', (_what, error) => {
  expect(databaseIsAway(error)).toBe(true);
});

test.each([
  ['a lock that was not had', withCode('55P03')],
  ['a unique key', withCode('23505')],
  ['what nobody foresaw', new Error('the ConnectionClosed of something else')],
])('%s does not', (_what, error) => {
  expect(databaseIsAway(error)).toBe(false);
});
