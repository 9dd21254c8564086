import { z } from 'zod';
import { actionInput, address, metadata, neededText, text } from '../input.ts';

const said = text().nullish();

/** What can be said of a payer. */
export const customerInput = z.object({
  customer: z
    .object({
      email: z
        .string()
        .max(255)
        .regex(/^[^@\s]+@[^@\s]+$/, 'is invalid')
        .nullish(),
      given_name: said,
      family_name: said,
      company_name: said,
      language: z.enum(['en', 'fr', 'de', 'pt', 'es', 'it', 'nl', 'da', 'nb', 'sl', 'sv']).nullish(),
      phone_number: said,
      metadata: metadata.nullish(),
    })
    .nullish(),
  customer_billing_detail: z
    .object({
      address_line1: said,
      address_line2: said,
      address_line3: said,
      city: said,
      region: said,
      postal_code: said,
      country_code: z
        .string()
        .regex(/^[A-Z]{2}$/, 'is invalid')
        .nullish(),
      swedish_identity_number: said,
      danish_identity_number: said,
      ip_address: said,
    })
    .nullish(),
});

export const confirmInput = actionInput.extend({ payer_requested_dual_signature: z.boolean().nullish() });
export const currencyInput = actionInput.extend({ currency: neededText(3) });
export const institutionInput = z.object({ country_code: neededText(2), institution: neededText() });
export const notifyInput = z.object({
  notification_type: z.literal('email', 'must be email'),
  redirect_uri: address.nullish(),
});
