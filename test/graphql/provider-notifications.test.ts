import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeId } from '../../src/kernel/ids.ts';
import { type Api, issueKey, startApi } from './harness.ts';
import { addNotification } from './rows.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi({ breaks: ['I5'] });
});
afterAll(() => api.close());

const page = `query ($problems: [ProviderNotificationProblem!], $after: String) {
  unprocessedProviderNotifications(first: 2, after: $after, filter: { problems: $problems }) {
    nodes { id provider status problem detail about text attempts nextAttemptAt whatToDo }
    pageInfo { hasNextPage endCursor } } }`;
interface Listed {
  readonly nodes: readonly Readonly<Record<string, unknown>>[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}
async function list(variables: Record<string, unknown> = {}): Promise<Listed> {
  const { data, errors } = await api.post(page, variables);
  expect(errors).toEqual([]);
  return (data as unknown as Record<string, Listed>).unprocessedProviderNotifications as Listed;
}

test('what could not be processed is listed with why and what to do, and shows no secret and nobody', async () => {
  const receiptId = '00000000-0000-7000-8000-000000000001';
  const raw = Buffer.from('{"event":"odd","cpr":"0101011234","mail":"ann@example.com","amount":"19,99"}');
  await api.db.worker.query(
    `insert into webhook_receipt (merchant_id, id, account_id, provider, verdict, body_sealed, received_at)
     values ($1, $2, $3, 'MOBILEPAY', 'genuine', $4, app_now())`,
    [
      api.shop.merchantId,
      receiptId,
      api.shop.accountId,
      api.domain.sealer.seal(raw, `webhook_receipt.body:${receiptId}`),
    ],
  );
  const unreadable = await addNotification(api.db, api.shop, {
    problem: 'UNREADABLE',
    detail: 'status "odd"',
    receiptId,
  });
  const failed = await addNotification(api.db, api.shop, {
    problem: 'NOT_APPLIED',
    detail: 'of ann@example.com',
    body: { amount: '10.00', phone: '+45 12345678' },
  });
  const foreign = await addNotification(api.db, api.shop);

  const first = await list();
  expect(first.pageInfo.hasNextPage).toBe(true);
  expect(first.nodes).toEqual([
    expect.objectContaining({
      id: encodeId('inb', unreadable),
      provider: 'MOBILEPAY',
      status: 'DEAD',
      problem: 'UNREADABLE',
      detail: 'status "odd"',
      text: '{"event":"odd","cpr":"[hidden]","mail":"[hidden]","amount":"19,99"}',
      attempts: 4,
      nextAttemptAt: null,
      whatToDo: expect.stringContaining('reprocessProviderNotification'),
    }),
    expect.objectContaining({
      id: encodeId('inb', failed),
      problem: 'NOT_APPLIED',
      detail: 'of [hidden]',
      text: '{"phone":"+[hidden]","amount":"10.00"}',
    }),
  ]);
  const { nodes } = await list({ after: first.pageInfo.endCursor });
  expect(nodes.map(({ id }) => id)).toEqual([encodeId('inb', foreign)]);
  expect((await list({ problems: ['NOT_FOUND'] })).nodes.map(({ id }) => id)).toEqual([encodeId('inb', foreign)]);
});

test('reading them takes the scope, also by their id', async () => {
  const id = encodeId('inb', await addNotification(api.db, api.shop));
  const { secret } = await issueKey(api, ['events:read']);
  const asked = `{ node(id: "${id}") { id ... on ProviderNotification { text } } }`;
  expect((await api.post(asked, {}, secret)).errors[0]?.extensions.code).toBe('FORBIDDEN');
  expect((await api.post(`{ node(id: "${id}") { id } }`, {}, secret)).data).toEqual({ node: { id } });
  expect((await api.post(page, {}, secret)).errors[0]?.extensions.code).toBe('FORBIDDEN');
});

test('one is taken up again by its id, once for a key', async () => {
  const id = await addNotification(api.db, api.shop, { problem: 'NOT_APPLIED' });
  const reprocess = (notificationId: string) =>
    api.post(
      `mutation ($id: ID!) { reprocessProviderNotification(input: { idempotencyKey: "again-${id}", notificationId: $id }) {
         __typename ... on ReprocessProviderNotificationPayload { notification { id status attempts nextAttemptAt } idempotency { replayed } }
         ... on UserError { code path } } }`,
      { id: notificationId },
    );
  const taken = { id: encodeId('inb', id), status: 'WAITING', attempts: 0, nextAttemptAt: expect.any(String) };
  const answered = (replayed: boolean) => ({
    reprocessProviderNotification: {
      __typename: 'ReprocessProviderNotificationPayload',
      notification: taken,
      idempotency: { replayed },
    },
  });
  expect((await reprocess(encodeId('inb', '00000000-0000-7000-8000-000000000009'))).data).toEqual({
    reprocessProviderNotification: {
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
      path: ['input', 'notificationId'],
    },
  });
  expect((await reprocess(encodeId('inb', id))).data).toEqual(answered(false));
  expect((await reprocess(encodeId('inb', id))).data).toEqual(answered(true));
});
