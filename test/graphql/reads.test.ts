import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeId } from '../../src/domain/ids.ts';
import { type Api, numberAll, startApi } from './harness.ts';
import { addAgreement, addCapture, addPayment } from './rows.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const listed = /* GraphQL */ `
  query ($first: Int!) {
    payments(first: $first) {
      nodes {
        __typename
        id
        status
        amounts { capturable { amountMinor decimal } }
        actions { kind available maxAmount { amountMinor } deadline unavailableBecause { code } }
        captures { id status amount { decimal } payment { id } }
        events(first: 2) { nodes { type sequence subject { __typename } } }
        ... on OneOffPayment { providerStatus origin { ... on Agreement { id plan payerCanCancel } } }
      }
    }
  }
`;

test('a list of payments with agreement, captures, actions and events costs as many statements at 10 rows as at 100', async () => {
  const agreements = await Promise.all([1, 2, 3].map(() => addAgreement(api.db, api.shop)));
  for (let i = 0; i < 100; i++) {
    const payment = await addPayment(api.db, api.shop, agreements[i % 3] as never);
    if (i % 10 === 0) await addCapture(api.db, api.shop, payment);
  }
  await numberAll(api.db);
  const count = async (first: number): Promise<number> => {
    await api.post(listed, { first });
    api.statements();
    const answer = await api.post(listed, { first });
    expect(answer.errors).toEqual([]);
    expect((answer.data as never as { payments: { nodes: unknown[] } }).payments.nodes).toHaveLength(first);
    return api.statements().length;
  };
  const ten = await count(10);
  expect(await count(100)).toBe(ten);
  expect(ten).toBeLessThan(60);
});

test('debug', async () => {
  const a = await api.post(listed, { first: 2 });
  console.log(JSON.stringify(a, null, 1), api.statements());
  const agreement = await addAgreement(api.db, api.shop);
  const p = await api.post(`{ agreements(first: 3) { nodes { id payments(first: 2) { nodes { id ... on OneOffPayment { origin { ... on Agreement { externalId } } } } pageInfo { hasNextPage endCursor } } events(first:1) { edges { cursor } } } } node(id: "${encodeId('agr', agreement.id)}") { __typename id } }`);
  console.log(JSON.stringify(p, null, 1), api.logged, api.statements());
});
