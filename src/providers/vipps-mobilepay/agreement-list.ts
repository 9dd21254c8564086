import type { CallContext, InputProblem, ListedAgreement, ListedAgreements } from '../../domain/port/provider.ts';
import { currency, isCurrency } from '../../kernel/money.ts';
import { when } from '../kit/checks.ts';
import { startCall } from '../kit/client.ts';
import { unknown } from '../kit/outcomes.ts';
import { name } from './client.ts';
import { agreementsPath, listBytesMax, lookUp } from './lookup.ts';
import type { Settings } from './settings.ts';
import { toAgreementFact } from './translate.ts';
import { agreement, list } from './wire.ts';

/** The list of active agreements (notes §2.9), page by page: those that were made here, by other systems, and in MobilePay before its move. */

// Five calls a minute are let in, so pages are as large as one transaction of ours may well be.
const pageSize = 500;

export function checkAfter({ after }: { readonly after: string | null }): readonly InputProblem[] {
  return when(
    after !== null && !/^[1-9]\d{0,5}$/.test(after),
    ['after'],
    'cursor',
    'expected `after` of an earlier answer, or none to begin anew',
  );
}

/** A list names no next page: one that is not full is the last. */
export async function listAgreements(
  context: CallContext<Settings>,
  { after }: { readonly after: string | null },
): Promise<ListedAgreements> {
  const page = Number(after ?? '0') + 1;
  const path = `${agreementsPath}?status=ACTIVE&pageNumber=${page}&pageSize=${pageSize}`;
  const found = await lookUp(startCall(context), path, list, listBytesMax);
  if (found.kind === 'unknown') return found;
  if (found.kind === 'missing') return unknown('unreadable', `${name} does not know the list of agreements`);
  const agreements = found.value.flatMap((wire) => toListed(wire, context.now()) ?? []);
  return {
    kind: 'agreements',
    agreements,
    unreadable: found.value.length - agreements.length,
    after: found.value.length < pageSize ? null : String(page),
  };
}

function toListed(one: unknown, asked: Date): ListedAgreement | null {
  const { data: wire } = agreement.safeParse(one);
  const fact = wire && toAgreementFact(wire, asked, null);
  const code = wire?.pricing?.currency ?? '';
  if (!wire || !fact?.ok || fact.value.kind !== 'authority' || !isCurrency(code)) return null;
  return {
    fact: fact.value,
    // Of one that came over from MobilePay Subscriptions the uuid is the id that it had there (notes §6).
    former: wire.uuid ? { provider: 'MOBILEPAY', id: wire.uuid } : null,
    externalId: wire.externalId || null,
    currency: currency(code),
    country: wire.countryCode ?? (code === 'NOK' ? 'NO' : code === 'EUR' ? 'FI' : 'DK'),
    nextPaymentDate: null,
    returnUrl: wire.merchantRedirectUrl ?? null,
  };
}
