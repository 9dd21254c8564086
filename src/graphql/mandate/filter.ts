import { authorityConditions } from '../agreement/filter.ts';
import { builder } from '../schema/builder.ts';
import { AuthorityOrigin, AuthorityStatus, MandateScheme, Provider } from '../schema/enums.ts';
import type { Condition } from '../schema/filter.ts';
import { badText, list, TimeRange } from '../schema/filters.ts';
import { unstorable } from '../schema/text.ts';

/** Which mandates a list has. */
export const MandateFilter = builder.inputType('MandateFilter', {
  description:
    'Which mandates: all that is given must hold. What names a payer (account, CPR number) is kept sealed and cannot be searched for.',
  fields: (t) => ({
    statuses: t.field({ type: [AuthorityStatus], description: 'With one of these statuses.' }),
    providers: t.field({ type: [Provider], description: 'With one of these providers.' }),
    origins: t.field({ type: [AuthorityOrigin], description: 'That came to be here in one of these ways.' }),
    schemes: t.field({ type: [MandateScheme], description: 'By one of these schemes.' }),
    providerStatuses: t.stringList({
      description: "Standing there in the provider's own words, as in `providerStatus`.",
    }),
    providerReferences: t.stringList({ description: "With one of these ids of the provider's: 100 at most." }),
    debtorReference: t.string({
      description:
        'Of the debtor with this reference of yours (Betalingsservice: the customer number), to the letter. It finds no mandate whose payer is erased.',
    }),
    createdAt: t.field({ type: TimeRange, description: 'Created then.' }),
    updatedAt: t.field({ type: TimeRange, description: 'Last changed then.' }),
    externalId: t.string({ description: "With this reference of the caller's." }),
  }),
});

type MandateFilterInput = typeof MandateFilter.$inferInput;

/** `payersOf` finds the persons whom the caller knows by a debtor's reference. */
export async function mandateConditions(
  filter: MandateFilterInput | null | undefined,
  payersOf: (debtorReference: string) => Promise<readonly string[]>,
): Promise<Condition[]> {
  if (!filter) return [];
  for (const field of ['providerStatuses', 'providerReferences'] as const)
    for (const word of filter[field] ?? []) if (unstorable(word)) throw badText(field);
  const { debtorReference } = filter;
  return [
    ...authorityConditions(filter),
    ...list('scheme', 'scheme', 'mandate_scheme', filter.schemes),
    ...list('providerStatus', 'provider_status', undefined, filter.providerStatuses),
    ...list('providerReference', 'provider_reference', undefined, filter.providerReferences),
    ...(debtorReference === null || debtorReference === undefined
      ? []
      : [
          {
            field: 'personId',
            column: 'person_id',
            cast: 'uuid',
            is: 'in',
            value: await payersOf(debtorReference),
          } as const,
        ]),
  ];
}
