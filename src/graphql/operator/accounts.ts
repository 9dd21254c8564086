import type { ConnectedAccount } from '../../domain/port/accounts.ts';
import type { SetUpStep } from '../../domain/port/provider.ts';
import { encodeId, uuidOf } from '../../kernel/ids.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import { type Result, refuse } from '../../kernel/result.ts';
import { type AccountDeps, type AccountDone, unknownAccount } from '../../merchants/account.ts';
import {
  connectAccount,
  disconnectAccount,
  pauseAccount,
  resumeAccount,
  updateAccount,
} from '../../merchants/account-commands.ts';
import { accountDeps } from '../merchants/account-deps.ts';
import { act, forMerchant, invalid, reasonWords, repeatWords } from './act.ts';
import { operatorBuilder } from './builder.ts';
import type { OperatorContext } from './context.ts';
import { MerchantType } from './merchants.ts';
import { Provider } from './provider.ts';

const Status = operatorBuilder.enumType('AccountStatus', {
  description: 'Whether anything is sent for an account.',
  values: {
    ACTIVE: { description: 'It is at work.' },
    PAUSED: { description: 'Nothing is sent for it.' },
    DISCONNECTED: { description: 'It has ended, and its settings are gone.' },
  },
});

const AccountType = operatorBuilder.objectRef<ConnectedAccount>('ProviderAccount').implement({
  description: "A merchant's account with a provider. Its settings are never shown.",
  fields: (t) => ({
    id: t.id({ description: 'Id of the account: acc_ and 26 characters.', resolve: ({ id }) => encodeId('acc', id) }),
    provider: t.field({
      type: Provider,
      description: 'The provider.',
      resolve: ({ provider }) => provider.name as never,
    }),
    status: t.field({
      type: Status,
      description: 'Whether anything is sent for it.',
      resolve: ({ pausedAt, pausedBecause }) =>
        pausedBecause === 'DISCONNECTED' ? 'DISCONNECTED' : pausedAt ? 'PAUSED' : 'ACTIVE',
    }),
    pausedAt: t.expose('pausedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when it is paused. Null when it is not.',
    }),
    pausedBecause: t.string({
      nullable: true,
      description: 'Why it is paused, in a word. Null when it is not.',
      resolve: ({ pausedBecause }) => pausedBecause,
    }),
    lastCallbackAt: t.expose('lastCallbackAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the provider called last. Null when it never did.',
    }),
    callbackUrl: t.string({
      nullable: true,
      description: 'Where the provider calls. Null when it is disconnected.',
      resolve: ({ callbackUrl, pausedBecause }) => (pausedBecause === 'DISCONNECTED' ? null : callbackUrl),
    }),
    connectProblem: t.exposeString('connectProblem', {
      nullable: true,
      description: 'Why the provider could not be told where to call. Null when it was, or need not be.',
    }),
    unreadable: t.boolean({
      description: 'Whether its settings cannot be opened by any key of this Paygraph.',
      resolve: ({ unreadable }) => unreadable !== undefined,
    }),
  }),
});

operatorBuilder.objectField(MerchantType, 'providerAccounts', (t) =>
  t.field({
    type: [AccountType],
    description: 'Its accounts with providers: one at each at most.',
    directives: { cost: { weight: 5 } },
    resolve: async ({ id }, _args, { deps }) =>
      (await deps.accounts.providersOf(id)).flatMap(({ connected }) => connected ?? []),
  }),
);

const SetUpStepType = operatorBuilder.objectRef<SetUpStep>('ProviderSetUpStep').implement({
  description: "Something that is done by hand on the provider's own pages.",
  fields: (t) => ({
    where: t.exposeString('where', { description: 'The page, by the names that lead to it.' }),
    what: t.exposeString('what', { description: 'What is set there.' }),
    value: t.exposeString('value', {
      nullable: true,
      description: 'What to put there. Null where it is a secret that the merchant has, or a choice.',
    }),
  }),
});

interface AccountAfter {
  readonly account: ConnectedAccount;
}
const AccountPayload = operatorBuilder.objectRef<AccountAfter>('ProviderAccountPayload').implement({
  description: 'An account was connected, paused, resumed or disconnected.',
  fields: (t) => ({
    account: t.field({
      type: AccountType,
      description: 'The account as it is after the step.',
      resolve: ({ account }) => account,
    }),
    setUp: t.field({
      type: [SetUpStepType],
      description: "What is copied to the provider's own pages: three steps at most. Empty where we tell the provider.",
      resolve: ({ account: { provider, account, callbackUrl, unreadable } }) =>
        unreadable ? [] : [...(provider.setUp?.(account.settings, callbackUrl) ?? [])],
    }),
  }),
});

async function after(
  { deps }: OperatorContext,
  result: Result<AccountDone, Refusal>,
): Promise<Result<AccountAfter, Refusal>> {
  if (!result.ok) return result;
  const account = await deps.accounts.byId(result.value.accountId);
  if (!account) throw new Error(`account ${result.value.accountId} is not there`);
  return { ok: true, value: { account } };
}

const scope = 'accounts:write';
const merchantWords = 'Whose account: mer_…';
const settingsWords = 'The settings there as a JSON object, as `paygraph accounts connect --settings-file` reads them.';

