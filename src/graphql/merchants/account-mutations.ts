import { uuidOf } from '../../kernel/ids.ts';
import type { AccountDone } from '../../merchants/account.ts';
import {
  connectAccount,
  disconnectAccount,
  pauseAccount,
  resumeAccount,
  updateAccount,
} from '../../merchants/account-commands.ts';
import {
  ProviderSettingsChangeInput,
  ProviderSettingsInput,
  readSettings,
  settingsPaths,
} from '../provider-terms/settings.ts';
import { builder } from '../schema/builder.ts';
import type { Context } from '../schema/context.ts';
import { idempotencyKeyField } from '../schema/input.ts';
import type { AccountRow } from '../schema/loaders.ts';
import { mutation } from '../schema/mutation.ts';
import { load, mutationPayload } from '../schema/payload.ts';
import { ProviderAccount } from '../viewer/provider-account.ts';
import { accountDeps } from './account-deps.ts';

const accountField = 'The account.';
const reasonField = 'Why, for the audit record.';

const ConnectProviderAccountInput = builder.inputType('ConnectProviderAccountInput', {
  description: 'Connects you to a provider.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    with: t.field({
      type: ProviderSettingsInput,
      required: true,
      description: 'The provider, and the settings there.',
    }),
  }),
});

const UpdateProviderAccountInput = builder.inputType('UpdateProviderAccountInput', {
  description: 'Changes the settings of an account. What is left out stays as it is.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    accountId: t.id({ required: true, description: accountField }),
    with: t.field({ type: ProviderSettingsChangeInput, required: true, description: 'What becomes other.' }),
    reset: t.stringList({
      description: 'Names of settings that go back to what they are when they are left out.',
    }),
  }),
});

const onAccount = (name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({
      idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
      accountId: t.id({ required: true, description: accountField }),
      reason: t.string({ description: reasonField }),
    }),
  });
const PauseProviderAccountInput = onAccount('PauseProviderAccountInput', 'Pauses an account.');
const ResumeProviderAccountInput = onAccount('ResumeProviderAccountInput', 'Resumes a paused account.');

const DisconnectProviderAccountInput = builder.inputType('DisconnectProviderAccountInput', {
  description: 'Ends an account.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    accountId: t.id({ required: true, description: accountField }),
    leaveOpen: t.boolean({
      required: true,
      defaultValue: false,
      description:
        'Whether it is done although money is under way: that stays as it is, and nobody asks about it until the account is connected again.',
    }),
    reason: t.string({ description: reasonField }),
  }),
});

const SetUpStep = builder
  .objectRef<{ readonly where: string; readonly what: string; readonly value: string | null }>('ProviderSetUpStep')
  .implement({
    description: "Something that you do by hand on the provider's own pages.",
    fields: (t) => ({
      where: t.exposeString('where', { description: 'The page, by the names that lead to it.' }),
      what: t.exposeString('what', { description: 'What is set there.' }),
      value: t.exposeString('value', {
        nullable: true,
        description: 'What to put there. Null where it is a secret that you have, or a choice.',
      }),
    }),
  });

const ProviderAccountPayload = mutationPayload<AccountDone>('ProviderAccountPayload', {
  description: 'An account was connected, changed, paused, resumed or disconnected.',
  fields: (t) => ({
    account: t.field({
      type: ProviderAccount,
      description: 'The account as it is after the step.',
      resolve: ({ accountId }, _args, context) => load<AccountRow>(context, 'acc', accountId),
    }),
    setUp: t.field({
      type: [SetUpStep],
      description:
        "What you copy to the provider's own pages, so that it calls us: three steps at most. Empty where we tell the provider ourselves.",
      resolve: async ({ accountId }, _args, { deps }) => {
        const connected = await deps.accounts.byId(accountId);
        if (!connected || connected.unreadable) return [];
        return [...(connected.provider.setUp?.(connected.account.settings, connected.callbackUrl) ?? [])];
      },
    }),
  }),
});

const scope = 'accounts:write';

/** The provider that an input names. */
async function providerOf({ deps, caller }: Context, name: string) {
  const found = (await deps.accounts.providersOf(caller.merchantId)).find(({ provider }) => provider.name === name);
  if (!found) throw new Error(`no provider ${name}`);
  return found.provider;
}

