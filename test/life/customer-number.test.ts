import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { advance, eventually, freshReference, play } from '../support/lives.ts';
import { freshKey, startWorld, type World } from '../support/world.ts';

/** What a creditor of Betalingsservice needs to collect by file: customer number, PBS number, debtor group and mandate number. */
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** A customer number: letters and digits. */
const freshCustomer = (): string => freshReference('CUST').replace('-', 'N');

interface Numbers {
  readonly debtorReference: string | null;
  readonly creditorNumber: string | null;
  readonly debtorGroupNumber: string | null;
  readonly mandateNumber: string | null;
}
interface Request {
  readonly id: string;
  readonly status: string;
  readonly debtorReference: string | null;
  readonly terms: { readonly creditorNumber: string | null; readonly debtorGroupNumber: string | null };
  readonly mandate: (Numbers & { readonly id: string; readonly status: string }) | null;
}
const shown = `id status debtorReference terms { creditorNumber debtorGroupNumber }
  mandate { id status debtorReference creditorNumber debtorGroupNumber mandateNumber }`;

async function ask(over: object = {}): Promise<string> {
  const document = `mutation ($input: CreateBillingRequestInput!) { createBillingRequest(input: $input) {
    __typename ... on BillingRequestPayload { billingRequest { id } } ... on UserError { message path } } }`;
  const terms = {
    amount: { amountMinor: '249950', currency: 'DKK' },
    description: 'Smartphone',
    debtor: { nationalId: '010180 1234' },
    createMandate: true,
    ...over,
  };
  const input = { idempotencyKey: freshKey(), externalId: freshReference('PHONE'), with: { betalingsservice: terms } };
  const { createBillingRequest } = await world.ask<{
    createBillingRequest: { readonly billingRequest?: { readonly id: string } };
  }>(document, { input });
  expect(createBillingRequest).toHaveProperty('billingRequest');
  return createBillingRequest.billingRequest?.id ?? '';
}

async function read(id: string): Promise<Request> {
  const document = `query ($id: ID!) { billingRequest(by: { id: $id }) { ${shown} } }`;
  return (await world.ask<{ billingRequest: Request }>(document, { id })).billingRequest;
}

function once(id: string, what: string, is: (request: Request) => boolean): Promise<Request> {
  return eventually(world, what, async () => {
    const request = await read(id);
    return is(request) ? request : null;
  });
}

describe('the customer number of a collection request', () => {
  it('is said, shown on it and on its mandate, beside the numbers of the creditor and of the mandate', async () => {
    const customer = freshCustomer();
    const id = await ask({ debtorReference: customer });
    await play(world, id, 'PAYER_ACCEPTS');
    await advance(world, 'P5D');
    const { debtorReference, terms, mandate } = await once(
      id,
      'the mandate to be active',
      (request) => request.mandate?.status === 'ACTIVE',
    );
    expect(debtorReference).toBe(customer);
    expect(mandate).toMatchObject({ debtorReference: customer, ...terms });
    expect(terms.creditorNumber).toMatch(/^\d{8}$/);
    expect(terms.debtorGroupNumber).toMatch(/^\d{5}$/);
    expect(mandate?.mandateNumber).toMatch(/^\d{9}$/);
    for (const table of ['mandate', 'billing_request']) {
      const { rows } = await world.app.db.worker.query<{ row: string }>(`select ${table}::text as row from ${table}`);
      for (const { row } of rows) expect(row).not.toContain(customer);
    }
  });

  it('may be used again after the debtor has said no', async () => {
    const customer = freshCustomer();
    const first = await ask({ debtorReference: customer });
    await play(world, first, 'PAYER_REJECTS');
    await once(first, 'the refusal', ({ status }) => status === 'REJECTED');
    const second = await ask({ debtorReference: customer });
    expect(await read(second)).toMatchObject({ status: 'PENDING', debtorReference: customer });
  });

  it('is made where none is said, and shown', async () => {
    const { debtorReference, mandate } = await once(await ask(), 'the mandate', ({ mandate }) => mandate !== null);
    expect(debtorReference).toMatch(/^[0-9A-F]{15}$/);
    expect(mandate?.debtorReference).toBe(debtorReference);
  });

  it('is gone once the payer is erased', async () => {
    const id = await ask({ debtorReference: freshCustomer() });
    await play(world, id, 'PAYER_REJECTS');
    await once(id, 'the refusal', ({ status }) => status === 'REJECTED');
    const document = 'mutation ($input: ErasePayerInput!) { erasePayer(input: $input) { __typename } }';
    const answer = await world.ask(document, { input: { idempotencyKey: freshKey(), subjectId: id } });
    expect(answer).toEqual({ erasePayer: { __typename: 'ErasePayerPayload' } });
    expect(await read(id)).toMatchObject({ debtorReference: null });
  });
});
