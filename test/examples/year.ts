import { type Api, Unexpected } from './api.ts';
import { readYear } from './documents.ts';
import type { ReadYearQuery } from './generated/graphql.ts';

/** Who pays the shop each month, and how. */
export const customers = [
  { name: 'Ann', provider: 'gocardless', amount: { amountMinor: '2000', currency: 'GBP' }, retries: { kind: 'NONE' } },
  {
    name: 'Bo',
    provider: 'vipps_mobilepay',
    amount: { amountMinor: '20000', currency: 'DKK' },
    retries: { kind: 'PROVIDER_DAYS', days: 2 },
  },
  { name: 'Cleo', provider: 'mobilepay', amount: { amountMinor: '14900', currency: 'DKK' }, retries: { kind: 'NONE' } },
] as const;
export type Customer = (typeof customers)[number];
export type Name = Customer['name'];
/** A schedule as it stands. */
export type Schedule = NonNullable<ReadYearQuery['paymentSchedule']>;
/** What there is of each customer's year. */
export type Year = readonly (Customer & { readonly schedule: Schedule })[];

/** How everything of a customer's is named, in one run of the year. */
export const references = (named: string, { name }: Customer) => ({
  schedule: `${named}-${name}`,
  request: `${named}-${name}-request`,
  agreement: `${named}-${name}-agreement`,
});
/** What there is of it. */
export const read = (api: Api, named: string, customer: Customer) => api.ask(readYear, references(named, customer));

/** A period by its number. */
export const periodOf = ({ periods }: Schedule, month: number) => periods.find(({ number }) => number === month);

/** The schedule of one of them. */
export function scheduleOf(year: Year, wanted: Name): Schedule {
  const found = year.find(({ name }) => name === wanted);
  if (!found) throw new Unexpected(`there is no schedule of ${wanted}`);
  return found.schedule;
}
