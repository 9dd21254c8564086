import type { CallContext, InputProblem, ListedAgreement, ListedAgreements } from '../../domain/port/provider.ts';
import { currency, isCurrency } from '../../kernel/money.ts';
import { when } from '../kit/checks.ts';
import { startCall } from '../kit/client.ts';
import { unknown } from '../kit/outcomes.ts';
import { lookUp, providerPath } from './lookup.ts';
import type { Settings } from './settings.ts';
import { toAgreementFact } from './translate.ts';
import { agreementPage, type WireAgreement } from './wire.ts';

/** The list of agreements (docs §3), page by page: those that were made here, and those that were not. */

const pageSize = 100;

export function checkAfter({ after }: { readonly after: string | null }): readonly InputProblem[] {
  return when(
    after !== null && !/^[1-9]\d{0,5}$/.test(after),
    ['after'],
    'cursor',
    'expected `after` of an earlier answer, or none to begin anew',
  );
}

/** A page; how large one may be is not documented, so only an empty one is surely the last. */
export async function listAgreements(
  context: CallContext<Settings>,
  { after }: { readonly after: string | null },
): Promise<ListedAgreements> {
  const call = startCall(context);
  const page = Number(after ?? '0') + 1;
  const path = `${providerPath(call)}/agreements?pageSize=${pageSize}&pageNumber=${page}`;
  const list = await lookUp(call, path, agreementPage, 'list');
  if (list.kind === 'unknown') return list;
  if (list.kind === 'missing') return unknown('unreadable', 'MobilePay does not know the subscription provider');
  const { items, unreadable } = list.value;
  const agreements = items.flatMap((wire) => toListed(wire, context.now()) ?? []);
  return {
    kind: 'agreements',
    agreements,
    unreadable: unreadable + items.length - agreements.length,
    after: items.length + unreadable === 0 ? null : String(page),
  };
}

function toListed(wire: WireAgreement, asked: Date): ListedAgreement | null {
  const fact = toAgreementFact(wire, asked, null);
  const code = wire.currency ?? '';
  if (!fact.ok || fact.value.kind !== 'authority' || !isCurrency(code)) return null;
  const day = /^\d{4}-\d{2}-\d{2}/.exec(wire.next_payment_date ?? '')?.[0] ?? null;
  return {
    fact: fact.value,
    former: null,
    externalId: wire.external_id || null,
    currency: currency(code),
    // The two that there are go with the two currencies.
    country: wire.country_code ?? (code === 'EUR' ? 'FI' : 'DK'),
    nextPaymentDate: day,
    returnUrl: wire.links?.find(({ rel }) => rel === 'user-redirect')?.href ?? null,
  };
}
