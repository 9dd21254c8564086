import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { debtorAccount as account, madeElsewhere } from '../support/creditor-elsewhere.ts';
import { advance, eventually, freshReference } from '../support/lives.ts';
import { freshKey, startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.close();
});

interface Adopted {
  readonly __typename: string;
  readonly code?: string;
  readonly path?: readonly string[];
  readonly mandate?: { readonly id: string; readonly status: string };
  readonly event?: { readonly type: string } | null;
}
const mandateFields =
  'id status origin confirmed externalId providerReference mandateNumber debtorReference creditorNumber debtorGroupNumber statusReason { code message providerCode } replacedBy { id }';
async function adopt(input: object): Promise<Adopted> {
  const { adoptMandate } = await world.ask<{ adoptMandate: Adopted }>(
    `mutation($input: AdoptMandateInput!) { adoptMandate(input: $input) { __typename
       ... on MandatePayload { mandate { ${mandateFields} } idempotency { replayed } }
       ... on UserError { code message path } } }`,
    { input: { idempotencyKey: freshKey(), provider: 'BETALINGSSERVICE', ...input } },
  );
  return adoptMandate;
}
const read = async (id: string) =>
  (
    await world.ask<{ mandate: { status: string } }>(
      `query($id: ID!) { mandate(by: { id: $id }) { ${mandateFields} } }`,
      { id },
    )
  ).mandate;

describe('a mandate that exists at Betalingsservice', () => {
  it('is found by the uuid of the request that made it, and taken over as it stands, once', async () => {
    const uuid = await madeElsewhere(world, 'KUNDE1');
    await advance(world, 'PT5M');
    const input = {
      idempotencyKey: freshKey(),
      providerReference: ` ${uuid.toUpperCase()} `,
      debtorReference: 'kunde1',
    };
    const answer = await adopt(input);
    expect(answer.mandate).toMatchObject({
      status: 'ACTIVE',
      origin: 'ADOPTED',
      confirmed: true,
      externalId: null,
      providerReference: uuid,
      mandateNumber: expect.stringMatching(/^\d{9}$/),
      debtorReference: 'KUNDE1',
      creditorNumber: expect.stringMatching(/^\d{8}$/),
    });
    expect(await adopt(input)).toMatchObject({ mandate: { id: answer.mandate?.id }, idempotency: { replayed: true } });
    expect(await adopt({ providerReference: uuid, debtorReference: 'KUNDE1' })).toMatchObject({
      code: 'INVALID_STATE',
      path: ['input', 'providerReference'],
    });
  });

  it('that waits for its bank is asked about from then on', async () => {
    const uuid = await madeElsewhere(world, 'KUNDE2', null);
    const { mandate } = await adopt({ providerReference: uuid, debtorReference: 'KUNDE2' });
    expect(mandate).toMatchObject({ status: 'PENDING' });
    await world.sandbox.control('/control/betalingsservice/scenario', {
      scenario: 'BANK_APPROVES_MANDATE',
      subject: { kind: 'mandate', id: uuid },
    });
    await advance(world, 'PT2H');
    await eventually(world, 'the mandate to be active', async () =>
      (await read(mandate?.id ?? '')).status === 'ACTIVE' ? true : null,
    );
  });

  it('and stands in the way of one of ours is taken over in its place, by its number', async () => {
    await madeElsewhere(world, 'KUNDE3');
    await advance(world, 'PT5M');
    const debtor = { betalingsservice: { debtorReference: 'KUNDE3', ...account } };
    const { createMandate } = await world.ask<{ createMandate: { mandate: { id: string } } }>(
      'mutation($input: CreateMandateInput!) { createMandate(input: $input) { ... on MandatePayload { mandate { id } } } }',
      { input: { idempotencyKey: freshKey(), externalId: freshReference('M'), debtor } },
    );
    const { id } = createMandate.mandate;
    await advance(world, 'PT3H');
    const failed = await eventually(world, 'the mandate to fail', async () => {
      const mandate = await read(id);
      return mandate.status === 'FAILED' ? mandate : null;
    });
    expect(failed).toMatchObject({
      statusReason: {
        code: 'DUPLICATE_REQUEST',
        providerCode: 'MANDATE_ALREADY_EXISTS',
        message: expect.stringContaining('adoptMandate'),
      },
    });
    const { mandate } = await adopt({ inPlaceOf: id, mandateNumber: '123 456 789' });
    expect(mandate).toMatchObject({
      status: 'ACTIVE',
      confirmed: false,
      mandateNumber: '123456789',
      debtorReference: 'KUNDE3',
      providerReference: null,
    });
    expect(await read(id)).toMatchObject({ status: 'FAILED', replacedBy: { id: mandate?.id } });
    expect(await adopt({ inPlaceOf: id, mandateNumber: '123456780' })).toMatchObject({ path: ['input', 'inPlaceOf'] });
    expect(await adopt({ debtorReference: 'X', mandateNumber: '123456789' })).toMatchObject({
      code: 'INVALID_STATE',
      path: ['input', 'mandateNumber'],
    });
  });

  it.each([
    ['neither reference nor number', { debtorReference: 'K' }, 'INVALID_INPUT', ['input', 'mandateNumber']],
    ['no debtor', { mandateNumber: '123123123' }, 'INVALID_INPUT', ['input', 'debtorReference']],
    [
      'a number of eight digits',
      { mandateNumber: '12312312', debtorReference: 'K' },
      'INVALID_INPUT',
      ['input', 'mandateNumber'],
    ],
    ['no uuid', { providerReference: 'MD123', debtorReference: 'K' }, 'INVALID_INPUT', ['input', 'providerReference']],
    [
      'a uuid that nobody knows',
      { providerReference: randomUUID(), debtorReference: 'K' },
      'NOT_FOUND',
      ['input', 'providerReference'],
    ],
    [
      'another provider',
      { provider: 'MOBILEPAY', mandateNumber: '1', debtorReference: 'K' },
      'NOT_SUPPORTED_BY_PROVIDER',
      [],
    ],
  ])('is not taken over with %s', async (_, input, code, path) => {
    const answer = await adopt(input);
    expect(answer).toMatchObject({ code });
    if (path.length > 0) expect(answer.path).toEqual(path);
  });
});
