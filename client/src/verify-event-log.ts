import { fromBase64, fromHex, hexOf, joined, sha256, utf8 } from './bytes.ts';
import { VerificationError } from './errors.ts';
import { ask, type RequestOptions } from './request.ts';

/** What of an event its place in the chain is checked by. Select all of it. */
export interface ChainedEvent {
  readonly id: string;
  readonly sequence: string;
  readonly hash: string;
  readonly previousHash: string;
  /** What `hash` is over, after the bytes of `previousHash`. */
  readonly hashedText: string;
  /** Where these were selected they are compared with what was hashed. */
  readonly type?: string;
  readonly subjectId?: string;
  readonly subjectVersion?: number;
  readonly provider?: string | null;
  readonly occurredAt?: string;
  readonly recordedAt?: string;
  readonly change?: { readonly from?: string | null; readonly to?: string } | null;
}

/** The end of the log as the server signs it: `eventLogHead`. */
export interface SignedHead {
  readonly merchantId: string;
  readonly sequence: string;
  readonly hash: string;
  /** Ed25519, in base64. */
  readonly signature: string;
  /** SPKI DER in base64. Compare it with the one that you kept. */
  readonly publicKey: string;
}

/** A place in the chain. */
export interface ChainPlace {
  readonly sequence: string;
  readonly hash: string;
}
/** Where a chain begins. */
export const chainStart: ChainPlace = { sequence: '0', hash: '0'.repeat(64) };

export interface VerifyEventLogOptions {
  /** In the order of the log. */
  readonly events: Iterable<ChainedEvent> | AsyncIterable<ChainedEvent>;
  /** The place that was checked before; default the beginning. */
  readonly after?: ChainPlace;
  /** Where the log has to come by: a head that was signed, of now or of before. */
  readonly head?: SignedHead;
  /** The server's key as you kept it. Without it a head is taken for signed by whoever signed it. */
  readonly publicKey?: string;
}

/**
 * Checks an exported log without its server: nothing was changed, left out or put in. Gives the place up to which it holds; throws
 * `VerificationError` at the first event that does not.
 */
export async function verifyEventLog({
  events,
  after = chainStart,
  head,
  publicKey,
}: VerifyEventLogOptions): Promise<ChainPlace & { readonly count: number }> {
  if (head) await verifyHead(head, publicKey);
  let { sequence, hash } = { sequence: BigInt(after.sequence), hash: after.hash };
  let count = 0;
  let headSeen = head?.sequence === after.sequence && head.hash === after.hash;
  for await (const event of events) {
    const wrong = await wrongWith(event, sequence + 1n, hash);
    if (wrong) throw broken(`event ${event.sequence}: ${wrong}`);
    sequence += 1n;
    hash = event.hash;
    count += 1;
    if (head?.sequence === event.sequence) {
      if (head.hash !== hash)
        throw broken(`event ${event.sequence}: expected the hash that was signed, ${head.hash}; got ${hash}`);
      headSeen = true;
    }
  }
  if (head && !headSeen)
    throw broken(`expected the log to come by the signed head ${head.sequence}; it ends at ${sequence}`);
  return { sequence: String(sequence), hash, count };
}

async function wrongWith(event: ChainedEvent, expected: bigint, previous: string): Promise<string | null> {
  if (event.sequence !== String(expected)) return `expected the event with sequence ${expected}`;
  if (event.previousHash !== previous) return `expected it to follow ${previous}; it follows ${event.previousHash}`;
  const before = fromHex(event.previousHash);
  if (before?.length !== 32) return 'expected previousHash to be 64 hexadecimal digits';
  const hash = hexOf(await sha256(joined(before, utf8(event.hashedText))));
  if (hash !== event.hash) return `expected the hash ${hash}; got ${event.hash}`;
  return differing(event);
}

