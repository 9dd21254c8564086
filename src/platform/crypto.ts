import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

export interface Sealer {
  /** Encrypts. `context` names the merchant, table, column and row: a value moved to another place does not open there. */
  seal(plaintext: string | Uint8Array, context: string): Buffer<ArrayBuffer>;
  /** Throws on a value that is not exactly what `seal` wrote for this context under one of the live keys. */
  open(sealed: Uint8Array, context: string): Buffer;
  /** A key of its own for another purpose, for instance signing cursors. */
  derive(purpose: string): Buffer;
  /** Names the key that `derive` derives from: what was made with a derived key can be verified where this is the same. */
  readonly derivesFrom: number;
}

/** What a sealer works with. */
export interface SealerKeys {
  /** Seals. */
  readonly active: Uint8Array;
  /** Open beside it. */
  readonly others: readonly Uint8Array[];
  /** What is derived comes of this one. */
  readonly root: Uint8Array;
}

// version, key id, salt, tag, ciphertext
const version = 1;
const saltAt = 5;
const tagAt = saltAt + 24;
const textAt = tagAt + 16;
/** The length of every key that seals: the master key's, a data key's, a person's. */
export const masterKeyBytes = 32;

/** Seals under one key, from which it also derives. `previous` still open. */
export function sealer(current: Uint8Array, ...previous: readonly Uint8Array[]): Sealer {
  const keys = byId({ active: current, others: previous, root: current });
  return sealerOf(() => keys);
}

/**
 * AES-256-GCM under the keys that are given at the time. Each value has a key and nonce of its own, drawn from a random salt: with one
 * key for all, random nonces are safe for four thousand million values only, which is a month of webhooks.
 */
export function sealerOf(keys: () => KeysById): Sealer {
  return {
    seal(plaintext, context) {
      const { active } = keys();
      const head = Buffer.alloc(saltAt);
      head[0] = version;
      head.writeUInt32BE(keyId(active), 1);
      const salt = randomBytes(tagAt - saltAt);
      const { key, nonce } = valueKey(active, salt);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(associatedData(head, context));
      const text = Buffer.concat([cipher.update(plaintext), cipher.final()]);
      return Buffer.concat([head, salt, cipher.getAuthTag(), text]);
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
      const id = sealedUnder(bytes);
      const sealing = id === null ? undefined : keys().opening.get(id);
      if (!sealing) throw new Error(`sealed value: unknown key or format${id === null ? '' : ` (key ${keyName(id)})`}`);
      const { key, nonce } = valueKey(sealing, bytes.subarray(saltAt, tagAt));
      const decipher = createDecipheriv('aes-256-gcm', key, nonce)
        .setAAD(associatedData(bytes.subarray(0, saltAt), context))
        .setAuthTag(bytes.subarray(tagAt, textAt));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(textAt)), decipher.final()]);
      } catch {
        throw new Error('sealed value: altered, or of another context');
      }
    },
    derive: (purpose) => hkdf(keys().root, '', `derive ${purpose}`, 32),
    get derivesFrom() {
      return keyId(keys().root);
    },
  };
}

/** The keys of a sealer, found by the ids that sealed values bear. */
export interface KeysById {
  readonly active: Uint8Array;
  readonly opening: ReadonlyMap<number, Uint8Array>;
  readonly root: Uint8Array;
}

/** Throws on a key of another length. */
export function byId({ active, others, root }: SealerKeys): KeysById {
  const live = [...others, active];
  if ([root, ...live].some((key) => key.length !== masterKeyBytes))
    throw new Error(`expected a master key of ${masterKeyBytes} bytes`);
  return { active, root, opening: new Map(live.map((key) => [keyId(key), key])) };
}

/** The id of the key that a value is sealed under, or null for what is no sealed value. */
export function sealedUnder(sealed: Buffer): number | null {
  return sealed.length >= textAt && sealed[0] === version ? sealed.readUInt32BE(1) : null;
}

/** Names a key without telling anything of it: the id that values sealed under it bear. */
export function keyId(key: Uint8Array): number {
  let id = ids.get(key);
  if (id === undefined) {
    id = hkdf(key, '', 'key id', 4).readUInt32BE();
    ids.set(key, id);
  }
  return id;
}
const ids = new WeakMap<Uint8Array, number>();

/** A key's id as people are shown it. */
export const keyName = (id: number): string => id.toString(16).padStart(8, '0');

/** Of 32 random bytes fewer than one set in a thousand million million has so few different values. */
const differentMin = 16;

/** Why a key is none that was drawn at random, in words; empty where it may be. */
export function weaknessOf(key: Uint8Array): string {
  const steps = key.map((byte, index) => byte - (key[index - 1] ?? 0)).subarray(1);
  if (new Set(key).size < differentMin) return `one with ${new Set(key).size} different bytes`;
  if (new Set(steps).size < differentMin) return 'one that counts';
  return key.every((byte) => byte >= 0x20 && byte < 0x7f) ? 'one that is a text' : '';
}

/** Compares secrets of any length without telling by its time where they differ. */
export function constantTimeEqual(a: string | Uint8Array, b: string | Uint8Array): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}

export function sha256(data: string | Uint8Array): Buffer {
  return createHash('sha256').update(data).digest();
}

// PKCS #8 wrapping of a raw Ed25519 seed (RFC 8410).
const ed25519Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The Ed25519 key for signing that 32 bytes stand for. */
export function ed25519KeyOf(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([ed25519Prefix, seed]), format: 'der', type: 'pkcs8' });
}

/** The public key of the same: SPKI DER, whose last 32 bytes are the key itself. */
export function ed25519PublicKey(seed: Uint8Array): Buffer {
  return createPublicKey(ed25519KeyOf(seed)).export({ format: 'der', type: 'spki' });
}

export const ed25519PublicBytes = (seed: Uint8Array): Buffer => ed25519PublicKey(seed).subarray(-32);

function valueKey(master: Uint8Array, salt: Uint8Array): { key: KeyObject; nonce: Buffer } {
  const bytes = hkdf(master, salt, 'seal', 44);
  return { key: createSecretKey(bytes.subarray(0, 32)), nonce: bytes.subarray(32) };
}

function hkdf(master: Uint8Array, salt: string | Uint8Array, purpose: string, length: number): Buffer {
  let key = secrets.get(master);
  if (!key) {
    key = createSecretKey(master);
    secrets.set(master, key);
  }
  return Buffer.from(hkdfSync('sha256', key, salt, `paygraph ${purpose}`, length));
}
/** Keys as Node takes them: given bytes, it finds out by an error each time that they are not such a key, which takes longer than the rest. */
const secrets = new WeakMap<Uint8Array, KeyObject>();

function associatedData(head: Uint8Array, context: string): Buffer {
  return Buffer.concat([head, Buffer.from(context)]);
}
