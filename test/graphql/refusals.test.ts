import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cancelPayment, capturePayment } from '../../src/domain/payment/commands.ts';
import type { OneOffPayment } from '../../src/generated/prisma/client.ts';
import { encodeId } from '../../src/kernel/ids.ts';
import { currency, money } from '../../src/kernel/money.ts';
import type { Refusal } from '../../src/kernel/refusal.ts';
import { type Answer, type Api, startApi } from './harness.ts';
import { addAgreement, addPayment } from './rows.ts';

vi.mock('../../src/domain/payment/commands.ts', { spy: true });

let api: Api;
let payment: OneOffPayment;
beforeAll(async () => {
  api = await startApi();
  payment = await addPayment(api.db, api.shop, await addAgreement(api.db, api.shop));
});
afterAll(() => api.close());

const at = new Date('2026-11-20T10:00:00.000Z');
const errorFields = /* GraphQL */ `
  __typename
  ... on UserError { code message path retryable }
  ... on InvalidInputError { problems { path rule message } }
  ... on InvalidStateError { current allowedFrom availableActions { kind available } }
  ... on AmountError { requested { amountMinor } limit { amountMinor currency } }
  ... on VersionConflictError { expectedVersion actualVersion }
  ... on IdempotencyError { key firstSeenAt changedPaths retryAfter }
  ... on ProviderRejectedError { provider reason { code providerCode origin } }
`;
const capture = (selection: string): Promise<Answer> =>
  api.post(
    `mutation ($id: ID!) { capturePayment(input: { idempotencyKey: "capture-1", paymentId: $id }) { ${selection} } }`,
    { id: encodeId('oop', payment.id) },
  );

