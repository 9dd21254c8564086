import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type ChainedEvent, type SignedHead, VerificationError, verifyEventLog } from '../../client/src/index.ts';
import { chainHash, genesisHash, hashedText } from '../../src/event-log/hash.ts';
import { encodeId, newUuid } from '../../src/kernel/ids.ts';

/** Against what chains the log. */
const at = new Date('2026-12-01T10:00:00.123Z');
const merchantId = newUuid(at.getTime());
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function chain(length: number): ChainedEvent[] {
  let previous = genesisHash;
  return Array.from({ length }, (_, index) => {
    const sequence = BigInt(index + 1);
    const subjectId = newUuid(at.getTime());
    const event = {
      merchantId,
      id: newUuid(at.getTime()),
      type: 'PAYMENT_AUTHORIZED',
      subjectType: 'oop',
      subjectId,
      subjectVersion: index + 1,
      provider: 'MOBILEPAY',
      change: { to: 'AUTHORIZED', from: 'PENDING', amount: { currency: 'DKK', amountMinor: '8000' } },
      cause: { by: 'clock', rule: 'Ærø' },
      occurredAt: at,
      recordedAt: at,
    } as const;
    const hash = chainHash(previous, sequence, event);
    const shown = {
      id: encodeId('evt', event.id),
      sequence: String(sequence),
      hash: hex(hash),
      previousHash: hex(previous),
      hashedText: hashedText(sequence, event),
      type: event.type,
      subjectId: encodeId('oop', subjectId),
      subjectVersion: event.subjectVersion,
      provider: event.provider,
      occurredAt: '2026-12-01T10:00:00.123Z',
      recordedAt: '2026-12-01T10:00:00.123Z',
      change: { from: 'PENDING', to: 'AUTHORIZED' },
    };
    previous = hash;
    return shown;
  });
}
const log = chain(5);
const last = log[4] as ChainedEvent;
const with2 = (over: Partial<ChainedEvent>): ChainedEvent[] =>
  log.map((event) => (event.sequence === '2' ? { ...event, ...over } : event));

const keys = generateKeyPairSync('ed25519');
const publicKey = keys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const signed = ({ sequence, hash }: ChainedEvent): SignedHead => {
  const merchant = encodeId('mer', merchantId);
  const signature = sign(null, Buffer.from(`${merchant}:${sequence}:${hash}`), keys.privateKey).toString('base64');
  return { merchantId: merchant, sequence, hash, signature, publicKey };
};

describe('a log holds', () => {
  test('from its beginning to the signed head', async () => {
    expect(await verifyEventLog({ events: log, head: signed(last), publicKey })).toEqual({
      sequence: '5',
      hash: last.hash,
      count: 5,
    });
  });

  test('from a place that was checked before, and beyond a head of before', async () => {
    const after = await verifyEventLog({ events: log.slice(0, 2) });
    const head = signed(log[2] as ChainedEvent);
    expect(await verifyEventLog({ events: log.slice(2), after, head })).toMatchObject({ sequence: '5', count: 3 });
  });
});

describe('a log is found broken', () => {
  const hashed = log[1]?.hashedText ?? '';
  test.each([
    [
      'an event is missing',
      log.filter(({ sequence }) => sequence !== '2'),
      'event 3: expected the event with sequence 2',
    ],
    ['two are swapped', [log[1], log[0]] as ChainedEvent[], 'event 2: expected the event with sequence 1'],
    ['what was hashed is changed', with2({ hashedText: hashed.replace('8000', '9000') }), 'event 2: expected the hash'],
    ['its hash is changed', with2({ hash: '0'.repeat(64) }), 'event 2: expected the hash'],
    ['it follows another', with2({ previousHash: 'f'.repeat(64) }), 'event 2: expected it to follow'],
    ['its amount moved to another status', with2({ change: { to: 'SETTLED' } }), 'expected change.to to be AUTHORIZED'],
    ['it is shown with another type', with2({ type: 'PAYMENT_SETTLED' }), 'expected type to be PAYMENT_AUTHORIZED'],
    ['it is shown under another id', with2({ id: encodeId('evt', merchantId) }), 'expected id to be evt_'],
    ['it is shown of another thing', with2({ subjectId: encodeId('oop', merchantId) }), 'expected subjectId'],
    ['it is shown at another time', with2({ occurredAt: '2026-12-01T10:00:00.124Z' }), 'expected occurredAt'],
  ])('when %s', async (_how, events, why) => {
    const broken = verifyEventLog({ events });
    await expect(broken).rejects.toBeInstanceOf(VerificationError);
    await expect(broken).rejects.toThrow(why);
  });

  test.each([
    ['it ends before the head', { events: log.slice(0, 3), head: signed(last) }, 'expected the log to come by'],
    ['another hash was signed', { events: log, head: signed({ ...last, hash: '0'.repeat(64) }) }, 'that was signed'],
    [
      'the head was signed for another place',
      { events: log, head: { ...signed(last), sequence: '4' } },
      'not by its key',
    ],
    [
      'the key is another than the one that was kept',
      { events: log, head: signed(last), publicKey: 'AAAA' },
      'another key',
    ],
  ])('when %s', async (_how, options, why) => {
    await expect(verifyEventLog(options)).rejects.toThrow(why);
  });
});
