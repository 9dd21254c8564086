import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshReference } from '../support/lives.ts';
import { freshKey, startWorld, type World } from '../support/world.ts';

/** How a creditor finds a mandate again: by the provider's id, and by the customer number, which is kept only as a hash. */
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** A customer number: letters and digits. */
const freshCustomer = (): string => freshReference('CUST').replace('-', 'N');

interface Made {
  readonly createMandate: { readonly mandate: { readonly id: string; readonly providerReference: string } };
}

async function aMandate(debtorReference: string) {
  const document = `mutation ($input: CreateMandateInput!) { createMandate(input: $input) {
    __typename ... on MandatePayload { mandate { id providerReference } } ... on UserError { message } } }`;
  const account = { bankRegistrationNumber: '0040', bankAccountNumber: '0440116243', nationalId: '0101801234' };
  const debtor = { betalingsservice: { debtorReference, ...account } };
  const input = { idempotencyKey: freshKey(), externalId: freshReference('M'), debtor };
  return (await world.ask<Made>(document, { input })).createMandate.mandate;
}

async function found(filter: object): Promise<readonly string[]> {
  const document = 'query ($filter: MandateFilter) { mandates(filter: $filter) { nodes { id } } }';
  const { mandates } = await world.ask<{ mandates: { nodes: { id: string }[] } }>(document, { filter });
  return mandates.nodes.map(({ id }) => id);
}

describe('a mandate', () => {
  it('is found by its debtor’s reference to the letter and by the provider’s id, and no row holds the reference', async () => {
    const reference = freshCustomer();
    const mandate = await aMandate(reference);
    await aMandate(`${reference}2`);
    expect(await found({ debtorReference: reference })).toEqual([mandate.id]);
    expect(await found({ debtorReference: reference.toLowerCase() })).toEqual([]);
    expect(await found({ providerReferences: [mandate.providerReference, 'another'] })).toEqual([mandate.id]);
    const { rows } = await world.app.db.worker.query<{ row: string }>('select mandate::text as row from mandate');
    for (const { row } of rows) expect(row).not.toContain(reference);
  });

  it('is not found by its debtor’s reference once the payer is erased', async () => {
    const reference = freshCustomer();
    const { id, providerReference } = await aMandate(reference);
    const document = 'mutation ($input: ErasePayerInput!) { erasePayer(input: $input) { __typename } }';
    const answer = await world.ask(document, { input: { idempotencyKey: freshKey(), subjectId: id } });
    expect(answer).toEqual({ erasePayer: { __typename: 'ErasePayerPayload' } });
    expect(await found({ debtorReference: reference })).toEqual([]);
    expect(await found({ providerReferences: [providerReference] })).toEqual([id]);
  });
});
