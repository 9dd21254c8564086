import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Outcome } from '../../src/domain/port/provider.ts';
import { decodeId, encodeId } from '../../src/kernel/ids.ts';
import { createFakeBank } from '../support/fake-bank.ts';
import { freshKey } from '../support/world.ts';
import { type Api, startApi } from './harness.ts';
import { addCollection, addMandate } from './rows.ts';

/** Billing requests from the first word to what they lead to, through the real server; the bank is in memory. */
const fake = createFakeBank();
// Betalingsservice gives nothing back.
const { 'payment.refund': _none, ...operations } = fake.danish.operations;
const bank = { ...fake, danish: { ...fake.danish, operations: operations as typeof fake.danish.operations } };
let api: Api;
beforeAll(async () => {
  api = await startApi({ bank });
});
afterAll(() => api.close());

interface Told {
  readonly [name: string]: unknown;
  readonly __typename: string;
  readonly billingRequest: {
    readonly id: string;
    readonly version: number;
    readonly nextActions: readonly { readonly type: string }[];
  };
}
async function mutate(name: string, input: object, key?: string): Promise<Told> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const { data, errors } = await api.post(
    `mutation ($input: ${type}!) { ${name}(input: $input) { __typename ... on UserError { code message path retryable }
      ... on BillingRequestPayload { billingRequest { id version status purpose nextActions { type } flow { authorisationUrl } fallbackOccurred payment { status origin { __typename } } mandate { status billingRequest { id } } } idempotency { replayed } event { type } }
      ... on InvalidInputError { problems { path rule message } } ${name === 'createBillingRequest' ? '' : '... on InvalidStateError { current allowedFrom }'} } }`,
    { input },
    key,
  );
  expect(errors).toEqual([]);
  return (data as unknown as Record<string, Told>)[name] as Told;
}

const payment = { amount: { amountMinor: '8000', currency: 'DKK' }, description: 'Steel chips' };
const mandate = { currency: 'DKK', scheme: 'BACS' };
const create = (goCardless: object = { payment, mandate }): Promise<Told> =>
  mutate('createBillingRequest', { idempotencyKey: freshKey(), with: { goCardless } });
const on = ({ billingRequest }: Told): { idempotencyKey: string; billingRequestId: string } => ({
  idempotencyKey: freshKey(),
  billingRequestId: billingRequest.id,
});
const complete = (request: Told, action: object): Promise<Told> =>
  mutate('completeBillingRequestAction', { ...on(request), action });

const actions: Readonly<Record<string, object>> = {
  COLLECT_CUSTOMER_DETAILS: { collectCustomerDetails: { givenName: 'Helen', familyName: 'X' } },
  COLLECT_BANK_ACCOUNT: { collectBankAccount: { iban: { accountHolderName: 'Helen X', iban: 'DK5000400440116243' } } },
  CONFIRM_PAYER_DETAILS: { confirmPayerDetails: {} },
};

/** Does whatever is next until nothing is, as a client would that knows nothing of the provider. */
async function completeAll(request: Told): Promise<Told> {
  let at = request;
  for (let next = at.billingRequest.nextActions[0]; next; next = at.billingRequest.nextActions[0])
    at = await complete(at, actions[next.type] ?? {});
  return at;
}

test('a request is completed from its next actions alone, and fulfilled: its payment and its mandate are there', async () => {
  const ready = await completeAll(await create());
  expect(ready.billingRequest).toMatchObject({
    status: 'READY_TO_FULFIL',
    purpose: 'PAYMENT_AND_MANDATE',
    payment: null,
  });
  expect(await mutate('fulfilBillingRequest', on(ready))).toMatchObject({
    billingRequest: {
      status: 'FULFILLED',
      nextActions: [],
      payment: { status: 'PROCESSING', origin: { __typename: 'BillingRequest' } },
      mandate: { status: 'PENDING', billingRequest: { id: ready.billingRequest.id } },
    },
    event: { type: 'BILLING_REQUEST_FULFILLED' },
  });
});

