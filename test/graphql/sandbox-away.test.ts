import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { masked } from '../../src/graphql/server/masking.ts';
import { createLogger } from '../../src/platform/log.ts';

const log = createLogger('silent');
/** Takes what is asked of it, and then is killed, or says nothing. */
const sandbox = createServer((request) => {
  if (request.url === '/killed') request.socket.destroy();
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => sandbox.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(sandbox.address() as AddressInfo).port}`;
});
afterAll(() => {
  sandbox.closeAllConnections();
  sandbox.close();
});

it.each(['/killed', '/silent'])(
  'a sandbox that was %s is answered with UNAVAILABLE, and when to come again',
  async (path) => {
    const error = await request(url + path, { headersTimeout: 200 }).then(
      () => new Error('it answered'),
      (thrown: unknown) => thrown,
    );
    expect(masked(log, 'req_1', error).extensions).toMatchObject({
      code: 'UNAVAILABLE',
      http: { status: 503, headers: { 'retry-after': '1' } },
    });
  },
);

it('any other error is still hidden behind the id of its request', () => {
  expect(masked(log, 'req_1', new Error('a secret')).extensions).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
});