/** What commands on accounts run with; who looks after the machine may say which addresses of providers are taken. */
const depsOf = ({ deps, world: { addresses } }: OperatorContext): AccountDeps => ({
  ...accountDeps(deps),
  ...(addresses ? { addresses } : {}),
});

/** Settings as they are in a file. Null where the text is no object. */
function settingsIn(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

act('connectProviderAccount', {
  description:
    'Connects a merchant to a provider: its credentials are tried there before they are saved, sealed, and are never shown again.',
  scope,
  input: operatorBuilder.inputType('ConnectProviderAccountInput', {
    description: 'Connects a merchant to a provider.',
    fields: (t) => ({
      idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: repeatWords }),
      merchantId: t.id({ required: true, description: merchantWords }),
      provider: t.field({ type: Provider, required: true, description: 'Which one.' }),
      settings: t.string({ required: true, description: settingsWords }),
      reason: t.string({ description: reasonWords }),
    }),
  }),
  payload: AccountPayload,
  run: ({ merchantId, idempotencyKey, provider: name, settings: text, reason }, context) =>
    forMerchant(context, merchantId, async (merchant) => {
      const settings = settingsIn(text);
      if (!settings) return refuse(invalid('settings', 'expected a JSON object'));
      const { deps } = context;
      const offered = await deps.accounts.providersOf(merchant.id);
      const found = offered.find(({ provider }) => provider.name === (name as string));
      if (!found)
        return refuse(invalid('provider', `expected ${offered.map(({ provider }) => provider.name).join(', ')}`));
      const connected = await connectAccount(depsOf(context), context.inNameOf(merchant, reason), found.provider, {
        idempotencyKey,
        at: ['settings'],
        settings,
      });
      return after(context, connected);
    }),
});

act('updateProviderAccount', {
  description:
    'Gives an account other settings: new credentials, for example. What is left out stays. The whole is tried at the provider before it is saved; nothing changes where that refuses.',
  scope,
  input: operatorBuilder.inputType('UpdateProviderAccountInput', {
    description: 'Gives an account other settings.',
    fields: (t) => ({
      idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: repeatWords }),
      merchantId: t.id({ required: true, description: merchantWords }),
      accountId: t.id({ required: true, description: 'The account: acc_…' }),
      settings: t.string({ required: true, description: settingsWords }),
      reset: t.stringList({ description: 'Names of settings that go back to what they are when they are left out.' }),
      reason: t.string({ description: reasonWords }),
    }),
  }),
  payload: AccountPayload,
  run: ({ merchantId, idempotencyKey, accountId: publicId, settings: text, reset, reason }, context) =>
    forMerchant(context, merchantId, async (merchant) => {
      const settings = settingsIn(text);
      if (!settings) return refuse(invalid('settings', 'expected a JSON object'));
      const accountId = uuidOf('acc', publicId);
      const found = accountId === null ? null : await context.deps.accounts.byId(accountId);
      if (found?.merchantId !== merchant.id) return refuse(unknownAccount);
      const updated = await updateAccount(depsOf(context), context.inNameOf(merchant, reason), found.provider, {
        idempotencyKey,
        accountId,
        at: ['settings'],
        settings,
        reset: reset ?? [],
      });
      return after(context, updated);
    }),
});

const OnAccountInput = operatorBuilder.inputType('ProviderAccountPauseInput', {
  description: 'Pauses an account, or lets it go on.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: repeatWords }),
    merchantId: t.id({ required: true, description: merchantWords }),
    accountId: t.id({ required: true, description: 'The account: acc_…' }),
    reason: t.string({ required: true, description: reasonWords }),
  }),
});
for (const [name, command, description] of [
  ['pauseProviderAccount', pauseAccount, 'Sends and asks nothing for an account until it is resumed.'],
  ['resumeProviderAccount', resumeAccount, 'Lets a paused account go on, once its provider takes its credentials.'],
] as const)
  act(name, {
    description,
    scope,
    input: OnAccountInput,
    payload: AccountPayload,
    run: ({ merchantId, idempotencyKey, accountId, reason }, context) =>
      forMerchant(context, merchantId, async (merchant) => {
        const input = { idempotencyKey, accountId: uuidOf('acc', accountId), reason };
        return after(context, await command(depsOf(context), context.inNameOf(merchant), input));
      }),
  });

act('disconnectProviderAccount', {
  description: 'Ends an account: its settings are removed. Refused while money is under way.',
  scope,
  input: operatorBuilder.inputType('DisconnectProviderAccountInput', {
    description: 'Ends an account.',
    fields: (t) => ({
      idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: repeatWords }),
      merchantId: t.id({ required: true, description: merchantWords }),
      accountId: t.id({ required: true, description: 'The account: acc_…' }),
      leaveOpen: t.boolean({
        required: true,
        defaultValue: false,
        description: 'Whether it is done although money is under way: that stays as it is, and nobody asks about it.',
      }),
      reason: t.string({ required: true, description: reasonWords }),
    }),
  }),
  payload: AccountPayload,
  run: ({ merchantId, idempotencyKey, accountId, leaveOpen, reason }, context) =>
    forMerchant(context, merchantId, async (merchant) => {
      const input = { idempotencyKey, accountId: uuidOf('acc', accountId), leaveOpen, reason };
      return after(context, await disconnectAccount(depsOf(context), context.inNameOf(merchant), input));
    }),
});
