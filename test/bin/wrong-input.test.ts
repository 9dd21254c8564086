import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { runWithin } from '../support/paygraph-within.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});
/** Something that listens in the place of a Paygraph. */
async function elsewhere(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paygraph-wrong-'));
  await writeFile(join(folder, 'empty'), '\n');
  await writeFile(join(folder, 'two'), 'ok_test_one ok_test_two\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const key = { PAYGRAPH_OPERATOR_KEY: `ok_test_${'a'.repeat(43)}` };
const list = ['merchants', 'list'];
const create = ['merchants', 'create', '--name', 'x', '--environment', 'sandbox'];
const merchant = `mer_${'0'.repeat(26)}`;

/** One sentence, on stderr alone, and what the program ends with. */
async function expectRefusal(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  code: number,
  says: string,
): Promise<void> {
  const ended = await runWithin(args, env);
  expect([args, ended]).toEqual([args, { code, stdout: '', stderr: expect.stringContaining(says) }]);
  expect(ended.stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
}

it('sends a key to an address of this machine, or by TLS, and to nobody else', async () => {
  for (const [url, says] of [
    ['http://pay.example', 'expected https://pay.example'],
    ['http://10.0.0.7:4000', 'expected https://10.0.0.7:4000'],
    ['ftp://pay.example', 'expected an http or https URL'],
    ['pay.example', 'expected an http or https URL'],
  ] as const)
    await expectRefusal([...list, '--url', url], key, 2, says);
  // An address that sends on is not followed, since the key would go there too.
  const url = await elsewhere(
    (_request, reply) => void reply.writeHead(308, { location: 'https://evil.example/' }).end(),
  );
  await expectRefusal([...list, '--url', url], key, 2, 'sends on to https://evil.example/');
});

it('says who was asked and what to do where no answer comes, and whether something may have been done', async () => {
  const nobody = await elsewhere(() => undefined);
  servers.splice(0).map((server) => server.close());
  await expectRefusal([...create, '--url', nobody], key, 2, `nobody answers at ${nobody}`);
  await expectRefusal([...create, '--url', nobody], key, 2, '--url says where');

  const silent = await elsewhere(() => undefined);
  await expectRefusal(
    [...list, '--url', silent, '--timeout', '1s'],
    key,
    2,
    'did not answer within 1 s; --timeout says',
  );
  await expectRefusal([...create, '--url', silent, '--timeout', '1s'], key, 2, 'whether it was done is not known');
  const breaking = await elsewhere((request) => request.socket.destroy());
  await expectRefusal([...create, '--url', breaking], key, 2, 'whether it was done is not known');
});

it('tells what is no Paygraph from one that refuses', async () => {
  const page = await elsewhere((_request, reply) => void reply.writeHead(404).end('<h1>Not found</h1>'));
  await expectRefusal([...list, '--url', page], key, 2, 'answered 404, and not as Paygraph does');
  const other = await elsewhere((_request, reply) => void reply.end('{"hello":"world"}'));
  await expectRefusal([...list, '--url', other], key, 2, 'not as Paygraph does');
  const away = await elsewhere(
    (_request, reply) =>
      void reply
        .writeHead(503)
        .end(JSON.stringify({ errors: [{ message: 'The database is away.', extensions: { code: 'UNAVAILABLE' } }] })),
  );
  await expectRefusal([...list, '--url', away], key, 2, 'The database is away.');
});

it('waits for points where a key has spent its own, and goes on', async () => {
  let asked = 0;
  const page = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };
  const url = await elsewhere((_request, reply) => {
    asked += 1;
    const limited = { errors: [{ message: 'Rate limited', extensions: { code: 'RATE_LIMITED', retryAfterMs: 20 } }] };
    reply.writeHead(asked < 3 ? 429 : 200).end(JSON.stringify(asked < 3 ? limited : { data: { page } }));
  });
  expect(await runWithin([...list, '--url', url, '--json'], key)).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
  expect(asked).toBe(3);
});

it('asks nobody where what was given cannot be right', async () => {
  const url = { ...key, PAYGRAPH_URL: 'http://127.0.0.1:9' };
  const file = (name: string): readonly string[] => ['--api-key-file', join(folder, name)];
  for (const [args, env, code, says] of [
    [list, { PAYGRAPH_URL: 'http://127.0.0.1:9' }, 4, 'set PAYGRAPH_OPERATOR_KEY'],
    [[...list, ...file('empty')], url, 4, "no operator's key"],
    [[...list, ...file('two')], url, 4, "expected one operator's key and nothing else"],
    [[...list, ...file('none')], url, 2, '--api-key-file: ENOENT'],
    [[...list, ...file('two')], {}, 2, 'expected --url'],
    [[...list, '--limit', '0'], url, 2, 'from 1 to'],
    [[...list, '--timeout', 'soon'], url, 2, 'such as 30s'],
    [['keys', 'list', '--merchant', 'key_1'], url, 2, 'expected an id that begins with mer_'],
    [['keys', 'list', '--merchant', '../../x'], url, 2, 'expected an id that begins with mer_'],
    [['accounts', 'connect', 'gocardless', '--merchant', merchant], url, 2, 'expected --settings-file or --from-env'],
    [
      ['accounts', 'connect', 'gocardless', '--merchant', merchant, '--settings-file', '-', '--api-key-stdin'],
      url,
      2,
      'stdin is one thing',
    ],
    [['replay', '--merchant', merchant], url, 2, 'expected ids of news, or --all-dead'],
    [['trigger', 'payer-accepts'], { PAYGRAPH_API_KEY: 'sk_test_1' }, 2, "missing required argument 'subject'"],
    [['trigger', 'rain', 'oop_1'], { PAYGRAPH_API_KEY: 'sk_test_1' }, 2, 'Allowed choices are list, payer-accepts'],
    [['merchants', 'paint'], url, 2, "unknown command 'paint'"],
  ] as const)
    await expectRefusal(args, env, code, says);
});
