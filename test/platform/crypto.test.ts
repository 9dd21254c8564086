import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { constantTimeEqual, sealer, sha256 } from '../../src/platform/crypto.ts';

const master = randomBytes(32);
const { seal, open, derive } = sealer(master);
const context = 'merchant 1, provider_account.settings, row 2';

test('opens what it sealed, for any text, bytes and context', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), fc.string(), (plaintext, where) => {
      expect(new Uint8Array(open(seal(plaintext, where), where))).toEqual(plaintext);
    }),
  );
  expect(open(seal('kroner: æøå 💶', context), context).toString()).toBe('kroner: æøå 💶');
});

test('seals the same text differently each time, and never in the clear', () => {
  const [a, b] = [seal('client-secret', context), seal('client-secret', context)];
  expect(a.equals(b)).toBe(false);
  expect(a.includes('client-secret')).toBe(false);
});

test('opens a value that the database hands back as part of a larger buffer', () => {
  const sealed = seal('x', context);
  const pool = Buffer.concat([Buffer.alloc(11), sealed, Buffer.alloc(5)]);
  expect(open(new Uint8Array(pool.buffer, pool.byteOffset + 11, sealed.length), context).toString()).toBe('x');
});

test('refuses a value that was moved to another row', () => {
  expect(() => open(seal('x', context), `${context}0`)).toThrow('sealed value: altered, or of another context');
});

test('refuses a value with any one bit changed, and one that is cut short', () => {
  const sealed = seal('secret', context);
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(() => open(changed, context)).toThrow(/^sealed value: /);
  }
  for (let length = 0; length < sealed.length; length++) {
    expect(() => open(sealed.subarray(0, length), context)).toThrow(/^sealed value: /);
  }
});

test('opens old values under the previous key after a rotation, and seals under the new one', () => {
  const next = randomBytes(32);
  const rotated = sealer(next, master);
  expect(rotated.open(seal('x', context), context).toString()).toBe('x');
  const fresh = rotated.seal('y', context);
  expect(sealer(next).open(fresh, context).toString()).toBe('y');
  expect(() => open(fresh, context)).toThrow('sealed value: unknown key or format');
});

test('refuses a master key of another length', () => {
  expect(() => sealer(new Uint8Array(16))).toThrow('expected a master key of 32 bytes');
  expect(() => sealer(master, new Uint8Array(31))).toThrow('expected a master key of 32 bytes');
});

test('derives one stable key for each purpose', () => {
  expect(derive('cursor')).toHaveLength(32);
  expect(derive('cursor').equals(sealer(master).derive('cursor'))).toBe(true);
  expect(derive('cursor').equals(derive('operation'))).toBe(false);
  expect(derive('cursor').equals(sealer(randomBytes(32)).derive('cursor'))).toBe(false);
});

test('compares secrets of equal and of different length', () => {
  expect(constantTimeEqual('secret', 'secret')).toBe(true);
  expect(constantTimeEqual('secret', Buffer.from('secret'))).toBe(true);
  expect(constantTimeEqual('secret', 'secreT')).toBe(false);
  expect(constantTimeEqual('secret', 'secret ')).toBe(false);
  expect(constantTimeEqual('', 'secret')).toBe(false);
});

test('hashes as SHA-256 does', () => {
  expect(sha256('abc').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
