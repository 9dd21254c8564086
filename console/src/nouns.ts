/** The lists of things, by the name of each in an address. */
export type NounName = 'payments' | 'agreements' | 'mandates' | 'billing-requests' | 'transfers';

const nounsByType: Readonly<Record<string, NounName>> = {
  OneOffPayment: 'payments',
  Charge: 'payments',
  Transfer: 'transfers',
  Agreement: 'agreements',
  Mandate: 'mandates',
  BillingRequest: 'billing-requests',
};
export const nounOf = (type: string): NounName | null => nounsByType[type] ?? null;

const nounsByPrefix: Readonly<Record<string, NounName>> = {
  oop: 'payments',
  chg: 'payments',
  trf: 'transfers',
  agr: 'agreements',
  man: 'mandates',
  brq: 'billing-requests',
};

/** Where the page of an id is; null where it has none of its own. */
export function pathOf(id: string): string | null {
  const noun = nounsByPrefix[id.split('_', 1)[0] ?? ''];
  return noun ? `/${noun}/${id}` : null;
}
