import { afterAll, beforeAll, expect, it } from 'vitest';
import { issueOperatorKey, operatorScopes } from '../../src/access/operator-keys.ts';
import type { ConnectedAccount } from '../../src/domain/port/accounts.ts';
import { encodeId } from '../../src/kernel/ids.ts';
import { type Api, startApi } from '../graphql/harness.ts';
import { addAgreement, addCapture, addNotification, addPayment } from '../graphql/rows.ts';
import type { Ended } from '../support/paygraph.ts';
import { runWithin } from '../support/paygraph-within.ts';

const account = { provider: { name: 'MOBILEPAY', operations: {} } } as unknown as ConnectedAccount;
let api: Api;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  // Rows are put as they are found, without the life that led there.
  api = await startApi({
    limits: { keyKeptMs: 0 },
    breaks: ['I2', 'I3', 'I4', 'I5', 'I11'],
    accounts: { byId: async () => account },
  });
  const { secret } = await issueOperatorKey(api.db, {
    name: 'tests',
    scopes: operatorScopes,
    expiresInMs: 3_600_000,
    createdBy: 'command-line',
    environment: 'SANDBOX',
  });
  env = { PAYGRAPH_URL: new URL(api.url).origin, PAYGRAPH_OPERATOR_KEY: secret };
});
afterAll(() => api.close());

const paygraph = (...args: string[]): Promise<Ended> => runWithin(args, env);
const json = async <T>(...args: string[]): Promise<T> => {
  const { code, stdout, stderr } = await paygraph(...args, '--json');
  if (stdout === '') throw new Error(`${args.join(' ')}: ${code} ${stderr}`);
  return JSON.parse(stdout) as T;
};

it('settles an operation by what a person has found out, once it was said that it is meant', async () => {
  const over = { captureInFlight: 8_000n, unresolvedCount: 1 };
  const payment = await addPayment(api.db, api.shop, await addAgreement(api.db, api.shop), over);
  const since = new Date(Date.now() - 3_600_000);
  const { operationId } = await addCapture(api.db, api.shop, payment, {
    status: 'UNRESOLVED',
    requestedAt: since,
    sentAt: since,
    nextAt: null,
  });
  const id = encodeId('opr', operationId);
  const of = ['--merchant', encodeId('mer', api.shop.merchantId)];
  expect(await json('operations', 'list')).toMatchObject([
    { id, kind: 'payment.capture', provider: 'mobilepay', status: 'unresolved', amountMinor: expect.any(String) },
  ]);
  expect((await paygraph('operations', 'list', ...of)).stdout).toMatch(
    /payment\.capture +oop_\w+ +\d+ DKK .* a person$/m,
  );
  expect(await paygraph('status')).toMatchObject({ code: 1, stdout: expect.stringContaining('unknown-outcome') });
  const shown = await paygraph('operations', 'show', id, ...of);
  expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining('a person has to find out') });
  expect(shown.stdout).toContain(`Next: paygraph operations resolve ${id}`);

  const resolve = ['operations', 'resolve', id, 'did-not-happen', ...of, '--reason', 'not in the portal'];
  const unasked = await paygraph(...resolve);
  expect(unasked).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('expected --yes') });
  expect(await json('operations', 'list')).toHaveLength(1);
  expect(await json(...resolve, '--yes')).toMatchObject({ id, status: 'failed', completedAt: expect.any(String) });
  expect(await paygraph(...resolve, '--yes')).toMatchObject({ code: 1, stderr: expect.stringContaining('FAILED') });
  expect(await json('operations', 'list')).toEqual([]);
  expect(await json('audit-log', ...of)).toMatchObject([
    { action: 'resolveOperation', subjectId: id, reason: 'not in the portal', details: { outcome: 'DID_NOT_HAPPEN' } },
  ]);
  const log = await paygraph('audit-log', '--operators', ...of);
  expect(log.stdout.split('\n')[1]).toMatch(/resolveOperation .* invalidState$/);
});

it('takes news up again, by its id or all that was given up', async () => {
  const of = ['--merchant', encodeId('mer', api.shop.merchantId)];
  const dead = async () =>
    encodeId('inb', await addNotification(api.db, api.shop, { problem: 'UNREADABLE', detail: 'odd' }));
  const ids = [await dead(), await dead(), await dead()];
  const listed = await json<{ id: string }[]>('attention', '--kind', 'dead-notification');
  expect(listed.map(({ id }) => id).sort()).toEqual([...ids].sort());
  const [first = ''] = ids;
  expect(await json('replay', first, ...of, '--reason', 'mended')).toEqual([{ id: first, takenUp: true }]);
  const rest = await json<{ id: string }[]>('replay', '--all-dead', ...of);
  expect(rest.map(({ id }) => id).sort()).toEqual(ids.slice(1).sort());
  expect(await paygraph('replay', '--all-dead', ...of)).toMatchObject({ code: 0, stdout: 'There is none.\n' });
  const stranger = encodeId('mer', api.other.merchantId);
  expect(await paygraph('replay', first, '--merchant', stranger)).toMatchObject({ code: 1, stdout: '' });
});
