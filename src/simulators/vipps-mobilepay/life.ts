import { ok, type Result, refuse } from '../../kernel/result.ts';
import type { Step } from '../kit/simulator.ts';
import { cancelCharge, expireCharge, failureOf, recordCharge, reserve } from './charge-life.ts';
import { type AgreementRecord, agreementOf, type ChargeRecord, chargeOf, chargesOn, keepAgreement } from './records.ts';
import { settingsOf } from './settings.ts';
import { tellOfAgreement } from './webhooks.ts';

/**
 * What can happen to an agreement: its payer accepts it, and with it the charge that came along, or rejects it, or ten minutes pass; later
 * merchant, payer or provider stop it.
 */
export type PayerRefusal = 'decided' | 'card';

/** The payer's yes. With a charge that cannot be taken the agreement does not come about (notes §2.5). */
export function acceptAgreement(step: Step, agreement: AgreementRecord): Result<void, PayerRefusal> {
  if (agreement.status !== 'PENDING') return refuse('decided');
  const first = openInitialCharge(step, agreement);
  const fails = first && failureOf(step, first);
  if (first && fails) {
    expireAgreement(step, agreement);
    return refuse('card');
  }
  step.cancelTimer('agreementExpires', agreement.id);
  const { pricing } = agreement;
  const active = keepAgreement(step, {
    ...withEvent(step, agreement, 'ACTIVATE', 'USER'),
    status: 'ACTIVE',
    start: step.now.toISOString(),
    pricing: pricing.type === 'VARIABLE' ? { ...pricing, maxAmount: pricing.suggestedMaxAmount ?? 0 } : pricing,
  });
  recordAgreement(step, 'agreementActivated', active);
  tellOfAgreement(step, 'activated', active);
  if (first) reserve(step, first);
  return ok(undefined);
}

export function rejectAgreement(step: Step, agreement: AgreementRecord): Result<void, PayerRefusal> {
  if (agreement.status !== 'PENDING') return refuse('decided');
  step.cancelTimer('agreementExpires', agreement.id);
  const { rejectedIsExpired } = settingsOf(step);
  const rejected = keepAgreement(step, {
    ...withEvent(step, agreement, 'REJECT', 'USER'),
    status: rejectedIsExpired ? 'EXPIRED' : 'STOPPED',
    stop: step.now.toISOString(),
  });
  recordAgreement(step, 'agreementRejected', rejected);
  tellOfAgreement(step, 'rejected', rejected);
  endInitialCharge(step, rejected);
  return ok(undefined);
}

export function expireAgreement(step: Step, agreement: AgreementRecord): void {
  if (agreement.status !== 'PENDING') return;
  step.cancelTimer('agreementExpires', agreement.id);
  const expired = keepAgreement(step, {
    ...withEvent(step, agreement, 'EXPIRE', 'SYSTEM'),
    status: 'EXPIRED',
    stop: step.now.toISOString(),
  });
  recordAgreement(step, 'agreementExpired', expired);
  tellOfAgreement(step, 'expired', expired);
  endInitialCharge(step, expired);
}

/** The merchant's stop takes reservations along; that of payer or provider leaves them (notes §2.8). */
export function stopAgreement(
  step: Step,
  agreement: AgreementRecord,
  actor: 'MERCHANT' | 'USER' | 'ADMIN',
  key = '',
): void {
  step.cancelTimer('agreementExpires', agreement.id);
  const stopped = keepAgreement(step, {
    ...withEvent(step, agreement, 'STOP', actor),
    status: 'STOPPED',
    stop: step.now.toISOString(),
  });
  recordAgreement(step, 'agreementStopped', stopped, key);
  tellOfAgreement(step, 'stopped', stopped, actor);
  for (const charge of chargesOn(step, agreement.id)) {
    const waits = charge.status === 'PENDING' || charge.status === 'DUE' || charge.status === 'PROCESSING';
    if (waits || (actor === 'MERCHANT' && charge.status === 'RESERVED')) cancelCharge(step, charge, '');
  }
}

/** In the app: the most that a charge may be. */
export function changeMaxAmount(step: Step, agreement: AgreementRecord, maxAmount: number): void {
  const changed = keepAgreement(step, { ...agreement, pricing: { ...agreement.pricing, maxAmount } });
  recordAgreement(step, 'maxAmountChanged', changed);
}

/** What the clock does with agreements. */
export const agreementTimers: Readonly<Record<string, (step: Step, id: string) => void>> = {
  agreementExpires(step, id) {
    const agreement = agreementOf(step, id);
    if (agreement) expireAgreement(step, agreement);
  },
};

export function recordAgreement(step: Step, effect: string, agreement: AgreementRecord, key = ''): void {
  const { id, externalId } = agreement;
  const name = key === '' ? externalId : key;
  step.record({ effect, subject: { kind: 'agreement', id, ...(name !== null && { externalId: name }) } });
}

export function withEvent(step: Step, agreement: AgreementRecord, event: string, actor: string): AgreementRecord {
  return { ...agreement, history: [...agreement.history, { occurred: step.now.toISOString(), event, actor }] };
}

function openInitialCharge(step: Step, { initialChargeId }: AgreementRecord): ChargeRecord | null {
  const charge = chargeOf(step, initialChargeId);
  return charge?.status === 'PENDING' ? charge : null;
}

// What becomes of the status is told nowhere; here it is cancelled, and no event tells of it.
function endInitialCharge(step: Step, agreement: AgreementRecord): void {
  const charge = openInitialCharge(step, agreement);
  if (charge) recordCharge(step, 'chargeLapsed', expireCharge(step, charge));
}
