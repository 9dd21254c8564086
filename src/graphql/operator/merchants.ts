import type { Environment } from '../../generated/prisma/client.ts';
import { encodeId, uuidOf } from '../../kernel/ids.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import {
  findMerchant,
  insertMerchant,
  latestMerchants,
  type Merchant,
  renameMerchant,
  setSuspended,
  setTimeZone,
} from '../../merchants/merchant-commands.ts';
import { underOperatorKey } from '../../merchants/operator-keyed.ts';
import { act, forMerchant, invalid, reasonWords, repeatWords } from './act.ts';
import { operatorBuilder, sharedEnum } from './builder.ts';
import { pageType, pageWords, placeByCreation, readPageOf } from './page.ts';

const EnvironmentType = sharedEnum('Environment');

/** A merchant as operators see it; what belongs to it is added by the files that know of it. */
export const MerchantType = operatorBuilder.objectRef<Merchant>('Merchant');
MerchantType.implement({
  description: 'Whoever has money moved.',
  fields: (t) => ({
    id: t.id({ description: 'Id of the merchant: mer_ and 26 characters.', resolve: ({ id }) => encodeId('mer', id) }),
    name: t.exposeString('name', { description: 'What it is called.' }),
    environment: t.field({
      type: EnvironmentType,
      description: 'Whether its money is real, for ever.',
      resolve: ({ environment }) => environment as never,
    }),
    timeZone: t.exposeString('timeZone', {
      description: 'By which its days are counted: a name of the IANA time zone database.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    suspendedAt: t.expose('suspendedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when its keys are refused. Null when they are not.',
    }),
  }),
});
const MerchantPage = pageType('MerchantPage', MerchantType, 'merchants');
const reads = { requiresScope: { scope: 'merchants:read' } } as const;

operatorBuilder.queryField('merchants', (t) =>
  t.field({
    type: MerchantPage,
    description: 'All merchants. Newest first.',
    directives: { cost: { weight: 2, multiplier: 'first' }, ...reads },
    args: {
      first: t.arg.int({ description: pageWords.first }),
      after: t.arg.string({ description: pageWords.after }),
    },
    resolve: (_root, args, context) =>
      readPageOf<Merchant>(context, args, {
        list: 'merchants',
        placeOf: placeByCreation,
        read: (before, limit) => latestMerchants(context.deps.db, before, limit),
      }),
  }),
);

operatorBuilder.queryField('merchant', (t) =>
  t.field({
    type: MerchantType,
    nullable: true,
    description: 'One merchant. Null where none has this id.',
    directives: { cost: { weight: 1 }, ...reads },
    args: { id: t.arg.id({ required: true, description: 'Its id: mer_…' }) },
    resolve: (_root, { id }, { deps }) => findMerchant(deps.db, uuidOf('mer', id)),
  }),
);

interface MerchantDone {
  readonly merchant: Merchant;
}
const MerchantPayload = operatorBuilder.objectRef<MerchantDone>('MerchantPayload').implement({
  description: 'A merchant was made or changed.',
  fields: (t) => ({
    merchant: t.field({
      type: MerchantType,
      description: 'The merchant as it is after the step.',
      resolve: ({ merchant }) => merchant,
    }),
  }),
});

const scope = 'merchants:write';
const idWords = 'The merchant: mer_…';
const zoneWords = 'By which its days are counted: a name of the IANA time zone database, for example Europe/Oslo';
const nameWords = 'What it is called: 1 to 200 characters.';

/** What a command on merchants came to: it refuses in a sentence, about one field. */
const done = (result: Result<Merchant, string>, field: string): Result<MerchantDone, Refusal> =>
  result.ok ? { ok: true, value: { merchant: result.value } } : refuse(invalid(field, result.error));

act('createMerchant', {
  description: 'Makes a merchant. It has no key yet: `createApiKey` makes one.',
  scope,
  input: operatorBuilder.inputType('CreateMerchantInput', {
    description: 'Makes a merchant.',
    fields: (t) => ({
      idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: repeatWords }),
      name: t.string({ required: true, description: nameWords }),
      environment: t.field({
        type: EnvironmentType,
        required: true,
        description: 'Whether its money is real, for ever.',
      }),
      timeZone: t.string({ description: `${zoneWords}. Europe/Copenhagen when left out.` }),
      reason: t.string({ description: reasonWords }),
    }),
  }),
  payload: MerchantPayload,
  run: async ({ idempotencyKey: key, name, environment, timeZone, reason }, { deps, credential, operator }) => {
    const zone = timeZone === undefined || timeZone === null ? {} : { timeZone };
    const input = { name, environment: environment as Environment, ...zone };
    const keyed = await underOperatorKey<{ readonly merchantId: string }>(deps, credential.actor, {
      name: 'createMerchant',
      key,
      input,
      async decide(client, now) {
        const made = await insertMerchant(client, now, operator(reason), input);
        if (made.ok) return ok({ merchantId: made.value.id });
        return refuse(invalid(made.error.field, made.error.message));
      },
    });
    if (!keyed.ok) return keyed;
    const merchant = await findMerchant(deps.db, keyed.value.made.merchantId);
    if (!merchant) throw new Error(`a key led to merchant ${keyed.value.made.merchantId}, which is not there`);
    return ok({ merchant });
  },
});

act('renameMerchant', {
  description: 'Gives a merchant another name.',
  scope,
  input: operatorBuilder.inputType('RenameMerchantInput', {
    description: 'Gives a merchant another name.',
    fields: (t) => ({
      merchantId: t.id({ required: true, description: idWords }),
      name: t.string({ required: true, description: nameWords }),
      reason: t.string({ description: reasonWords }),
    }),
  }),
  payload: MerchantPayload,
  run: ({ merchantId, name, reason }, context) =>
    forMerchant(context, merchantId, async ({ id }) =>
      done(await renameMerchant(context.deps.db, context.operator(reason), id, name), 'name'),
    ),
});

act('setMerchantTimeZone', {
  description:
    "Has a merchant's days counted by another time zone from now on: in totals, in exports and on the pages of the console. Payments that are there stay on their days.",
  scope,
  input: operatorBuilder.inputType('SetMerchantTimeZoneInput', {
    description: "Has a merchant's days counted by another time zone.",
    fields: (t) => ({
      merchantId: t.id({ required: true, description: idWords }),
      timeZone: t.string({ required: true, description: `${zoneWords}.` }),
      reason: t.string({ description: reasonWords }),
    }),
  }),
  payload: MerchantPayload,
  run: ({ merchantId, timeZone, reason }, context) =>
    forMerchant(context, merchantId, async ({ id }) =>
      done(await setTimeZone(context.deps.db, context.operator(reason), id, timeZone), 'timeZone'),
    ),
});

const SuspensionInput = operatorBuilder.inputType('MerchantSuspensionInput', {
  description: 'Suspends a merchant, or takes that back.',
  fields: (t) => ({
    merchantId: t.id({ required: true, description: idWords }),
    reason: t.string({ required: true, description: reasonWords }),
  }),
});
for (const [name, suspended, description] of [
  [
    'suspendMerchant',
    true,
    'Refuses every key of a merchant, on open connections too, within a second. What is under way is followed to its end.',
  ],
  ['resumeMerchant', false, 'Takes the keys of a suspended merchant again.'],
] as const)
  act(name, {
    description,
    scope,
    input: SuspensionInput,
    payload: MerchantPayload,
    run: ({ merchantId, reason }, context) =>
      forMerchant(context, merchantId, async ({ id }) =>
        done(await setSuspended(context.deps.db, context.operator(reason), id, suspended), 'merchantId'),
      ),
  });
