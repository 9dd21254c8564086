import { readFile } from 'node:fs/promises';
import { cancel, intro, isCancel, outro, password, text } from '@clack/prompts';
import { Argument, type Command } from 'commander';
import { z } from 'zod';
import type { ConnectedAccount } from '../../domain/port/accounts.ts';
import type { AnyProvider } from '../../domain/port/provider.ts';
import { encodeId } from '../../kernel/ids.ts';
import { providerNames } from '../../kernel/provider-ref.ts';
import { connectAccount } from '../../merchants/account-commands.ts';
import { readVariable } from '../../platform/config.ts';
import { providers } from '../../providers/index.ts';
import { asJson } from './options.ts';
import { CommandError, refused, show, shownTime, table } from './output.ts';
import { commandLine, inWorld, merchantOf } from './world.ts';

const names = providerNames.filter((name) => providers[name]).map((name) => name.toLowerCase());
const settingsBytesMax = 100_000;

/** A merchant's accounts with providers: their settings come from a file, from the environment or from questions, never from arguments. */
export function addAccounts(program: Command): void {
  const noun = program.command('accounts').description("a merchant's accounts with providers");

  asJson(noun.command('connect'))
    .description(
      'connect a merchant to a provider, or give its account there other settings; they are tried before they are saved',
    )
    .addArgument(new Argument('<provider>', 'which one').choices(names))
    .requiredOption('--merchant <merchant>', 'whose account: mer_…')
    .option('--settings-file <file>', 'a file with the settings as a JSON object; - stands for stdin')
    .option(
      '--from-env',
      'take each setting from a variable, for example GOCARDLESS_ACCESS_TOKEN for accessToken',
      false,
    )
    .option('--reason <reason>', 'why, for the record')
    .action(async (name: string, { merchant: id, settingsFile, fromEnv, reason, json }) => {
      const provider = providerOf(name);
      const settings = settingsFile
        ? await settingsIn(settingsFile)
        : fromEnv
          ? settingsFromEnv(provider)
          : await askFor(provider);
      await inWorld(async (world) => {
        const { id: merchantId } = await merchantOf(world, id);
        const deps = { ...world, providerDeadlineMs: world.config.providerDeadlineMs };
        const connected = await connectAccount(deps, { ...commandLine(reason), merchantId }, provider, settings);
        if (!connected.ok)
          throw refused(connected.error.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
        const data = shown(connected.value);
        show(
          {
            data,
            words: `${data.id}\n${data.callbackUrl}`,
            note: `The second line is the address at which ${provider.name} calls us. The running server tells it where the provider takes that by itself; else copy it to the provider's own pages (src/providers/${name}/README.md).`,
          },
          json,
        );
      });
    });

  asJson(noun.command('list'))
    .description('show them, and where each provider calls')
    .requiredOption('--merchant <merchant>', 'whose accounts: mer_…')
    .action(async ({ merchant: id, json }) => {
      await inWorld(async (world) => {
        const { id: merchantId } = await merchantOf(world, id);
        const accounts = (await world.accounts.providersOf(merchantId)).flatMap(({ connected }) => connected ?? []);
        const data = accounts.map(shown);
        show({ data, words: table(data.map(row), columns, 'There is none yet.') }, json);
      });
    });
}

function providerOf(name: string): AnyProvider {
  const found = Object.values(providers).find((provider) => provider.name.toLowerCase() === name);
  if (!found) throw new CommandError(`no provider ${name}`);
  return found;
}

async function settingsIn(file: string): Promise<unknown> {
  const read = file === '-' ? await textOf(process.stdin) : await readFile(file, 'utf8');
  if (read.length > settingsBytesMax) throw new CommandError(`expected settings of at most ${settingsBytesMax} bytes`);
  try {
    return JSON.parse(read) as unknown;
  } catch {
    // What it says would repeat a part of the secrets.
    throw new CommandError(`expected a JSON object in ${file === '-' ? 'stdin' : file}`);
  }
}

async function textOf(stream: AsyncIterable<Buffer | string>): Promise<string> {
  let read = '';
  for await (const part of stream) {
    read += part.toString();
    if (read.length > settingsBytesMax) break;
  }
  return read;
}

/** A setting of a provider, as its schema describes it. */
interface Setting {
  readonly name: string;
  readonly isText: boolean;
  readonly required: boolean;
}

function settingsOf({ settings }: AnyProvider): readonly Setting[] {
  const { properties = {}, required = [] } = z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, property]) => ({
    name,
    isText: typeof property === 'object' && property.type === 'string',
    required: required.includes(name),
  }));
}

/** What the environment says of a provider's settings: text as it is, and all else as JSON. */
function settingsFromEnv(provider: AnyProvider): Readonly<Record<string, unknown>> {
  const given = settingsOf(provider).flatMap(({ name, isText }) => {
    const variable = variableOf(provider, name);
    const value = readVariable(variable);
    if (value === undefined) return [];
    return [[name, isText ? value : jsonIn(variable, value)] as const];
  });
  return Object.fromEntries(given);
}

const variableOf = ({ name }: AnyProvider, setting: string): string =>
  `${name}_${setting.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

function jsonIn(variable: string, value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    throw new CommandError(`${variable}: expected JSON`);
  }
}

/** Asks a person for what the provider needs; what has a default is left as it is. */
async function askFor(provider: AnyProvider): Promise<Readonly<Record<string, unknown>>> {
  if (!process.stdin.isTTY)
    throw new CommandError('expected --settings-file or --from-env, since nobody can be asked here');
  intro(
    `The settings of ${provider.name}: src/providers/${provider.name.toLowerCase()}/README.md says where each is found.`,
  );
  const answers: [string, unknown][] = [];
  for (const { name } of settingsOf(provider).filter(({ required }) => required)) {
    const asked = /secret|token|password|pem$|key$/i.test(name)
      ? await password({ message: name })
      : await text({ message: name });
    if (isCancel(asked)) {
      cancel('Nothing was saved.');
      throw new CommandError('interrupted', 130);
    }
    answers.push([name, asked]);
  }
  outro('They are tried now.');
  return Object.fromEntries(answers);
}

const columns = ['id', 'provider', 'paused', 'callback'];
const row = ({ id, provider, pausedAt, callbackUrl }: ReturnType<typeof shown>) => ({
  id,
  provider,
  paused: shownTime(pausedAt),
  callback: callbackUrl,
});
const shown = ({ id, provider, callbackUrl, pausedAt }: ConnectedAccount) => ({
  id: encodeId('acc', id),
  provider: provider.name.toLowerCase(),
  callbackUrl,
  pausedAt,
});
