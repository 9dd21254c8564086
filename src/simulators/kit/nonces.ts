import type { Step } from './simulator.ts';

const sweptAtOnce = 50;

interface Used {
  readonly nonce: string;
  readonly seconds: number;
}

/**
 * Whether a nonce is used for the first time; it is used up by the question. Once a call's time stamp is too old to be let in, as those
 * before `oldest` are, its nonce need not be remembered.
 */
export function isFreshNonce({ documents }: Step, nonce: string, seconds: number, oldest: number): boolean {
  if (documents.get('usedNonce', nonce) !== null) return false;
  documents.put('usedNonce', nonce, { nonce, seconds } satisfies Used);
  for (const earlier of documents.list<Used>('usedNonce', { limit: sweptAtOnce }))
    if (earlier.seconds < oldest) documents.remove('usedNonce', earlier.nonce);
  return true;
}
