import { expect, it } from 'vitest';
import { z } from 'zod';
import { settingsTable } from '../../src/graphql/provider-terms/settings.ts';
import { providers } from '../../src/providers/index.ts';

interface Property {
  readonly type?: string;
}
/** How a property of a provider's schema is given in an input. */
const typeOf = (name: string, { type }: Property): string => {
  if (name === 'currencies') return 'currencies';
  if (name.endsWith('Ms')) return 'duration';
  const types: Readonly<Record<string, string>> = {
    boolean: 'flag',
    integer: 'count',
    array: 'texts',
    object: 'keySet',
  };
  return types[type ?? ''] ?? 'text';
};

it.each(Object.entries(settingsTable))('asks for the very settings of %s', (_key, { provider, fields }) => {
  const schema = providers[provider]?.settings;
  if (!schema) throw new Error(`no provider ${provider}`);
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const known = Object.entries(properties as Record<string, Property>);
  const asked = Object.entries<{ type: string; required?: true; setting?: string }>(fields).map(
    ([name, { type, required: needed = false, setting = name }]) => [setting, { type, required: needed }],
  );
  expect(Object.fromEntries(asked)).toEqual(
    Object.fromEntries(
      known.map(([name, property]) => [name, { type: typeOf(name, property), required: required.includes(name) }]),
    ),
  );
});

it('has a table for each provider', () => {
  expect(
    Object.values(settingsTable)
      .map(({ provider }) => provider)
      .sort(),
  ).toEqual(Object.keys(providers).sort());
});