test('a page is made for the payer, the payer is written to, and the request falls back where that was enabled', async () => {
  const request = await create({ payment, fallbackEnabled: true });
  const flow = { ...on(request), redirectUrl: 'https://shop.example/done', lockBankAccount: true };
  const made = await mutate('createBillingRequestFlow', flow);
  expect(made.billingRequest).toMatchObject({
    flow: { authorisationUrl: expect.stringContaining('https://pay.example/') },
  });
  expect(await mutate('createBillingRequestFlow', flow)).toMatchObject({
    billingRequest: made.billingRequest,
    idempotency: { replayed: true },
  });
  expect(bank.calls.filter(({ operation }) => operation === 'request.flow').map(({ input }) => input)).toEqual([
    {
      request: { kind: 'billingRequest', id: expect.any(String) },
      redirectUrl: 'https://shop.example/done',
      lockCustomerDetails: false,
      lockBankAccount: true,
      lockCurrency: false,
      skipSuccessScreen: false,
      showRedirectButtons: false,
    },
  ]);
  expect((await mutate('notifyBillingRequest', on(request))).__typename).toBe('BillingRequestPayload');
  expect((await mutate('fallBackBillingRequest', on(request))).billingRequest).toMatchObject({
    fallbackOccurred: true,
  });
});

test('a step that is not due, or after the end, is refused with where the request stands', async () => {
  const request = await create();
  expect(await complete(request, { confirmPayerDetails: {} })).toMatchObject({
    code: 'INVALID_STATE',
    message: 'CONFIRM_PAYER_DETAILS comes after COLLECT_CUSTOMER_DETAILS and COLLECT_BANK_ACCOUNT.',
    current: 'PENDING',
  });
  expect(await mutate('fulfilBillingRequest', on(request))).toMatchObject({
    current: 'PENDING',
    allowedFrom: ['READY_TO_FULFIL'],
  });
  expect(await mutate('cancelBillingRequest', { ...on(request), expectedVersion: 99 })).toMatchObject({
    __typename: 'VersionConflictError',
  });
  expect(await mutate('cancelBillingRequest', on(request))).toMatchObject({
    billingRequest: { status: 'CANCELLED', nextActions: [] },
  });
  for (const step of [
    'createBillingRequestFlow',
    'fulfilBillingRequest',
    'cancelBillingRequest',
    'fallBackBillingRequest',
    'notifyBillingRequest',
  ])
    expect([step, await mutate(step, on(request))]).toMatchObject([
      step,
      { __typename: 'InvalidStateError', current: 'CANCELLED' },
    ]);
});

test("another merchant's request is not there for any step", async () => {
  const request = await create();
  for (const step of [
    'createBillingRequestFlow',
    'fulfilBillingRequest',
    'cancelBillingRequest',
    'fallBackBillingRequest',
    'notifyBillingRequest',
  ])
    expect([step, await mutate(step, on(request), api.other.key)]).toMatchObject([
      step,
      { __typename: 'NotFoundError', path: ['input', 'billingRequestId'] },
    ]);
});

test('everything that is wrong with a request is told at once, each by its path, and nothing is written', async () => {
  const before = bank.calls.length;
  const wrong = {
    payment: { amount: { amountMinor: '0', currency: 'QQQ' }, description: '\ud800' },
    mandate: {
      currency: 'ZZZ',
      scheme: 'BACS',
      constraints: { startDate: '2026-12-02', endDate: '2026-12-01', maxAmountPerPayment: '1.5' },
    },
  };
  const { problems } = await create(wrong);
  expect(
    (problems as { path: string[]; rule: string }[]).map(({ path, rule }) => [path.slice(3).join('.'), rule]).sort(),
  ).toEqual([
    ['mandate.constraints.endDate', 'order'],
    ['mandate.constraints.maxAmountPerPayment', 'minorUnits'],
    ['mandate.currency', 'currency'],
    ['payment.amount.amountMinor', 'positive'],
    ['payment.amount.currency', 'currency'],
    ['payment.description', 'text'],
  ]);
  expect(await create({})).toMatchObject({ code: 'INVALID_INPUT', path: ['input', 'with', 'goCardless'] });
  const request = await create({ payment });
  expect(await complete(request, { collectAmount: { amountMinor: '-5', currency: 'DKK' } })).toMatchObject({
    code: 'INVALID_INPUT',
    path: ['input', 'action', 'collectAmount', 'amountMinor'],
  });
  expect(bank.calls.slice(before).map(({ operation }) => operation)).toEqual(['request.create']);
});

test('a step whose outcome is not known is no error, and a request of a provider that is not connected is', async () => {
  const request = await create();
  const lost: Outcome = { kind: 'unknown', why: { kind: 'timeout', detail: '' } };
  bank.script('request.cancel', lost);
  expect(await mutate('cancelBillingRequest', on(request))).toMatchObject({ billingRequest: { status: 'PENDING' } });
  const { data } = await api.post('{ unresolvedOperations { nodes { kind subjectId } } }');
  expect(data).toEqual({
    unresolvedOperations: { nodes: [{ kind: 'request.cancel', subjectId: request.billingRequest.id }] },
  });
  const betalingsservice = { ...payment, debtor: { debtorReference: 'C1' } };
  expect(
    await mutate('createBillingRequest', { idempotencyKey: freshKey(), with: { betalingsservice } }),
  ).toMatchObject({ code: 'NOT_SUPPORTED_BY_PROVIDER' });
});

