import { z } from 'zod';
import type {
  CallContext,
  InputProblem,
  Institution,
  InstitutionsAnswer,
  InstitutionsQuestion,
} from '../../domain/port/provider.ts';
import { country, optional } from '../kit/checks.ts';
import { expectBody, startCall } from '../kit/client.ts';
import { isSafeUrl } from '../kit/urls.ts';
import { oneOf } from './checks.ts';
import { send } from './client.ts';
import { pathOf, readError } from './lookup.ts';
import { whyRefused } from './reasons.ts';
import type { Settings } from './settings.ts';
import { inside } from './wire.ts';

/** The banks at which a payer can approve a payment (notes §2.1, and A4 of those on recurring money). */

/** Payments that are approved at a bank that the payer names. */
const schemes = ['faster_payments', 'sepa_credit_transfer', 'sepa_instant_credit_transfer'];

export function checkInstitutions({ countryCode, scheme }: InstitutionsQuestion): readonly InputProblem[] {
  return [...country(countryCode, ['countryCode']), ...optional(scheme, oneOf(schemes, 'scheme'), ['scheme'])];
}

// Germany has some two thousand banks, of some 400 bytes each.
const replyBytesMax = 4 * 1024 * 1024;
const institutionsMax = 10_000;

const institution = z.object({
  id: z.string().regex(/^[\w.-]{1,128}$/),
  name: z.string().min(1).max(300),
  country_code: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullish()
    .catch(null),
  logo_url: z.string().nullish().catch(null),
  icon_url: z.string().nullish().catch(null),
  status: z.string().nullish().catch(null),
  autocompletes_collect_bank_account: z.boolean().nullish().catch(null),
});
const list = inside('institutions', z.array(z.unknown()).max(institutionsMax));

/** Asks for them. Without a request a scheme decides which: GoCardless takes the British one where none is named. */
export async function listInstitutions(
  context: CallContext<Settings>,
  { countryCode, scheme, request }: InstitutionsQuestion,
): Promise<InstitutionsAnswer> {
  const usual = countryCode === 'GB' ? 'faster_payments' : 'sepa_credit_transfer';
  const filter = request
    ? { country_code: countryCode, include_disabled: 'true' }
    : { country_code: countryCode, feature: 'pis', scheme: scheme ?? usual };
  const path = `${request ? pathOf('billing_requests', request.id) : ''}/institutions?${new URLSearchParams(filter)}`;
  const reply = await send(startCall(context), { method: 'GET', path, replyBytesMax });
  if (reply.kind !== 'reply') return reply;
  if (reply.status >= 400) return { kind: 'refused', why: whyRefused('question for banks', readError(reply)) };
  const answer = expectBody(reply, list, 'the list of banks');
  if (!answer.ok) return answer.error;
  // One bank that cannot be read does not spoil the others.
  return { kind: 'institutions', institutions: answer.value.flatMap((one) => toInstitution(one, countryCode) ?? []) };
}

function toInstitution(wire: unknown, asked: string): Institution | null {
  const { data } = institution.safeParse(wire);
  if (!data) return null;
  const { id, name, country_code, logo_url, icon_url, status, autocompletes_collect_bank_account } = data;
  return {
    id,
    name,
    countryCode: country_code ?? asked,
    ...(logo_url && isSafeUrl(logo_url) ? { logoUrl: logo_url } : {}),
    ...(icon_url && isSafeUrl(icon_url) ? { iconUrl: icon_url } : {}),
    // A word that is new says nothing against it: GoCardless refuses the choice if there is something.
    available: status !== 'disabled' && status !== 'temporarily_disabled',
    completesBankAccount: autocompletes_collect_bank_account ?? false,
  };
}
