import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from './harness.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

test('every audit of GraphQL over HTTP passes', async () => {
  const audits = serverAudits({
    url: () => api.url,
    fetchFn: (url: string, init: RequestInit = {}) =>
      fetch(url, {
        ...init,
        headers: { ...Object.fromEntries(new Headers(init.headers)), authorization: `Bearer ${api.shop.key}` },
      }),
  });
  const results = await Promise.all(audits.map((audit) => audit.fn()));
  expect(
    results
      .filter(({ status }) => status !== 'ok')
      .map(({ name, ...rest }) => [name, 'reason' in rest ? rest.reason : rest.status]),
  ).toEqual([]);
  expect(results).toHaveLength(61);
});