/** What is shown of an event must be what was hashed. */
function differing(event: ChainedEvent): string | null {
  const hashed = JSON.parse(event.hashedText) as Hashed;
  const { change, subjectId } = event;
  const pairs: readonly (readonly [name: string, shown: unknown, hashed: unknown])[] = [
    ['sequence', event.sequence, hashed.number],
    ['id', event.id, publicId('evt', hashed.id)],
    ['type', event.type, hashed.type],
    ['subjectId', subjectId, publicId(hashed.subjectType, hashed.subjectId)],
    ['subjectVersion', event.subjectVersion, hashed.subjectVersion],
    ['provider', event.provider, hashed.provider],
    ['occurredAt', inMs(event.occurredAt), inMs(hashed.occurredAt)],
    ['recordedAt', inMs(event.recordedAt), inMs(hashed.recordedAt)],
    ['change.from', change?.from, change && hashed.change?.from],
    ['change.to', change?.to, change && hashed.change?.to],
  ];
  const found = pairs.find(([, shown, told]) => shown !== undefined && shown !== told);
  return found ? `expected ${found[0]} to be ${String(found[2])}, as it was hashed; got ${String(found[1])}` : null;
}
interface Hashed {
  readonly number: string;
  readonly id: string;
  readonly type: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly subjectVersion: number;
  readonly provider: string | null;
  readonly change: { readonly from: string | null; readonly to: string } | null;
  readonly occurredAt: string;
  readonly recordedAt: string;
}

const inMs = (time: string | undefined): number | undefined => (time === undefined ? undefined : Date.parse(time));

/** Crockford's base32 of a UUID, behind the prefix of its kind. */
export function publicId(prefix: string, uuid: string): string {
  let value = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let text = '';
  for (let digit = 0; digit < 26; digit++) {
    text = '0123456789abcdefghjkmnpqrstvwxyz'.charAt(Number(value & 31n)) + text;
    value >>= 5n;
  }
  return `${prefix}_${text}`;
}

async function verifyHead(
  { merchantId, sequence, hash, signature, publicKey }: SignedHead,
  kept?: string,
): Promise<void> {
  if (kept !== undefined && kept !== publicKey)
    throw broken('the head is signed by another key than the one that you kept');
  const [der, signed] = [fromBase64(publicKey), fromBase64(signature)];
  if (!der || !signed) throw broken('expected signature and publicKey of the head in base64');
  const key = await crypto.subtle.importKey('spki', der, 'Ed25519', false, ['verify']);
  const text = utf8(`${merchantId}:${sequence}:${hash}`);
  if (!(await crypto.subtle.verify('Ed25519', key, signed, text)))
    throw broken('the signature of the head is not by its key');
}

const broken = (message: string): VerificationError => new VerificationError(message, 'EVENT_LOG_BROKEN');

const pageOf =
  'query Chain($after: EventCursor) { events(first: 100, after: $after) { nodes { ...Chained } pageInfo { hasNextPage endCursor } } }';
const chained = `fragment Chained on Event { id sequence hash previousHash hashedText type subjectId subjectVersion provider
  occurredAt recordedAt change { from to } }`;

/** Reads the log page by page, with all that `verifyEventLog` looks at. */
export async function* readEventLog(
  options: RequestOptions & { readonly after?: string | null },
): AsyncGenerator<ChainedEvent, void, void> {
  let after = options.after ?? null;
  for (;;) {
    const { events } = await ask<Page>({ ...options, document: `${pageOf} ${chained}`, variables: { after } });
    yield* events.nodes;
    if (!events.pageInfo.hasNextPage) return;
    after = events.pageInfo.endCursor;
  }
}

/** The end of the log as it is signed now. Its `publicKey` is worth keeping: it stays what it is. */
export async function readSignedHead(options: RequestOptions): Promise<SignedHead> {
  const { viewer, eventLogHead } = await ask<{
    readonly viewer: { readonly merchantId: string };
    readonly eventLogHead: Omit<SignedHead, 'merchantId'>;
  }>({ ...options, document: '{ viewer { merchantId } eventLogHead { sequence hash signature publicKey } }' });
  return { merchantId: viewer.merchantId, ...eventLogHead };
}

interface Page {
  readonly events: {
    readonly nodes: readonly ChainedEvent[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}
