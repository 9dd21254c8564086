import { compactId } from '../kit/records.ts';
import type { Turn } from '../kit/simulator.ts';
import { type IncomingMoney, receiveMoney } from './settlement.ts';

/** The timer behind money that arrives on a later day. */
const arrivalTimer = 'moneyArrives';

/** Orders a transfer at the payer's bank that arrives at an instant. */
export function payLater(turn: Turn, due: Date, money: IncomingMoney): void {
  const id = compactId(turn);
  turn.documents.put('onItsWay', id, money);
  turn.setTimer(arrivalTimer, id, due);
}

/** What the clock does. */
export const bankTimers: Readonly<Record<string, (turn: Turn, id: string) => void>> = {
  [arrivalTimer](turn, id) {
    const money = turn.documents.get<IncomingMoney>('onItsWay', id);
    if (!money) return;
    turn.documents.remove('onItsWay', id);
    receiveMoney(turn, money);
  },
};
