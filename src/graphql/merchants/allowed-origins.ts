import { originsMax } from '../../access/origins.ts';
import { allowedOrigins, updateAllowedOrigins } from '../../merchants/allowed-origin-commands.ts';
import { builder } from '../schema/builder.ts';
import { idempotencyKeyField } from '../schema/input.ts';
import { mutation } from '../schema/mutation.ts';
import { type Keyed, mutationPayload } from '../schema/payload.ts';

const originsField = `Origins of websites whose pages may come with a client token: ${originsMax} at most.`;

builder.queryField('allowedOrigins', (t) =>
  t.stringList({
    description: originsField,
    directives: { requiresScope: { scope: 'origins:read' }, cost: { weight: 1 } },
    resolve: async (_root, _args, { reader, caller }) => [...(await allowedOrigins(reader, caller.merchantId))],
  }),
);

const UpdateAllowedOriginsInput = builder.inputType('UpdateAllowedOriginsInput', {
  description: 'Says which websites may use client tokens.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    origins: t.stringList({
      required: true,
      description: `All of them, ${originsMax} at most: https://host, https://host:port or http://localhost:port. What is left out is allowed no more.`,
    }),
  }),
});

const AllowedOriginsPayload = mutationPayload<Keyed>('AllowedOriginsPayload', {
  description: 'The origins were changed.',
  fields: (t) => ({
    allowedOrigins: t.stringList({
      description: 'The origins as they are now, as browsers write them.',
      resolve: async (_done, _args, { reader, caller }) => [...(await allowedOrigins(reader, caller.merchantId))],
    }),
  }),
});

mutation('updateAllowedOrigins', {
  description: 'Says from pages of which websites client tokens may come. Pages of others are cut off within a second.',
  scope: 'origins:write',
  input: UpdateAllowedOriginsInput,
  payload: AllowedOriginsPayload,
  result: 'The origins, or why they were not changed.',
  refusals: ['invalidInput'],
  run: (input, { deps, caller }) => updateAllowedOrigins(deps, caller, input),
});
