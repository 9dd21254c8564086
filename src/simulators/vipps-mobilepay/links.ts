import type { Step } from '../kit/simulator.ts';
import type { AgreementRecord } from './records.ts';
import { settingsOf } from './settings.ts';

/** Where the shop sends the payer. On which host that is changes by and by, so no shop may know it. */
export function landing(step: Pick<Step, 'origin' | 'documents'>, { id }: Pick<AgreementRecord, 'id'>): string {
  const { landingOrigin } = settingsOf(step);
  return `${landingOrigin ?? `${step.origin}/vipps_mobilepay`}/pay?agreement=${id}`;
}