const dkk = currency('DKK');
const refusals: Readonly<Record<Refusal['kind'], () => readonly [Refusal, object]>> = {
  invalidInput: () => [
    {
      kind: 'invalidInput',
      code: 'CURRENCY_MISMATCH',
      problems: [{ path: ['input', 'amount', 'currency'], rule: 'currency', message: 'expected DKK; got EUR' }],
    },
    {
      __typename: 'InvalidInputError',
      code: 'CURRENCY_MISMATCH',
      message: 'input.amount.currency: expected DKK; got EUR',
      path: ['input', 'amount', 'currency'],
      retryable: false,
      problems: [{ path: ['input', 'amount', 'currency'], rule: 'currency', message: 'expected DKK; got EUR' }],
    },
  ],
  notFound: () => [
    { kind: 'notFound', path: ['input', 'paymentId'], message: 'There is no payment with this id.' },
    {
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
      message: 'There is no payment with this id.',
      path: ['input', 'paymentId'],
      retryable: false,
    },
  ],
  invalidState: () => [
    {
      kind: 'invalidState',
      path: ['input', 'paymentId'],
      message: 'The payment is AUTHORIZED.',
      current: 'AUTHORIZED',
      allowedFrom: ['SETTLED'],
      paymentId: payment.id,
    },
    {
      __typename: 'InvalidStateError',
      code: 'INVALID_STATE',
      message: 'The payment is AUTHORIZED.',
      path: ['input', 'paymentId'],
      retryable: false,
      current: 'AUTHORIZED',
      allowedFrom: ['SETTLED'],
      availableActions: [
        { kind: 'CAPTURE', available: true },
        { kind: 'CANCEL', available: true },
        { kind: 'REFUND', available: false },
      ],
    },
  ],
  amount: () => [
    {
      kind: 'amount',
      code: 'AMOUNT_TOO_LARGE',
      message: 'too much',
      path: ['input', 'amount'],
      requested: money(9_000n, dkk),
      limit: money(8_000n, dkk),
    },
    {
      __typename: 'AmountError',
      code: 'AMOUNT_TOO_LARGE',
      message: 'too much',
      path: ['input', 'amount'],
      retryable: false,
      requested: { amountMinor: '9000' },
      limit: { amountMinor: '8000', currency: 'DKK' },
    },
  ],
  versionConflict: () => [
    { kind: 'versionConflict', path: ['input', 'expectedVersion'], expected: 3, actual: 5 },
    {
      __typename: 'VersionConflictError',
      code: 'VERSION_CONFLICT',
      message: 'expected version 3; it is at version 5',
      path: ['input', 'expectedVersion'],
      retryable: false,
      expectedVersion: 3,
      actualVersion: 5,
    },
  ],
  keyReused: () => [
    { kind: 'keyReused', key: 'capture-1', firstSeenAt: at, changedPaths: ['input.amount.amountMinor'] },
    {
      __typename: 'IdempotencyError',
      code: 'IDEMPOTENCY_KEY_REUSED',
      message: 'The key capture-1 was first used at 2026-11-20T10:00:00.000Z with another input.amount.amountMinor.',
      path: ['input', 'idempotencyKey'],
      retryable: false,
      key: 'capture-1',
      firstSeenAt: '2026-11-20T10:00:00.000Z',
      changedPaths: ['input.amount.amountMinor'],
      retryAfter: null,
    },
  ],
  keyUnverifiable: () => [
    { kind: 'keyUnverifiable', key: 'capture-1', firstSeenAt: at },
    {
      __typename: 'IdempotencyError',
      code: 'IDEMPOTENCY_KEY_UNVERIFIABLE',
      message:
        'The key capture-1 was first used at 2026-11-20T10:00:00.000Z, and whether with this input can no longer be told. Do not take a new key, since that may do the same twice: ask idempotencyRecord by this key what became of it.',
      path: ['input', 'idempotencyKey'],
      retryable: false,
      key: 'capture-1',
      firstSeenAt: '2026-11-20T10:00:00.000Z',
      changedPaths: [],
      retryAfter: null,
    },
  ],
  keyInProgress: () => [
    { kind: 'keyInProgress', key: 'capture-1', firstSeenAt: at, retryAfterMs: 1_500 },
    {
      __typename: 'IdempotencyError',
      code: 'IDEMPOTENCY_IN_PROGRESS',
      message: 'The key capture-1 is in use this very moment.',
      path: ['input', 'idempotencyKey'],
      retryable: true,
      key: 'capture-1',
      firstSeenAt: '2026-11-20T10:00:00.000Z',
      changedPaths: [],
      retryAfter: 'PT1.5S',
    },
  ],
  provider: () => [
    {
      kind: 'provider',
      code: 'PROVIDER_REJECTED',
      provider: 'MOBILEPAY',
      reason: {
        code: 'AUTHORITY_NOT_ACTIVE',
        message: 'The agreement is not active.',
        providerCode: '50008',
        origin: 'PROVIDER',
        retryable: false,
      },
    },
    {
      __typename: 'ProviderRejectedError',
      code: 'PROVIDER_REJECTED',
      message: 'The agreement is not active.',
      path: [],
      retryable: false,
      provider: 'MOBILEPAY',
      reason: { code: 'AUTHORITY_NOT_ACTIVE', providerCode: '50008', origin: 'PROVIDER' },
    },
  ],
};

test.each(Object.keys(refusals) as Refusal['kind'][])(
  'a refusal as %s comes as its member of the union, with all that it carries',
  async (is) => {
    const [error, expected] = refusals[is]();
    vi.mocked(capturePayment).mockResolvedValue({ ok: false, error });
    const answer = await capture(errorFields);
    expect(answer.errors).toEqual([]);
    expect(answer.data).toEqual({ capturePayment: expected });
  },
);

test('a provider that does not let the merchant reserve names the field that asks for it', async () => {
  const reason = {
    code: 'AUTO_RESERVE_NOT_APPROVED',
    message: 'Not approved.',
    origin: 'MERCHANT',
    retryable: false,
  } as const;
  const error = { kind: 'provider', code: 'PROVIDER_REJECTED', provider: 'MOBILEPAY', reason } as const;
  vi.mocked(capturePayment).mockResolvedValue({ ok: false, error });
  expect((await capture(errorFields)).data).toMatchObject({ capturePayment: { path: ['input', 'autoReserve'] } });
});

test('a refusal whose member the union lacks is an error of ours, not a half answer', async () => {
  vi.mocked(cancelPayment).mockResolvedValue({ ok: false, error: refusals.amount()[0] as never });
  const answer = await api.post(
    'mutation { cancelPayment(input: { idempotencyKey: "cancel-01", paymentId: "x" }) { __typename } }',
  );
  expect(answer.errors[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR');
});
