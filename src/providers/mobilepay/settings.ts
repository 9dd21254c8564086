import { z } from 'zod';
import { baseUrl } from '../kit/urls.ts';

const secret = z.string().min(1).max(4_000);

// The docs: 14 days at first, 7 days from 4 January 2021, this from 9 March 2023.
const sixDays23Hours45MinutesMs = ((6 * 24 + 23) * 60 + 45) * 60_000;

/** Credentials and switches of a MobilePay account. No secret has a default, and an unknown key is refused. */
export const settings = z.strictObject({
  /** For example https://api.mobilepay.dk/subscriptions: everything before /api. */
  apiUrl: baseUrl,
  /** For example https://api.mobilepay.dk/merchant-authentication-openidconnect/connect/token. */
  tokenUrl: baseUrl,
  clientId: z.string().min(1).max(200),
  clientSecret: secret,
  /** Lives about 13 months; from the merchant's consent in the portal. */
  refreshToken: secret,
  ibmClientId: z.string().min(1).max(200),
  ibmClientSecret: secret,
  /** The subscription provider that agreements are made under. */
  providerId: z.guid().toLowerCase(),
  /** What MobilePay must show when it calls us; we set it when the account is connected. A colon would end the name. */
  callbackUsername: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[^:\p{Cc}]+$/u),
  callbackPassword: secret,
  /** Whether the one address of callbacks is taken from another system of the merchant, which then hears of no payment any more. */
  takeCallbackAddress: z.boolean().default(false),
  /** Reserving without the payer's swipe has to be applied for. */
  autoReserveApproved: z.boolean().default(false),
  /** How long money stays reserved when nobody captures or cancels. */
  reservationLifetimeMs: z
    .int()
    .min(60_000)
    .max(14 * 86_400_000)
    .default(sixDays23Hours45MinutesMs),
  /** Counted from the capture; it was 30 before 12 May 2022. */
  refundWindowDays: z.int().min(1).max(365).default(90),
  /** Which era of the API this account speaks. */
  profile: z.literal('classic').default('classic'),
});

export type Settings = z.output<typeof settings>;
