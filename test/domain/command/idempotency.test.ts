import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accept } from '../../../src/domain/command/decision.ts';
import { underKey } from '../../../src/domain/command/keyed-command.ts';
import { sealer as createSealer } from '../../../src/platform/crypto.ts';
import { type DomainWorld, startDomainWorld } from '../../support/domain-world.ts';
import { freshKey } from '../../support/world.ts';

let world: DomainWorld;
beforeAll(async () => {
  world = await startDomainWorld();
});
afterAll(() => world.close());

it('keeps of an input that names a person nothing against which numbers could be tried without our key', async () => {
  const { merchantId } = world.caller;
  const input = { debtor: { nationalId: '0101801234' }, externalId: 'M-1' };
  const kept = async (sealer = createSealer(randomBytes(32))) => {
    const key = freshKey();
    const command = { name: 'createMandate', key, input, decide: async () => accept({ answer: 'none' }) };
    await underKey({ db: world.db, sealer }, world.caller, command);
    const { fingerprint, paths } = await world.db
      .reader(merchantId)
      .idempotency.findUniqueOrThrow({ where: { merchantId_key: { merchantId, key } } });
    return { fingerprint: Buffer.from(fingerprint).toString('hex'), paths: JSON.stringify(paths) };
  };
  const [ours, again, others] = [await kept(world.deps.sealer), await kept(world.deps.sealer), await kept()];
  expect(again).toEqual(ours);
  expect(others.fingerprint).not.toBe(ours.fingerprint);
  expect(others.paths).not.toBe(ours.paths);
});
