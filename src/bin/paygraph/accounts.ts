import { randomUUID } from 'node:crypto';
import { Argument, type Command } from 'commander';
import { type ProviderName, providerNames } from '../../kernel/provider-ref.ts';
import { settingsFrom } from './account-settings.ts';
import { asked, confirmed } from './confirm.ts';
import { idOf } from './ids.ts';
import * as documents from './operators/documents.ts';
import type { AccountAfterFragment, AccountFieldsFragment } from './operators/generated/graphql.ts';
import { asOperator, found, type Operators, withOperators } from './operators/operators.ts';
import { list } from './options.ts';
import { CommandError, show, shownTime, table, typed } from './output.ts';

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
    asOperator(noun.command(name))
      .description(description)
      .requiredOption('--merchant <merchant>', 'whose account: mer_…');
  const withSettings = (command: Command) =>
    command
      .option('--settings-file <file>', 'a file with the settings as a JSON object; - stands for stdin')
      .option(
        '--from-env',
        'take each setting from a variable, for example GOCARDLESS_ACCESS_TOKEN for accessToken',
        false,
      )
      .option('--reason <reason>', 'why, for the record')
      .hook('preAction', (command) => {
        const { settingsFile, apiKeyStdin } = command.opts();
        if (settingsFile === '-' && apiKeyStdin)
          throw new CommandError(
            'stdin is one thing: the settings, or the key by --api-key-stdin; give the other by a file',
          );
      });

  withSettings(ofMerchant('connect', 'connect a merchant to a provider; the settings are tried before they are saved'))
    .addArgument(new Argument('<provider>', 'which one').choices(providerNames.map(typed)))
    .action(async (name: string, { merchant, settingsFile, fromEnv, reason, json, ...where }) => {
      const provider = providerOf(name);
      const merchantId = idOf('mer', merchant);
      const settings = await settingsFrom(provider, { settingsFile, fromEnv });
      const input = { idempotencyKey: randomUUID(), merchantId, provider, settings: JSON.stringify(settings), reason };
      await withOperators(where, async ({ act }) => {
        showAfter(await act(documents.connectProviderAccount, { input }), json);
      });
    });

  withSettings(ofMerchant('update', 'give an account other settings; what is left out stays, and the whole is tried'))
    .argument('<account>', 'its id: acc_…')
    .option('--reset <settings>', 'names of settings that go back to what they are when they are left out', list, [])
    .action(async (account: string, { merchant, settingsFile, fromEnv, reset, reason, json, ...where }) => {
      const ids = { merchantId: idOf('mer', merchant), accountId: idOf('acc', account) };
      await withOperators(where, async (operators) => {
        const { provider } = await accountOf(operators, ids);
        const settings = await settingsFrom(provider, { settingsFile, fromEnv });
        const input = { ...ids, idempotencyKey: randomUUID(), settings: JSON.stringify(settings), reset, reason };
        showAfter(await operators.act(documents.updateProviderAccount, { input }), json);
      });
    });

  for (const [verb, document, description] of [
    ['pause', documents.pauseProviderAccount, 'send and ask nothing for an account until it is resumed'],
    ['resume', documents.resumeProviderAccount, 'let a paused account go on, once its provider takes its credentials'],
  ] as const)
    ofMerchant(verb, description)
      .argument('<account>', 'its id: acc_…')
      .requiredOption('--reason <reason>', 'why, for the record')
      .action(async (account: string, { merchant, reason, json, ...where }) => {
        const ids = { merchantId: idOf('mer', merchant), accountId: idOf('acc', account) };
        const input = { ...ids, idempotencyKey: randomUUID(), reason };
        await withOperators(where, async ({ act }) => showAfter(await act(document, { input }), json));
      });

  asked(ofMerchant('disconnect', 'end an account: its settings are removed; refused while money is under way'))
    .argument('<account>', 'its id: acc_…')
    .option('--leave-open', 'although money is under way: it stays as it is, and nobody asks about it', false)
    .requiredOption('--reason <reason>', 'why, for the record')
    .action(async (account: string, { merchant, leaveOpen, reason, yes, live, json, ...where }) => {
      const ids = { merchantId: idOf('mer', merchant), accountId: idOf('acc', account) };
      const input = { ...ids, idempotencyKey: randomUUID(), leaveOpen, reason };
      await withOperators(where, async (operators) => {
        const { provider } = await accountOf(operators, ids);
        await confirmed({ yes, live }, ids.merchantId, operators, {
          what: `End the account at ${provider} and remove its settings?`,
        });
        showAfter(await operators.act(documents.disconnectProviderAccount, { input }), json);
      });
    });

  ofMerchant('list', 'show them, and where each provider calls').action(async ({ merchant, json, ...where }) => {
    const merchantId = idOf('mer', merchant);
    await withOperators(where, async (operators) => {
      const data = (await accountsOf(operators, merchantId)).map(shown);
      show({ data, words: table(data.map(row), columns, 'There is none yet.') }, json);
    });
  });
}

async function accountsOf({ ask }: Operators, merchantId: string): Promise<readonly AccountFieldsFragment[]> {
  const { merchant } = await ask(documents.providerAccounts, { merchantId });
  return found(merchant, 'merchant', merchantId, 'paygraph merchants list').providerAccounts;
}

async function accountOf(
  operators: Operators,
  { merchantId, accountId }: { readonly merchantId: string; readonly accountId: string },
): Promise<AccountFieldsFragment> {
  const own = (await accountsOf(operators, merchantId)).find(({ id }) => id === accountId) ?? null;
  return found(own, 'account of this merchant', accountId, `paygraph accounts list --merchant ${merchantId}`);
}

const providerOf = (name: string): ProviderName =>
  providerNames.find((one) => typed(one) === name) ?? (name.toUpperCase() as ProviderName);

function showAfter({ account, setUp }: AccountAfterFragment, json: boolean): void {
  const data = { ...shown(account), setUp };
  show({ data, words: `${data.id}\n${data.callbackUrl ?? data.status}`, note: inWords(account, setUp) }, json);
}

function inWords(
  { status, pausedAt, provider, connectProblem }: AccountFieldsFragment,
  setUp: AccountAfterFragment['setUp'],
): string {
  if (status === 'DISCONNECTED') return `${provider} is disconnected.`;
  if (pausedAt) return `${provider} is paused: nothing is sent until "paygraph accounts resume".`;
  if (connectProblem) return `${provider} could not be told where to call: ${connectProblem}`;
  if (setUp.length === 0) return `The second line is the address at which ${provider} calls; it is told by us.`;
  return [
    `What you set on the pages of ${provider}:`,
    ...setUp.map(({ where, what, value }) => `  ${where}\n    ${what}${value === null ? '' : `: ${value}`}`),
  ].join('\n');
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
const shown = ({ provider, status, ...account }: AccountFieldsFragment) => ({
  ...account,
  provider: typed(provider),
  status: typed(status),
});
