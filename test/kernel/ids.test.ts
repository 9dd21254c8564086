import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeId, encodeId, newUuid, uuidOf } from '../../src/kernel/ids.ts';

describe('ids', () => {
  it('come back from their public form', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        expect(decodeId(encodeId('oop', uuid))).toEqual({ prefix: 'oop', uuid });
      }),
    );
  });

  it('made later sort later, in both forms', () => {
    const [first, second] = [newUuid(1_700_000_000_000), newUuid(1_700_000_000_001)];
    expect(first < second).toBe(true);
    expect(encodeId('evt', first) < encodeId('evt', second)).toBe(true);
  });

  it.each([
    ['oop_', 'too short'],
    ['xyz_00000000000000000000000000', 'an unknown prefix'],
    ['oop_8zzzzzzzzzzzzzzzzzzzzzzzzz', 'more than 128 bits'],
    ['oop_0000000000000000000000000i', 'a letter that base32 leaves out'],
    ['OOP_00000000000000000000000000', 'capitals'],
    ['toString', 'a name from an object prototype'],
  ])('refuses %s: %s', (id) => {
    expect(decodeId(id)).toBeNull();
  });

  it('gives nothing for an id of another kind', () => {
    expect(uuidOf('agr', encodeId('oop', newUuid(0)))).toBeNull();
  });
});
