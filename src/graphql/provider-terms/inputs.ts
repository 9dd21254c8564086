import type { AgreementProviderTerms, BillingRequestTerms, InputProblem } from '../../domain/port/provider.ts';
import { builder } from '../schema/builder.ts';
import type { WithoutNulls } from '../schema/input.ts';
import { BetalingsserviceDebtorInput, CollectionRequestInput, readCollectionRequest } from './betalingsservice.ts';
import { GoCardlessBillingRequestInput, GoCardlessDebtorInput, readGoCardlessRequest } from './gocardless.ts';
import { readVippsMobilePayAgreement, VippsMobilePayAgreementInput } from './vipps-mobilepay.ts';

/**
 * The inputs that are said in one provider's own words. This folder is the one place of the API that names a provider; the key of the one
 * that is given names it to the core, which carries the rest to its adapter unread.
 */

/** Who is debited. */
export const DebtorInput = builder.inputType('DebtorInput', {
  description: 'Who is debited, in the words of exactly one provider: it carries the mandate.',
  isOneOf: true,
  fields: (t) => ({
    betalingsservice: t.field({ type: BetalingsserviceDebtorInput, description: 'By Betalingsservice.' }),
    goCardless: t.field({ type: GoCardlessDebtorInput, description: 'By GoCardless.' }),
  }),
});

/** What a billing request asks for. */
export const BillingRequestProviderInput = builder.inputType('BillingRequestProviderInput', {
  description: 'Exactly one provider, which carries the request, with what it needs.',
  isOneOf: true,
  fields: (t) => ({
    goCardless: t.field({ type: GoCardlessBillingRequestInput, description: 'A billing request of GoCardless.' }),
    betalingsservice: t.field({
      type: CollectionRequestInput,
      description: 'A collection request of Betalingsservice.',
    }),
  }),
});

/** What an agreement says beyond what all say. */
export const AgreementProviderInput = builder.inputType('AgreementProviderInput', {
  description: 'Exactly one provider, which carries the agreement, with what only it knows of one.',
  isOneOf: true,
  fields: (t) => ({
    vippsMobilePay: t.field({ type: VippsMobilePayAgreementInput, description: 'An agreement of Vipps MobilePay.' }),
  }),
});

/** What only one provider knows of an agreement, as its adapter takes it. What reading finds wrong is added to `problems`. */
export function readAgreementTerms(
  { vippsMobilePay }: WithoutNulls<typeof AgreementProviderInput.$inferInput>,
  problems: InputProblem[],
): AgreementProviderTerms {
  const path = ['input', 'with', 'vippsMobilePay'];
  if (vippsMobilePay) return { vippsMobilePay: readVippsMobilePayAgreement(path, vippsMobilePay, problems) };
  throw new Error('expected exactly one provider, since the input is a OneOf; got none');
}

/** Where the adapters have a field of the terms under another path: that one, and the input's. */
export const billingRequestPaths = { 'with.betalingsservice.expiresInMs': 'with.betalingsservice.expiresIn' } as const;

/** What a billing request asks for, as the provider's adapter takes it. What reading finds wrong is added to `problems`. */
export function readBillingRequestTerms(
  { goCardless, betalingsservice }: WithoutNulls<typeof BillingRequestProviderInput.$inferInput>,
  problems: InputProblem[],
): BillingRequestTerms {
  const path = ['input', 'with'];
  if (goCardless) return { goCardless: readGoCardlessRequest([...path, 'goCardless'], goCardless, problems) };
  if (betalingsservice)
    return { betalingsservice: readCollectionRequest([...path, 'betalingsservice'], betalingsservice, problems) };
  throw new Error('expected exactly one provider, since the input is a OneOf; got none');
}
