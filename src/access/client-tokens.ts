import { createPublicKey } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { encodeId, uuidOf } from '../kernel/ids.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { ed25519KeyOf, type Sealer } from '../platform/crypto.ts';

/** What a key needs to make client tokens, and to stand behind them. */
export const tokenScope = 'client_tokens:write';

/** What a browser may hold: good for reading one thing and for following it. */
export interface ClientToken {
  /** Names the token, not what it is about. */
  readonly id: string;
  /** The public id of what it is about. */
  readonly subject: string;
  readonly expiresAt: Date;
  /** Origins whose pages may come with it, out of the merchant's; all of these where it says none. */
  readonly origins: readonly string[] | null;
}
/** A token with the key that made it, which stands behind it. */
export interface SignedFor extends ClientToken {
  readonly keyId: string;
  readonly merchantId: string;
}

/** What is told of a token that is not good. */
export const tokenRefusals = {
  tokenMalformed: 'The client token cannot be read; send it as createClientToken gave it.',
  tokenForged: 'The client token was not signed by this Paygraph.',
  tokenForeign: 'The client token was made for another use: its issuer, audience or claims are not those of this API.',
  tokenExpired: 'The client token has expired; ask your own server for another.',
  tokenEnded: 'The API key that made this client token is no longer good; ask your own server for another.',
} as const;
export type TokenRefusal = keyof typeof tokenRefusals;

/** Signs client tokens, and reads them again. Every process on one database does both with the same key. */
export interface ClientTokens {
  sign(token: SignedFor): Promise<string>;
  /** What a token says, where it is ours and its time has not come. Whether its key is still good is another question. */
  read(token: string, now: Date): Promise<Result<SignedFor, TokenRefusal>>;
}

const issuer = 'paygraph';
const audience = 'paygraph:client';
const algorithm = 'EdDSA';
const lengthMax = 4_096;

/** The token in an Authorization header, when what stands there is of the form of one: three parts, of which an API key has one. */
export function looksLikeToken(header: string | null | undefined): string | null {
  const [, token] = /^Bearer ([\w-]*\.[\w-]*\.[\w-]*)$/i.exec(header?.trim().slice(0, lengthMax) ?? '') ?? [];
  return token ?? null;
}

/**
 * The key is derived from what the keyring keeps through every change of the master key, so tokens outlive a rotation. The algorithm is
 * pinned: what a token says of its own is not believed.
 */
export function createClientTokens(sealer: Pick<Sealer, 'derive'>): ClientTokens {
  const signing = ed25519KeyOf(sealer.derive('client token'));
  const verifying = createPublicKey(signing);
  return {
    sign({ id, subject, expiresAt, origins, keyId, merchantId }) {
      const claims = { key: encodeId('key', keyId), mer: encodeId('mer', merchantId), ...(origins ? { origins } : {}) };
      return new SignJWT(claims)
        .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(subject)
        .setJti(id)
        .setExpirationTime(Math.floor(expiresAt.getTime() / 1_000))
        .sign(signing);
    },
    async read(token, now) {
      try {
        const { payload } = await jwtVerify(token, verifying, {
          issuer,
          audience,
          algorithms: [algorithm],
          currentDate: now,
          requiredClaims: ['sub', 'jti', 'exp', 'key', 'mer'],
        });
        const { sub = '', jti = '', exp = 0, key, mer, origins } = payload;
        const keyId = uuidOf('key', String(key));
        const merchantId = uuidOf('mer', String(mer));
        if (!keyId || !merchantId) return refuse('tokenForeign');
        const only = Array.isArray(origins) ? origins.map(String) : null;
        return ok({ id: jti, subject: sub, expiresAt: new Date(exp * 1_000), origins: only, keyId, merchantId });
      } catch (error) {
        return refuse(refusalOf(error));
      }
    },
  };
}

const refusalsByCode: Readonly<Record<string, TokenRefusal>> = {
  [errors.JWTExpired.code]: 'tokenExpired',
  [errors.JWTClaimValidationFailed.code]: 'tokenForeign',
  [errors.JWSSignatureVerificationFailed.code]: 'tokenForged',
  // Also `none`, which needs no signature: only what we sign with is taken.
  [errors.JOSEAlgNotAllowed.code]: 'tokenForged',
};

function refusalOf(error: unknown): TokenRefusal {
  if (error instanceof errors.JOSEError) return refusalsByCode[error.code] ?? 'tokenMalformed';
  // What is no JSON, or no base64, throws errors of the platform.
  if (error instanceof TypeError || error instanceof SyntaxError) return 'tokenMalformed';
  throw error;
}
