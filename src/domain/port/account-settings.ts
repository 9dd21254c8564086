import { z } from 'zod';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import type { Sealer } from '../../platform/crypto.ts';
import type { AnyProvider, ProviderName, StatusReason } from './provider.ts';

/** What an account's settings are sealed for. */
export const settingsContext = (accountId: string): string => `provider_account.settings:${accountId}`;

/** Settings as they are kept. */
export function sealSettings(sealer: Sealer, accountId: string, settings: unknown): Uint8Array<ArrayBuffer> {
  return new Uint8Array(sealer.seal(JSON.stringify(settings), settingsContext(accountId)));
}

/** Refuses in words that repeat nothing of what is in the settings. */
export function openSettings(
  sealer: Sealer,
  provider: AnyProvider,
  { id, settings_sealed: sealed }: { readonly id: string; readonly settings_sealed: Buffer },
): Result<unknown, string> {
  let text: string;
  try {
    text = sealer.open(sealed, settingsContext(id)).toString();
  } catch (error) {
    return refuse(error instanceof Error ? error.message : 'sealed value: not opened');
  }
  const parsed = provider.settings.safeParse(plainOf(text));
  if (parsed.success) return ok(parsed.data);
  const paths = [...new Set(parsed.error.issues.map(({ path }) => path.join('.') || 'the whole'))];
  return refuse(`no settings of ${provider.name}: ${paths.join(', ')}`);
}

function plainOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Why nothing can be asked of an account whose settings cannot be read here. */
export function unreadableReason(provider: ProviderName): StatusReason {
  const message = `The settings of this ${provider} account cannot be read here; nothing is sent until they are saved anew.`;
  return { code: 'PROVIDER_UNAVAILABLE', message, origin: 'SYSTEM', retryable: true };
}

/** Why nothing can be asked of an account that was disconnected. */
export function disconnectedReason(provider: ProviderName): StatusReason {
  const message = `This ${provider} account was disconnected; nothing is sent or asked until it is connected again.`;
  return { code: 'PROVIDER_UNAVAILABLE', message, origin: 'MERCHANT', retryable: true };
}

/** A setting of a provider, as its schema describes it. */
export interface Setting {
  readonly name: string;
  readonly isText: boolean;
  readonly required: boolean;
}

/** What a provider's schema asks for, in its order. */
export function settingsOf({ settings }: Pick<AnyProvider, 'settings'>): readonly Setting[] {
  const { properties = {}, required = [] } = z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, property]) => ({
    name,
    isText: typeof property === 'object' && property.type === 'string',
    required: required.includes(name),
  }));
}
