import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFakeBank } from '../support/fake-bank.ts';
import { type Api, startApi } from './harness.ts';

/** The banks at which a payer can approve, through the real server; the provider is in memory. */
const bank = createFakeBank();
let api: Api;
beforeAll(async () => {
  api = await startApi({ bank });
});
afterAll(() => api.close());

const institutions = (input: object, first?: number) =>
  api.post(
    `query ($input: InstitutionsInput!, $first: Int! = 50) { institutions(input: $input) { __typename
       ... on InstitutionList { count checkedAt institutions(first: $first) { institution name countryCode logoUrl iconUrl available completesBankAccount } }
       ... on UserError { code path } } }`,
    { input, ...(first === undefined ? {} : { first }) },
  );

test('as many as are asked for are shown, and how many there are', async () => {
  const { data, errors } = await institutions({ countryCode: 'GB', search: 'alpha' }, 1);
  expect(errors).toEqual([]);
  expect(data?.institutions).toEqual({
    __typename: 'InstitutionList',
    count: 2,
    checkedAt: expect.any(String),
    institutions: [
      {
        institution: 'alpha',
        name: 'Alpha',
        countryCode: 'GB',
        logoUrl: null,
        iconUrl: null,
        available: true,
        completesBankAccount: false,
      },
    ],
  });
  expect(bank.calls.at(-1)).toEqual({ operation: 'institutions', input: { countryCode: 'GB' } });
});

test.each([
  [{ countryCode: 'GB', billingRequestId: 'brq_nonsense' }, 'NOT_FOUND', ['input', 'billingRequestId']],
  [{ countryCode: 'XX' }, 'INVALID_INPUT', ['input', 'countryCode']],
  [{ countryCode: 'GB', search: 'x\u0000' }, 'INVALID_INPUT', ['input', 'search']],
])('%j is refused as %s', async (input, code, path) => {
  expect((await institutions(input)).data?.institutions).toMatchObject({ code, path });
});

test('a page has its size, and the providers say whether they can be asked', async () => {
  expect((await institutions({ countryCode: 'GB' }, 101)).errors[0]).toMatchObject({
    extensions: { code: 'BAD_USER_INPUT', limit: 100 },
  });
  const { data } = await api.post('{ providers { provider institutions } }');
  expect(data).toMatchObject({
    providers: expect.arrayContaining([{ provider: 'GOCARDLESS', institutions: true }]),
  });
});
