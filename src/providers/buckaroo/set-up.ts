import type { SetUpStep } from '../../domain/port/provider.ts';
import type { Settings } from './settings.ts';

const digestNames = { sha1: 'SHA-1', sha256: 'SHA-256', sha512: 'SHA-512' } as const;

/** Each request names our address for its own pushes; money that belongs to none is told at the address in the Plaza. */
export function setUp({ pushContentType, pushDigest }: Settings, callbackUrl: string): readonly SetUpStep[] {
  const where = 'Buckaroo Plaza › My Buckaroo › Websites › Push settings';
  return [
    { where, what: 'Push URL for success and for failure', value: callbackUrl },
    { where, what: 'Content type', value: pushContentType ?? null },
    { where, what: 'Digest of form pushes', value: digestNames[pushDigest] },
  ];
}
