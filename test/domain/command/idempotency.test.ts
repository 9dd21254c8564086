import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accept } from '../../../src/domain/command/decision.ts';
import { compareFingerprint, fingerprintOf } from '../../../src/domain/command/idempotency.ts';
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

it('takes for another input only what is known to be one: of a key that is lost, and of an erased payer, nothing is known', () => {
  const [ours, lost] = [createSealer(randomBytes(32)), createSealer(randomBytes(32))];
  const input = { paymentId: 'oop_1', amount: { amountMinor: 100n, currency: 'DKK' } };
  const other = { ...input, amount: { amountMinor: 200n, currency: 'DKK' } };
  const stored = (sealer = ours, more = {}) => {
    const { whole, madeWith, paths } = fingerprintOf(sealer, 'refundPayment', input);
    return { mutation: 'refundPayment', fingerprint: whole, fingerprintKey: madeWith as bigint | null, paths, ...more };
  };
  const compared = (row: ReturnType<typeof stored>, now: unknown = other) =>
    compareFingerprint(row, 'refundPayment', fingerprintOf(ours, 'refundPayment', now));
  const changed = { kind: 'other', changedPaths: ['input.amount.amountMinor'] };
  const old = { fingerprintKey: null };
  expect(compared(stored(), input)).toEqual({ kind: 'same' });
  expect(compared(stored())).toEqual(changed);
  expect(compared(stored(ours, old), input)).toEqual({ kind: 'same' });
  expect(compared(stored(ours, old))).toEqual(changed);
  for (const now of [input, other]) {
    expect(compared(stored(lost), now)).toEqual({ kind: 'unverifiable' });
    expect(compared(stored(lost, old), now)).toEqual({ kind: 'unverifiable' });
    const erased = { ...old, fingerprint: new Uint8Array(randomBytes(32)), paths: {} };
    expect(compared(stored(ours, erased), now)).toEqual({ kind: 'unverifiable' });
  }
  expect(compareFingerprint(stored(lost), 'capturePayment', fingerprintOf(ours, 'capturePayment', input))).toEqual({
    kind: 'other',
    changedPaths: [],
  });
});
