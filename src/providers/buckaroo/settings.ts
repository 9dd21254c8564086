import { z } from 'zod';
import { type Currency, currency, isCurrency } from '../../kernel/money.ts';
import { baseUrl } from '../kit/urls.ts';
import { type Digest, digests } from './signature.ts';

// The key is used as text: it is neither hex nor Base64 to be decoded.
const secret = z.string().min(16).max(200);

/** The languages in which Buckaroo speaks to a payer. */
export const cultures = ['nl-NL', 'en-US', 'de-DE', 'fr-FR'] as const;

/** Credentials and switches of a Buckaroo website. No secret has a default, and an unknown key is refused. */
export const settings = z.strictObject({
  /** https://checkout.buckaroo.nl or https://testcheckout.buckaroo.nl: everything before /json. Its host is signed with each request. */
  baseUrl,
  /** Names the website. A colon would end it in the header. */
  websiteKey: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[A-Za-z0-9_-]+$/),
  secretKey: secret,
  /** While the key is being changed: pushes and replies may be signed with this one too. */
  previousSecretKey: secret.optional(),
  /** As chosen in the Plaza. A push in the other form is refused; where this is left out, both are taken. */
  pushContentType: z.enum(['json', 'httppost']).optional(),
  /** The digest of form pushes, as chosen in the Plaza, which begins with SHA-1. A weaker one is refused. */
  pushDigest: z.enum(Object.keys(digests) as [Digest, ...Digest[]]).default('sha1'),
  /** The language of what Buckaroo tells the payer, where a transfer does not say another. */
  culture: z.enum(cultures).default('en-US'),
  /** Transfers are in euro, unless Buckaroo has agreed to more. */
  currencies: z
    .array(z.custom<Currency>((code) => typeof code === 'string' && isCurrency(code), 'expected an ISO 4217 code'))
    .min(1)
    .max(20)
    .default([currency('EUR')]),
});

export type Settings = z.output<typeof settings>;

/** Money of a test is none. The test host and the sandbox know nothing else; on the live host a test never counts. */
export function countsTests({ baseUrl }: Settings): boolean {
  return new URL(baseUrl).hostname !== 'checkout.buckaroo.nl';
}
