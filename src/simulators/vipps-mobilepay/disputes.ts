import { fromMinor } from '../kit/amounts.ts';
import type { Step } from '../kit/simulator.ts';
import { balanceOf, enter, entriesOf, isCurrency, type LedgerEntry, nextPsp, payOut } from './ledger.ts';
import type { ChargeRecord } from './records.ts';

/** What payers dispute of captured money. It shows in the ledger alone (notes §7): neither in the charge, nor in any news. */

interface Dispute {
  readonly amount: number;
  readonly pspReference: string;
}

/** Holds back what was captured of a charge and is not given back, after it was paid out. False where there is none, or it is disputed already. */
export function disputeCharge(step: Step, charge: ChargeRecord): boolean {
  const { id, currency, captured, refunded } = charge;
  if (captured === 0 || refunded > 0 || disputeOf(step, id) || !isCurrency(currency)) return false;
  if (balanceOf(step, currency, 'funds') > 0) payOut(step, currency);
  const captures = entriesOf(step, currency, 'funds').filter((entry) => isCaptureOf(entry, charge));
  // Each capture is disputed by itself.
  const disputed = captures.map(({ amount }) => ({ amount, pspReference: nextPsp(step) }));
  for (const { amount, pspReference } of disputed)
    enter(step, charge, 'funds', 'retained-disputed-capture', -amount, pspReference);
  step.documents.put('dispute', id, disputed);
  record(step, 'captureDisputed', charge);
  return true;
}

/** Gives it back: the dispute was decided for the merchant. */
export function returnDisputed(step: Step, charge: ChargeRecord): boolean {
  const disputed = disputeOf(step, charge.id);
  if (!disputed) return false;
  for (const { amount, pspReference } of disputed)
    enter(step, charge, 'funds', 'returned-disputed-capture', amount, pspReference);
  step.documents.remove('dispute', charge.id);
  record(step, 'disputeReturned', charge);
  return true;
}

function disputeOf({ documents }: Pick<Step, 'documents'>, chargeId: string): readonly Dispute[] | null {
  return documents.get<readonly Dispute[]>('dispute', chargeId);
}

function isCaptureOf({ entryType, reference }: LedgerEntry, { id, externalId }: ChargeRecord): boolean {
  return entryType === 'capture' && reference === (externalId ?? id);
}

function record(step: Step, effect: string, { id, agreementId, captured, currency }: ChargeRecord): void {
  const subject = { kind: 'charge', id, within: agreementId };
  step.record({ effect, subject, amount: fromMinor(BigInt(captured)), currency });
}