mutation('connectProviderAccount', {
  description:
    'Connects you to a provider: its credentials are tried there before they are saved, sealed, and are never shown again. One account at each provider.',
  scope,
  input: ConnectProviderAccountInput,
  payload: ProviderAccountPayload,
  result: 'The account, or why there is none.',
  refusals: ['invalidInput', 'invalidState'],
  leadsTo: 'accountId',
  inputPaths: settingsPaths,
  run: async ({ with: given, idempotencyKey }, context, { problems }) => {
    const { provider, at, settings } = readSettings(given);
    return connectAccount(accountDeps(context.deps), context.caller, await providerOf(context, provider), {
      idempotencyKey,
      at,
      settings,
      problems,
    });
  },
});

mutation('updateProviderAccount', {
  description:
    'Gives an account other settings: new credentials, for example. The whole is tried at the provider before it is saved; nothing changes where that refuses.',
  scope,
  input: UpdateProviderAccountInput,
  payload: ProviderAccountPayload,
  result: 'The account, or why it was not changed.',
  refusals: ['invalidInput', 'notFound', 'invalidState'],
  leadsTo: 'accountId',
  inputPaths: settingsPaths,
  run: async ({ with: given, idempotencyKey, accountId, reset = [] }, context, { problems }) => {
    const { provider, at, settings, settingOf } = readSettings(given);
    return updateAccount(accountDeps(context.deps), context.caller, await providerOf(context, provider), {
      idempotencyKey,
      accountId: uuidOf('acc', accountId),
      at,
      settings,
      reset: reset.map(settingOf),
      problems,
    });
  },
});

mutation('pauseProviderAccount', {
  description:
    'Sends and asks nothing at a provider until the account is resumed, for example while you move to another. What the provider tells by itself is taken in.',
  scope,
  input: PauseProviderAccountInput,
  payload: ProviderAccountPayload,
  result: 'The account, or why it was not paused.',
  refusals: ['invalidInput', 'notFound'],
  leadsTo: 'accountId',
  run: (input, { deps, caller }, { problems }) =>
    pauseAccount(accountDeps(deps), caller, { ...input, accountId: uuidOf('acc', input.accountId), problems }),
});

mutation('resumeProviderAccount', {
  description: 'Lets a paused account go on, whoever has paused it, once its provider takes its credentials.',
  scope,
  input: ResumeProviderAccountInput,
  payload: ProviderAccountPayload,
  result: 'The account, or why it was not resumed.',
  refusals: ['invalidInput', 'notFound'],
  leadsTo: 'accountId',
  run: (input, { deps, caller }, { problems }) =>
    resumeAccount(accountDeps(deps), caller, { ...input, accountId: uuidOf('acc', input.accountId), problems }),
});

mutation('disconnectProviderAccount', {
  description:
    'Ends an account: its settings are removed, and what its provider says of it is no longer taken. Refused while money is under way, unless that is left open.',
  scope,
  input: DisconnectProviderAccountInput,
  payload: ProviderAccountPayload,
  result: 'The account, or why it was not disconnected.',
  refusals: ['invalidInput', 'notFound', 'invalidState'],
  leadsTo: 'accountId',
  run: (input, { deps, caller }, { problems }) =>
    disconnectAccount(accountDeps(deps), caller, { ...input, accountId: uuidOf('acc', input.accountId), problems }),
});

builder.queryField('providerAccounts', (t) =>
  t.field({
    type: [ProviderAccount],
    description: 'Your accounts with providers, those that were disconnected among them: four at most.',
    directives: { cost: { weight: 2 }, requiresScope: { scope: 'accounts:read' } },
    resolve: async (_root, _args, { loaders, reader, caller: { merchantId } }) => {
      const found = await reader.providerAccount.findMany({
        where: { merchantId },
        select: { id: true },
        orderBy: { createdAt: 'asc' },
      });
      const rows = await Promise.all(found.map(({ id }) => loaders.node.load({ prefix: 'acc', uuid: id })));
      return rows.filter((row) => row !== null) as AccountRow[];
    },
  }),
);
