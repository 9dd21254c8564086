import { builder } from '../schema/builder.ts';
import { AuthorityOrigin, AuthorityStatus, Provider } from '../schema/enums.ts';
import type { Condition } from '../schema/filter.ts';
import { commonConditions, list, TimeRange } from '../schema/filters.ts';

/** Which agreements a list has. */
export const AuthorityFilter = builder.inputType('AuthorityFilter', {
  description: 'Which agreements: all that is given must hold.',
  fields: (t) => ({
    statuses: t.field({ type: [AuthorityStatus], description: 'With one of these statuses.' }),
    providers: t.field({ type: [Provider], description: 'With one of these providers.' }),
    origins: t.field({ type: [AuthorityOrigin], description: 'That came to be here in one of these ways.' }),
    createdAt: t.field({ type: TimeRange, description: 'Created then.' }),
    updatedAt: t.field({ type: TimeRange, description: 'Last changed then.' }),
    externalId: t.string({ description: "With this reference of the caller's." }),
  }),
});

type AuthorityFilterInput = typeof AuthorityFilter.$inferInput;

/** The conditions of such a filter. */
export function authorityConditions(filter: AuthorityFilterInput | null | undefined): Condition[] {
  if (!filter) return [];
  return [
    ...list('status', 'status', 'authority_status', filter.statuses),
    ...list('origin', 'origin', 'authority_origin', filter.origins),
    ...commonConditions(filter),
  ];
}
