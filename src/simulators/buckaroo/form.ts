import { createHash } from 'node:crypto';

/** The digests that a merchant may choose for form pushes. */
export const digests = ['sha1', 'sha256', 'sha512'] as const;
export type Digest = (typeof digests)[number];
export type FormFields = Readonly<Record<string, string>>;

/** `brq_signature` of a form: its signed fields in order, each as name=value, then the secret key. */
export function formSignature(fields: FormFields, secretKey: string, digest: Digest): string {
  return createHash(digest)
    .update(textToSign(fields) + secretKey, 'utf8')
    .digest('hex');
}

/** The fields that are signed, in their order, without the secret key. */
export function textToSign(fields: FormFields): string {
  return Object.entries(fields)
    .filter(([name]) => /^(brq|add|cust)_/i.test(name) && name.toLowerCase() !== 'brq_signature')
    .map(([name, value]) => ({ rank: rankOf(name), text: `${name}=${value}` }))
    .sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0))
    .map(({ text }) => text)
    .join('');
}

/** The form as it goes over the wire. */
export function encodeForm(fields: FormFields): string {
  return new URLSearchParams(fields).toString();
}

// Underscore, then digits, then letters whatever their case, and a name before a longer one. ASCII has the underscore between
// the digits and the small letters; a space comes before them all.
function rankOf(name: string): string {
  return name.toLowerCase().replaceAll('_', ' ');
}
