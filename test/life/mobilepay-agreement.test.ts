import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activeAgreement, advance, eventually, mutate, play } from '../support/lives.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.close();
});

interface Shown {
  readonly agreement: {
    readonly version: number;
    readonly plan: string;
    readonly description: string | null;
    readonly amount: { readonly amountMinor: string } | null;
    readonly frequency: string;
  };
  readonly events: {
    readonly nodes: readonly { readonly type: string; readonly cause: { readonly __typename: string } }[];
  };
}
const read = (id: string) =>
  world.ask<Shown>(
    `query($id: ID!) { agreement(by: { id: $id }) { version plan description amount { amountMinor } frequency }
       events(first: 50, filter: { subjectIds: [$id] }) { nodes { type cause { __typename } } } }`,
    { id },
  );
const dkk = (amountMinor: string) => ({ amountMinor, currency: 'DKK' });

describe('what the payer of an agreement is shown', () => {
  it('is changed at MobilePay, and here once it is there', async () => {
    const id = await activeAgreement(world);
    const before = await read(id);
    const change = { agreementId: id, plan: 'Premium', amount: dkk('2000'), frequency: 'QUARTERLY' };
    const answer = await mutate(world, 'updateAgreement', { ...change, expectedVersion: before.agreement.version });
    expect(answer.__typename).toBe('AgreementPayload');
    const after = await read(id);
    expect(after.agreement).toMatchObject({ plan: 'Premium', amount: { amountMinor: '2000' }, frequency: 'QUARTERLY' });
    expect(after.agreement.description).toBe(before.agreement.description);
    expect(after.events.nodes.at(-1)).toEqual({ type: 'AGREEMENT_UPDATED', cause: { __typename: 'CausedByMutation' } });
    expect(await world.sandbox.effects('agreementUpdated')).toBe(1);
    // Reading it brings nothing new.
    await advance(world, 'P2D');
    expect((await read(id)).agreement.version).toBe(after.agreement.version);
  });

  it('is changed once when the answer is lost', async () => {
    const id = await activeAgreement(world);
    await world.sandbox.fault('patchAgreement', 'effectThenReset');
    await mutate(world, 'updateAgreement', { agreementId: id, description: 'All of it' });
    expect(await mutate(world, 'updateAgreement', { agreementId: id, plan: 'Other' })).toMatchObject({
      __typename: 'InvalidStateError',
      message: 'An earlier change is on its way; its outcome is awaited.',
    });
    await advance(world, 'PT1M');
    await eventually(world, 'the change to be known', async () =>
      (await read(id)).agreement.description === 'All of it' ? true : null,
    );
    expect(await mutate(world, 'updateAgreement', { agreementId: id, plan: 'Other' })).toMatchObject({
      __typename: 'AgreementPayload',
    });
  });

  it('that somebody changes at MobilePay is found by asking', async () => {
    const id = await activeAgreement(world);
    await play(world, id, 'UPDATE_ON_DASHBOARD');
    await advance(world, 'P2D');
    const { agreement, events } = await read(id);
    expect(agreement.plan).toMatch(/\(changed\)$/);
    expect(events.nodes.at(-1)).toEqual({ type: 'AGREEMENT_UPDATED', cause: { __typename: 'CausedByClock' } });
  });

  it('is not changed where nothing is given, where it is no active one, or in another currency', async () => {
    const id = await activeAgreement(world);
    expect(await mutate(world, 'updateAgreement', { agreementId: id })).toMatchObject({
      __typename: 'InvalidInputError',
      problems: [{ path: ['input'], rule: 'required' }],
    });
    const euro = { amountMinor: '1', currency: 'EUR' };
    expect(await mutate(world, 'updateAgreement', { agreementId: id, amount: euro })).toMatchObject({
      code: 'CURRENCY_MISMATCH',
      path: ['input', 'amount'],
    });
    await mutate(world, 'cancelAgreement', { agreementId: id });
    expect(await mutate(world, 'updateAgreement', { agreementId: id, plan: 'Other' })).toMatchObject({
      __typename: 'InvalidStateError',
      current: 'CANCELLED',
      allowedFrom: ['ACTIVE'],
    });
  });
});
