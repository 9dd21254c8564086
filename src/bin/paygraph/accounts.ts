import { randomUUID } from 'node:crypto';
import { Argument, type Command } from 'commander';
import type { ConnectedAccount } from '../../domain/port/accounts.ts';
import type { AnyProvider, SetUpStep } from '../../domain/port/provider.ts';
import { encodeId } from '../../kernel/ids.ts';
import { providerNames } from '../../kernel/provider-ref.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import type { Result } from '../../kernel/result.ts';
import type { AccountDeps, AccountDone } from '../../merchants/account.ts';
import {
  connectAccount,
  disconnectAccount,
  pauseAccount,
  resumeAccount,
  updateAccount,
} from '../../merchants/account-commands.ts';
import { destinationProblem, systemResolve } from '../../partner-webhooks/address.ts';
import { providers } from '../../providers/index.ts';
import { settingsFrom } from './account-settings.ts';
import { asJson, list } from './options.ts';
import { CommandError, refusedFor, show, shownTime, table } from './output.ts';
import { commandLine, inWorld, merchantOf, uuidIn, type World } from './world.ts';

const names = providerNames.filter((name) => providers[name]).map((name) => name.toLowerCase());

/** A merchant's accounts with providers, by the same commands that its own keys use. */
export function addAccounts(program: Command): void {
  const noun = program
    .command('accounts')
    .description("a merchant's accounts with providers")
    .addHelpText(
      'after',
      `
Examples:
  $ paygraph accounts connect gocardless --merchant mer_… --settings-file gc.json
  $ pass show gocardless.json | paygraph accounts update acc_… --merchant mer_… --settings-file -
  $ paygraph accounts pause acc_… --merchant mer_… --reason "moving to another bank"`,
    );
  const ofMerchant = (name: string, description: string): Command =>
    asJson(noun.command(name)).description(description).requiredOption('--merchant <merchant>', 'whose account: mer_…');
  const withSettings = (command: Command) =>
    command
      .option('--settings-file <file>', 'a file with the settings as a JSON object; - stands for stdin')
      .option(
        '--from-env',
        'take each setting from a variable, for example GOCARDLESS_ACCESS_TOKEN for accessToken',
        false,
      )
      .option('--reason <reason>', 'why, for the record');

  withSettings(ofMerchant('connect', 'connect a merchant to a provider; the settings are tried before they are saved'))
    .addArgument(new Argument('<provider>', 'which one').choices(names))
    .action(async (name: string, { merchant, settingsFile, fromEnv, reason, json }) => {
      const provider = providerOf(name);
      const settings = await settingsFrom(provider, { settingsFile, fromEnv });
      await onAccount(merchant, reason, json, (deps, caller) =>
        connectAccount(deps, caller, provider, { idempotencyKey: randomUUID(), at: ['settings'], settings }),
      );
    });

  withSettings(ofMerchant('update', 'give an account other settings; what is left out stays, and the whole is tried'))
    .argument('<account>', 'its id: acc_…')
    .option('--reset <settings>', 'names of settings that go back to what they are when they are left out', list, [])
    .action(async (account: string, { merchant, settingsFile, fromEnv, reset, reason, json }) => {
      await onAccount(merchant, reason, json, async (deps, caller, world) => {
        const accountId = uuidIn('acc', account);
        const found = await world.accounts.byId(accountId);
        const own = found?.merchantId === caller.merchantId ? found : null;
        if (!own)
          throw new CommandError(`this merchant has no account ${account}; "paygraph accounts list" shows them`, 1);
        const settings = await settingsFrom(own.provider, { settingsFile, fromEnv });
        const input = { idempotencyKey: randomUUID(), accountId, at: ['settings'], settings, reset };
        return updateAccount(deps, caller, own.provider, input);
      });
    });

  for (const [verb, command, description] of [
    ['pause', pauseAccount, 'send and ask nothing for an account until it is resumed'],
    ['resume', resumeAccount, 'let a paused account go on, once its provider takes its credentials'],
  ] as const)
    ofMerchant(verb, description)
      .argument('<account>', 'its id: acc_…')
      .option('--reason <reason>', 'why, for the record')
      .action(async (account: string, { merchant, reason, json }) => {
        await onAccount(merchant, reason, json, (deps, caller) =>
          command(deps, caller, { idempotencyKey: randomUUID(), accountId: uuidIn('acc', account) }),
        );
      });

  ofMerchant('disconnect', 'end an account: its settings are removed; refused while money is under way')
    .argument('<account>', 'its id: acc_…')
    .option('--leave-open', 'although money is under way: it stays as it is, and nobody asks about it', false)
    .option('--reason <reason>', 'why, for the record')
    .action(async (account: string, { merchant, leaveOpen, reason, json }) => {
      await onAccount(merchant, reason, json, (deps, caller) =>
        disconnectAccount(deps, caller, { idempotencyKey: randomUUID(), accountId: uuidIn('acc', account), leaveOpen }),
      );
    });

  ofMerchant('list', 'show them, and where each provider calls').action(async ({ merchant: id, json }) => {
    await inWorld(async (world) => {
      const { id: merchantId } = await merchantOf(world, id);
      const accounts = (await world.accounts.providersOf(merchantId)).flatMap(({ connected }) => connected ?? []);
      const data = accounts.map(shown);
      show({ data, words: table(data.map(row), columns, 'There is none yet.') }, json);
    });
  });
}

