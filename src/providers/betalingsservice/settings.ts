import { createPrivateKey, createPublicKey } from 'node:crypto';
import { z } from 'zod';
import { baseUrl } from '../kit/urls.ts';

// The signer and the transport must see one and the same address, so only its plain form is taken: no port that goes without saying.
const url = baseUrl.refine(
  (text) => [text, `${text}/`].includes(URL.parse(text)?.href ?? ''),
  'expected the plain form of an address',
);

// The exclamation mark is part of the key; the signer encodes the first one only, and Mastercard's keys hold one.
const consumerKey = z
  .string()
  .regex(/^[\w-]{1,200}![\w-]{1,200}$/, 'expected a consumer key: two halves with an exclamation mark between');

const keySet = z.strictObject({
  consumerKey,
  /** PKCS#8 as PEM. The portal hands out PKCS#12: `openssl pkcs12 -nocerts -nodes`. */
  privateKeyPem: z.string().max(10_000).refine(isRsa(createPrivateKey), 'expected an RSA private key as PEM'),
});

/** Credentials and switches of a Betalingsservice account. No secret has a default, and an unknown key is refused. */
export const settings = keySet.extend({
  /** For example https://oauth.payments.mastercard.dk/betalingsservice/bs-creditor-api. */
  creditorApiUrl: url,
  /** The same for collection requests and the debtor check. */
  oneOffApiUrl: url,
  /** Keys live for a year. While one is being replaced, a call that the first set is refused for is signed by this one. */
  otherKeySet: keySet.optional(),
  /** The PBS number, zeros in front included. */
  creditorNumber: z.string().regex(/^(?!0{8})\d{8}$/, 'expected 8 digits'),
  /** Locked together with the PBS number. */
  debtorGroupNumber: z.string().regex(/^(?!0{5})\d{5}$/, 'expected 5 digits'),
  /** By whom callbacks are signed. That they are at all is unconfirmed. */
  callbackConsumerKey: consumerKey,
  callbackPublicKeyPem: z.string().max(10_000).refine(isRsa(createPublicKey), 'expected an RSA public key as PEM'),
  /** Whether a CPR number must hold a birth date. Banks make up numbers without one for people who have none. */
  cprCheck: z.enum(['date', 'format']).default('date'),
  /** How mandates are asked about: by the banks' hours, or every half minute where they are answered within one or two, as in Mastercard's sandbox. */
  mandatePolling: z.enum(['bankingHours', 'shortly']).default('bankingHours'),
});

export type Settings = z.output<typeof settings>;
export type KeySet = z.output<typeof keySet>;

function isRsa(read: (pem: string) => { readonly asymmetricKeyType?: string | undefined }): (pem: string) => boolean {
  return (pem) => {
    try {
      return read(pem).asymmetricKeyType === 'rsa';
    } catch {
      return false;
    }
  };
}