const cpr = '2512484916';
const iban = 'GB33BUKB20201555555555';
const secrets = [cpr, iban, 'Helena Xylander', '20201555'];

test('what names a payer comes back in no answer, no log, no event and no record of a key, whatever is wrong with it', async () => {
  const request = await create();
  const { billingRequestId } = on(request);
  const step = (action: unknown, idempotencyKey: unknown = freshKey()) => ({
    idempotencyKey,
    billingRequestId,
    action,
  });
  const named = { iban: { accountHolderName: 'Helena Xylander', iban } };
  const inputs: unknown[] = [
    step({ collectBankAccount: { iban: { ...named.iban, bic: 'X' } } }),
    step({ collectBankAccount: { iban: { ...named.iban, accountHolderName: 5 } } }),
    step({
      collectBankAccount: {
        ...named,
        local: { accountHolderName: 'Helena Xylander', accountNumber: 20201555, countryCode: 'GB' },
      },
    }),
    step({ collectCustomerDetails: { danishIdentityNumber: Number(cpr) } }),
    step({ collectCustomerDetails: { danishIdentityNumber: cpr, givenName: `Helena Xylander\u0000` } }),
    step({ collectCustomerDetails: { danishIdentityNumber: cpr }, collectBankAccount: named }),
    step({ collectBankAccount: named }, 7),
    step({ collectBankAccount: named }, 'once-and-again'),
    step({ collectBankAccount: { iban: { ...named.iban, iban: `${iban}1` } } }, 'once-and-again'),
  ];
  const document =
    'mutation ($input: CompleteBillingRequestActionInput!) { completeBillingRequestAction(input: $input) { __typename ... on UserError { code message path } ... on InvalidInputError { problems { path message } } ... on IdempotencyError { changedPaths } } }';
  const answers = [];
  for (const input of inputs) answers.push(await api.post(document, { input }));
  const literal = (field: string) => `{ debtorCheck(input: { ${field} }) { __typename } }`;
  for (const field of [
    `nationalId: ${cpr}`,
    `nationalId: "${cpr}", debtorReference: "Helena Xylander"`,
    `nationalId: { number: "${cpr}" }`,
  ])
    answers.push(await api.post(literal(field)));
  const kinds = answers.map(
    ({ errors, data }) =>
      errors[0]?.extensions.code ??
      (data as unknown as { completeBillingRequestAction: { __typename: string } }).completeBillingRequestAction
        .__typename,
  );
  expect(kinds).toEqual([
    ...Array(4).fill('BAD_USER_INPUT'),
    'InvalidInputError',
    'BAD_USER_INPUT',
    'BAD_USER_INPUT',
    'BillingRequestPayload',
    'IdempotencyError',
    ...Array(3).fill('GRAPHQL_VALIDATION_FAILED'),
  ]);
  // It is still told where it went wrong, and what was expected.
  expect(answers[1]?.errors[0]?.message).toBe(
    'Variable "$input" got an invalid value at "input.action.collectBankAccount.iban.accountHolderName"; String cannot represent a non string value.',
  );
  const uuid = decodeId(billingRequestId)?.uuid;
  const { rows } = await api.db.worker.query<{ text: string }>(
    'select row_to_json(e)::text as text from event e where billing_request_id = $1 union all select row_to_json(b)::text from billing_request b where id = $1 union all select row_to_json(i)::text from idempotency i',
    [uuid],
  );
  expect(rows.length).toBeGreaterThan(4);
  const kept = JSON.stringify([answers, rows, api.logged]);
  expect(secrets.filter((secret) => kept.includes(secret))).toEqual([]);
});

