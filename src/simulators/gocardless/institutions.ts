import { z } from 'zod';
import { ok, refuse } from '../../kernel/result.ts';
import { type Handler, query } from './handler.ts';
import { toRefusal } from './input.ts';
import { find } from './records.ts';
import { notFound } from './replies.ts';
import { countriesOf } from './schemes.ts';

/** A bank at which a payer can authorise. */
export interface Institution {
  readonly id: string;
  readonly name: string;
  readonly countryCode: string;
  /** Hands over the account's details with the authorisation, so that nobody has to type them. */
  readonly autocompletesBankAccount: boolean;
  readonly enabled: boolean;
  /** Sort codes by which it is recognised. */
  readonly branchCodes: readonly string[];
}

const bank = (
  id: string,
  name: string,
  countryCode: string,
  more: Partial<Pick<Institution, 'autocompletesBankAccount' | 'enabled' | 'branchCodes'>> = {},
): Institution => ({
  id,
  name,
  countryCode,
  autocompletesBankAccount: false,
  enabled: true,
  branchCodes: [],
  ...more,
});

// The first is the one that is known from GoCardless' own sandbox; the others are made up.
const institutions: readonly Institution[] = [
  bank('read_refund_account_sandbox_bank', 'Read Refund Account Sandbox Bank', 'GB', {
    autocompletesBankAccount: true,
  }),
  bank('sandbox_bank_gb', 'Sandbox High Street Bank', 'GB', { branchCodes: ['040004'] }),
  bank('sandbox_bank_closed_gb', 'Sandbox Bank under Maintenance', 'GB', { enabled: false }),
  bank('sandbox_bank_de', 'Sandbox Sparkasse', 'DE'),
  bank('sandbox_bank_fr', 'Banque Sandbox', 'FR'),
  bank('sandbox_bank_ie', 'Sandbox Bank of Ireland', 'IE'),
  bank('sandbox_bank_nl', 'Sandbox Bank Nederland', 'NL'),
  bank('sandbox_bank_au', 'Sandbox Bank of Australia', 'AU'),
];

/** The institution, or null when there is none. */
export function institutionOf(id: string | null): Institution | null {
  return institutions.find((institution) => institution.id === id) ?? null;
}

/** Those of a country that can be chosen now. */
export function institutionsIn(countries: readonly string[]): readonly Institution[] {
  return institutions.filter(({ countryCode, enabled }) => enabled && countries.includes(countryCode));
}

/** The one that a sort code belongs to, where it is known. */
export function guessInstitution(branchCode: string | null): Institution | null {
  return institutions.find(({ branchCodes }) => branchCode !== null && branchCodes.includes(branchCode)) ?? null;
}

const filters = z.object({
  country_code: z.string().length(2).optional(),
  ids: z.string().optional(),
  search: z.string().optional(),
  include_disabled: z.enum(['true', 'false']).optional(),
  branch_code: z.string().optional(),
  feature: z.enum(['pis', 'vrp_sweeping']).optional(),
  scheme: z.enum(['faster_payments', 'sepa_credit_transfer', 'sepa_instant_credit_transfer']).optional(),
});

/** Britain's banks pay by one scheme, those of the euro by two others. */
function paysBy({ countryCode }: Institution, scheme: string): boolean {
  return scheme === 'faster_payments' ? countryCode === 'GB' : countriesOf('EUR').includes(countryCode);
}

/** All institutions, or those that could authorise a billing request. */
export const listInstitutions: Handler = (step, request, id) => {
  if (id !== '' && !find(step, 'billing_requests', id)) return refuse(notFound);
  const asked = filters.safeParse(query(request));
  if (!asked.success) return refuse(toRefusal(asked.error, 'institutions'));
  const { ids, search, include_disabled, branch_code } = asked.data;
  // All of them are too many for an answer, so that without a word it is those of Britain that are meant.
  const country_code = asked.data.country_code ?? (id === '' ? 'GB' : undefined);
  const scheme = asked.data.scheme ?? (id === '' ? 'faster_payments' : undefined);
  const found = institutions.filter(
    (institution) =>
      (institution.enabled || include_disabled === 'true') &&
      (country_code === undefined || institution.countryCode === country_code) &&
      (ids === undefined || ids.split(',').includes(institution.id)) &&
      (search === undefined || institution.name.toLowerCase().includes(search.toLowerCase())) &&
      (scheme === undefined || paysBy(institution, scheme)) &&
      (branch_code === undefined || institution.branchCodes.includes(branch_code)),
  );
  return ok({
    body: {
      institutions: found.map(toWire),
      meta: { cursors: { before: null, after: null }, limit: Math.max(50, found.length) },
    },
  });
};

function toWire({ id, name, countryCode, autocompletesBankAccount, enabled }: Institution): object {
  return {
    id,
    name,
    country_code: countryCode,
    autocompletes_collect_bank_account: autocompletesBankAccount,
    roles: ['read_refund_account', 'payments'],
    status: enabled ? 'enabled' : 'disabled',
    limits: null,
    logo_url: `https://assets.bank.example/${id}/logo.png`,
    icon_url: `https://assets.bank.example/${id}/icon.png`,
  };
}
