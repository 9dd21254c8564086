import { readFile } from 'node:fs/promises';
import { settingsOf } from '../../domain/port/account-settings.ts';
import type { AnyProvider } from '../../domain/port/provider.ts';
import type { ProviderName } from '../../kernel/provider-ref.ts';
import { readVariable } from '../../platform/config.ts';
import { CommandError, exitCodes } from './output.ts';

const settingsBytesMax = 100_000;

export interface SettingsFrom {
  /** A file with a JSON object; - stands for stdin. */
  readonly settingsFile?: string | undefined;
  /** Whether each comes from a variable. */
  readonly fromEnv: boolean;
}

/** Settings of a provider, from a file, from the environment or from questions: never from arguments, which every process can read. */
export async function settingsFrom(
  name: ProviderName,
  { settingsFile, fromEnv }: SettingsFrom,
): Promise<Readonly<Record<string, unknown>>> {
  if (settingsFile) return settingsIn(settingsFile);
  const { providers } = await import('../../providers/index.ts');
  const provider = providers[name];
  if (!provider) throw new CommandError(`no provider ${name}`);
  return fromEnv ? settingsFromEnv(provider) : askFor(provider);
}

async function settingsIn(file: string): Promise<Readonly<Record<string, unknown>>> {
  const read = file === '-' ? await textOf(process.stdin) : await contentOf(file);
  if (read.length > settingsBytesMax) throw new CommandError(`expected settings of at most ${settingsBytesMax} bytes`);
  const settings = parsed(read);
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings))
    throw new CommandError(`expected a JSON object in ${file === '-' ? 'stdin' : file}`);
  return settings as Readonly<Record<string, unknown>>;
}

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandError(`--settings-file: ${(error as Error).message}`);
  }
}

/** Undefined where it is no JSON: what the parser says would repeat a part of the secrets. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
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
  const read = parsed(value);
  if (read === undefined) throw new CommandError(`${variable}: expected JSON`);
  return read;
}

/** Asks a person for what the provider needs; what has a default is left as it is. */
async function askFor(provider: AnyProvider): Promise<Readonly<Record<string, unknown>>> {
  if (!process.stdin.isTTY)
    throw new CommandError('expected --settings-file or --from-env, since nobody can be asked here');
  const { cancel, intro, isCancel, outro, password, text } = await import('@clack/prompts');
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
      throw new CommandError('interrupted', exitCodes.interrupted);
    }
    answers.push([name, asked]);
  }
  outro('They are tried now.');
  return Object.fromEntries(answers);
}