test('a debtor is asked about once for a while, and the providers say whether they can be asked', async () => {
  const check = (input: object, key?: string) =>
    api.post(
      'query ($input: DebtorCheckInput!) { debtorCheck(input: $input) { __typename ... on DebtorCheck { reachable checkedAt } ... on UserError { code path } } }',
      { input },
      key,
    );
  expect((await check({ nationalId: cpr })).data).toMatchObject({ debtorCheck: { code: 'NOT_SUPPORTED_BY_PROVIDER' } });
  await api.domain.accounts.save(api.other.merchantId, 'BETALINGSSERVICE', {});
  const first = await check({ nationalId: cpr }, api.other.key);
  expect(first.data).toMatchObject({ debtorCheck: { __typename: 'DebtorCheck', reachable: true } });
  expect((await check({ nationalId: cpr }, api.other.key)).data).toEqual(first.data);
  expect((await check({ debtorReference: cpr }, api.other.key)).errors).toEqual([]);
  expect((await check({ nationalId: `${cpr}\u0000` }, api.other.key)).data).toMatchObject({
    debtorCheck: { code: 'INVALID_INPUT', path: ['input', 'nationalId'] },
  });
  expect(bank.calls.filter(({ operation }) => operation === 'debtorCheck').map(({ input }) => input)).toEqual([
    { nationalId: cpr },
    { debtorReference: cpr },
  ]);
  const { data } = await api.post(
    '{ providers { connected debtorCheck operations currencies partialRefund partialCapture pausedAt } }',
  );
  expect(data).toMatchObject({
    providers: [
      {
        connected: true,
        debtorCheck: false,
        currencies: ['DKK'],
        partialRefund: true,
        partialCapture: false,
        pausedAt: null,
      },
      { connected: false, debtorCheck: true },
    ],
  });
});

test('what was asked for of a mandate is read back, also what is left to the payer', async () => {
  const constraints = {
    startDate: '2026-01-01',
    maxAmountPerPayment: '9007199254740993',
    periodicLimits: [{ period: 'MONTH', alignment: 'CALENDAR', maxTotalAmount: '500' }],
  };
  const asked = { scheme: 'FASTER_PAYMENTS', verify: 'minimum', description: 'Savings', sweeping: true, constraints };
  const read = async ({ billingRequest: { id } }: Told) => {
    const { data } = await api.post(
      `query ($id: ID!) { billingRequest(by: { id: $id }) { currency mandateScheme terms { paymentScheme verify mandateDescription purpose paymentContext
         constraints { startDate endDate maxAmountPerPayment periodicLimits { period alignment maxPayments maxTotalAmount } } } } }`,
      { id },
    );
    return data?.billingRequest;
  };
  expect(await read(await create({ mandate: asked, purpose: 'retail', paymentContext: 'transfer_to_self' }))).toEqual({
    currency: 'GBP',
    mandateScheme: 'FASTER_PAYMENTS',
    terms: {
      paymentScheme: null,
      verify: 'minimum',
      mandateDescription: 'Savings',
      purpose: 'retail',
      paymentContext: 'transfer_to_self',
      constraints: {
        ...constraints,
        endDate: null,
        periodicLimits: [{ ...constraints.periodicLimits[0], maxPayments: null }],
      },
    },
  });
  expect(await read(await create({ mandate: {} }))).toMatchObject({
    currency: null,
    mandateScheme: null,
    terms: { constraints: null },
  });
});

test('what the provider never gives back is not refundable, though it was captured', async () => {
  await api.domain.accounts.save(api.shop.merchantId, 'BETALINGSSERVICE', {});
  const settled = { state: 'SETTLED', authorized: 8_000n, captured: 8_000n } as const;
  const refundable = async (provider: 'BETALINGSSERVICE' | 'GOCARDLESS'): Promise<unknown> => {
    const { id: mandateId } = await addMandate(api.db, api.shop, { provider });
    const { id } = await addCollection(api.db, api.shop, { mandateId }, { ...settled, provider });
    const { data } = await api.post(
      `{ payment(by: { id: "${encodeId('oop', id)}" }) { amounts { captured { decimal } refundable { decimal } } } }`,
    );
    return data;
  };
  const amounts = (left: string) => ({
    payment: { amounts: { captured: { decimal: '80.00' }, refundable: { decimal: left } } },
  });
  expect(await refundable('GOCARDLESS')).toEqual(amounts('80.00'));
  expect(await refundable('BETALINGSSERVICE')).toEqual(amounts('0.00'));
});

test.each([
  ['billingRequests', 'first: 1, after: ""'],
  ['mandates', 'first: 1, after: ""'],
  ['payments', 'last: 1, before: ""'],
  ['agreements', 'first: 1, before: ""'],
])('a list of %s with %s is refused with its path: empty is not absent', async (list, args) => {
  const { errors } = await api.post(`{ ${list}(${args}) { nodes { id } } }`);
  expect(errors).toMatchObject([{ path: [list], extensions: { code: 'BAD_USER_INPUT' } }]);
});