type AccountCommand<R> = (
  deps: AccountDeps,
  caller: ReturnType<typeof commandLine> & { readonly merchantId: string },
  world: World,
) => Promise<Result<AccountDone, R>>;

/** Carries out a command on an account of a merchant, and shows the account as it is then. */
async function onAccount<R extends Refusal>(
  merchant: string,
  reason: string | undefined,
  json: boolean,
  command: AccountCommand<R>,
): Promise<void> {
  await inWorld(async (world) => {
    const { id: merchantId } = await merchantOf(world, merchant);
    const deps = { ...world, providerDeadlineMs: world.config.providerDeadlineMs, addresses };
    const done = await command(deps, { ...commandLine(reason), merchantId }, world);
    if (!done.ok) throw refusedFor(done.error);
    const connected = await world.accounts.byId(done.value.accountId);
    if (!connected) throw new Error(`account ${done.value.accountId} is not there`);
    const { provider, account, callbackUrl, unreadable } = connected;
    const setUp = unreadable ? [] : (provider.setUp?.(account.settings, callbackUrl) ?? []);
    const data = { ...shown(connected), setUp };
    show({ data, words: `${data.id}\n${data.callbackUrl ?? data.status}`, note: inWords(connected, setUp) }, json);
  });
}

/** Whoever has the database may have providers anywhere; ours is told to those that are not on this machine. */
const addresses = {
  provider: async () => null,
  callback: (url: string) => destinationProblem(url, { loopback: false, resolve: systemResolve }),
};

function inWords({ pausedBecause, provider: { name } }: ConnectedAccount, setUp: readonly SetUpStep[]): string {
  if (pausedBecause === 'DISCONNECTED') return `${name} is disconnected.`;
  if (pausedBecause) return `${name} is paused: nothing is sent until "paygraph accounts resume".`;
  if (setUp.length === 0) return `The second line is the address at which ${name} calls; it is told by us.`;
  return [
    `What you set on the pages of ${name}:`,
    ...setUp.map(({ where, what, value }) => `  ${where}\n    ${what}${value === null ? '' : `: ${value}`}`),
  ].join('\n');
}

function providerOf(name: string): AnyProvider {
  const found = Object.values(providers).find((provider) => provider.name.toLowerCase() === name);
  if (!found) throw new CommandError(`no provider ${name}`);
  return found;
}

const columns = ['id', 'provider', 'status', 'paused', 'called', 'callback'];
const row = ({ id, provider, status, pausedAt, lastCallbackAt, callbackUrl }: ReturnType<typeof shown>) => ({
  id,
  provider,
  status,
  paused: shownTime(pausedAt),
  called: shownTime(lastCallbackAt),
  callback: callbackUrl,
});
function shown({
  id,
  provider,
  callbackUrl,
  pausedAt,
  pausedBecause,
  lastCallbackAt,
  connectProblem,
}: ConnectedAccount) {
  const gone = pausedBecause === 'DISCONNECTED';
  return {
    id: encodeId('acc', id),
    provider: provider.name.toLowerCase(),
    status: gone ? 'disconnected' : pausedAt ? 'paused' : 'active',
    callbackUrl: gone ? null : callbackUrl,
    pausedAt,
    pausedBecause,
    lastCallbackAt,
    connectProblem,
  };
}
