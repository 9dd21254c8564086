import { scopes } from '../../src/access/api-keys.ts';
import { fieldRules } from '../../src/graphql/schema/directives.ts';
import { sandboxSchema } from '../../src/graphql/schema/schema.ts';
import { table } from './table.ts';

/** What each scope is for, by the directives of the schema: queries, mutations and subscriptions; then types of which some fields need it. */
export function scopesTable(): string {
  const needs = new Map<string, Set<string>>(scopes.map((scope) => [scope, new Set()]));
  const roots = new Set(['Query', 'Mutation', 'Subscription']);
  for (const type of Object.values(sandboxSchema.getTypeMap())) {
    if (!('getFields' in type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const { scope } = fieldRules(field.extensions);
      if (scope !== undefined) needs.get(scope)?.add(roots.has(type.name) ? field.name : `${type.name} { … }`);
    }
  }
  const shown = (names: ReadonlySet<string>): string =>
    [...names]
      .toSorted((one, other) => Number(one.includes(' ')) - Number(other.includes(' ')) || (one < other ? -1 : 1))
      .map((name) => `\`${name}\``)
      .join(', ');
  return table(
    ['Scope', 'What needs it'],
    [...needs].map(([scope, names]) => [`\`${scope}\``, shown(names)]),
  );
}
