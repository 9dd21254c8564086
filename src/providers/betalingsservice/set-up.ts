import type { SetUpStep } from '../../domain/port/provider.ts';
import type { Settings } from './settings.ts';

/** Mastercard is given the address when the creditor is set up. Whether it calls at all is unconfirmed; we ask either way. */
export function setUp({ creditorNumber }: Settings, callbackUrl: string): readonly SetUpStep[] {
  const where = `Mastercard Payment Services, set-up of creditor ${creditorNumber}`;
  return [{ where, what: 'Callback URL', value: callbackUrl }];
}
