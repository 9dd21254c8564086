import type { Config } from '../platform/config.ts';
import { keyId, keyName } from '../platform/crypto.ts';
import type { Difference, Settings } from '../platform/processes.ts';

interface Found {
  readonly masterKey: Uint8Array;
  readonly publicUrl: string;
  readonly sandboxUrl: string | null;
}

/** What has to be the same in all processes on one database, as each tells the others: of a key its name alone. */
export function sharedSettings(
  { mode, rateLimit }: Pick<Config, 'mode' | 'rateLimit'>,
  { masterKey, publicUrl, sandboxUrl }: Found,
): Settings {
  return {
    PAYGRAPH_MODE: mode,
    PUBLIC_URL: publicUrl,
    ENCRYPTION_KEY: keyName(keyId(masterKey)),
    SANDBOX_URL: sandboxUrl ?? 'none',
    RATE_LIMIT_POINTS: String(rateLimit.size),
    RATE_LIMIT_PER_SECOND: String(rateLimit.perSecond),
  };
}

/** What is said of it in the log. */
export function settingsDiffer(differing: readonly Difference[]): string {
  const each = differing.map(({ name, values }) => `${name} is ${values.map(valueThere).join(' and ')}`);
  return `processes on this database have different settings where all must have the same: ${each.join('; ')}. Providers call the address that they were told first, and nobody is told another while a process lives there; give all processes the same, and start those that differ again`;
}

/** As people are shown it: which value, and where. */
export const valueThere = ({ value, processes }: Difference['values'][number]): string =>
  `${value} (${processes.join(', ')})`;
