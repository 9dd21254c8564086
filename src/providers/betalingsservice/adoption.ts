import type { AdoptedMandate, InputProblem, MandateScheme } from '../../domain/port/provider.ts';
import { optional, when } from '../kit/checks.ts';
import { toCustomerNumber, toDigits } from './identity.ts';
import { customerNumber, digits } from './limits.ts';
import type { Settings } from './settings.ts';
import { creditorOf } from './terms.ts';

/**
 * Taking over a mandate that exists at Betalingsservice: made by another system with the Creditor API, whose uuid finds it, or by file or
 * in the customer portal, which show its number; no API finds a mandate by that.
 */

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function checkAdopted(mandate: AdoptedMandate): readonly InputProblem[] {
  const { providerReference, mandateNumber, debtorReference, creditorNumber, debtorGroupNumber } = mandate;
  return [
    ...when(
      providerReference !== undefined && !guid.test(providerReference.trim()),
      ['providerReference'],
      'guid',
      'expected the uuid of the request that led to the mandate',
    ),
    ...when(
      mandateNumber !== undefined && !/^(?!0{9})\d{9}$/.test(toDigits(mandateNumber)),
      ['mandateNumber'],
      'mandateNumber',
      'expected the 9 digits of a mandate number, not all of them 0',
    ),
    ...optional(debtorReference, customerNumber, ['debtorReference']),
    ...optional(creditorNumber, digits(8, 'pbsNumber'), ['creditorNumber']),
    ...optional(debtorGroupNumber, digits(5, 'debtorGroup'), ['debtorGroupNumber']),
  ];
}

/** The same in the forms of the wire, filed by the account's own numbers where none are given. */
export function adoptedTerms(
  { providerReference, mandateNumber, debtorReference, ...creditor }: AdoptedMandate,
  settings: Settings,
): AdoptedMandate & { readonly scheme: MandateScheme } {
  return {
    ...creditorOf(creditor, settings),
    scheme: 'BETALINGSSERVICE',
    ...(providerReference === undefined ? {} : { providerReference: providerReference.trim().toLowerCase() }),
    ...(mandateNumber === undefined ? {} : { mandateNumber: toDigits(mandateNumber) }),
    ...(debtorReference === undefined ? {} : { debtorReference: toCustomerNumber(debtorReference) }),
  };
}
