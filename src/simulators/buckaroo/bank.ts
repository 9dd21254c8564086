import { compactId } from '../kit/records.ts';
import type { Step } from '../kit/simulator.ts';
import { type IncomingMoney, receiveMoney } from './settlement.ts';

/** The timer behind money that arrives on a later day. */
const arrivalTimer = 'moneyArrives';

/** Orders a transfer at the payer's bank that arrives at an instant. */
export function payLater(step: Step, due: Date, money: IncomingMoney): void {
  const id = compactId(step);
  step.documents.put('onItsWay', id, money);
  step.setTimer(arrivalTimer, id, due);
}

/** What the clock does. */
export const bankTimers: Readonly<Record<string, (step: Step, id: string) => void>> = {
  [arrivalTimer](step, id) {
    const money = step.documents.get<IncomingMoney>('onItsWay', id);
    if (!money) return;
    step.documents.remove('onItsWay', id);
    receiveMoney(step, money);
  },
};
