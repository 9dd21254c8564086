import type { Turn } from '../kit/simulator.ts';
import { after } from '../kit/time.ts';
import { ownCreditor } from './auth.ts';
import { nextRun } from './calendar.ts';
import { callBack } from './callbacks.ts';
import { maskText } from './mask.ts';
import {
  type Creditor,
  keepMandate,
  keepRequest,
  type MandateRecord,
  mandateOf,
  mandatesFor,
  nextMandateId,
  requestOf,
} from './records.ts';
import { settingsOf } from './settings.ts';
import { foundByBank, type MandateError, sandboxCreditors } from './unconfirmed.ts';

/**
 * The life of a mandate, whether it was asked for by itself or came with a collection request. It is received; the next run
 * checks it and sends it to the debtor's bank, or it fails; a later run brings the bank's answer, and it is active, with its
 * number, or has failed. What came with a collection request fails or succeeds without regard to the payment beside it.
 */
export function receiveMandate(turn: Turn, mandate: MandateRecord): MandateRecord {
  turn.setTimer('mandateIsChecked', mandate.key, nextStep(turn));
  const received = keepMandate(turn, { ...mandate, state: 'RECEIVED' });
  record(turn, 'mandateReceived', received);
  return received;
}

/** What Betalingsservice itself finds wrong with a mandate before it goes to the bank. */
export function foundByChecks(turn: Turn, mandate: MandateRecord): MandateError | null {
  const fixed = fixedOutcome(mandate.creditor);
  if (fixed !== null && !foundByBank.includes(fixed)) return fixed;
  const exists = mandatesFor(turn, mandate).some(({ key, state }) => key !== mandate.key && state === 'ACTIVE');
  return exists ? 'MANDATE_ALREADY_EXISTS' : null;
}

/** Whether a client may act for a creditor: for its own, in its own debtor group, or for one of the sandbox's. */
export function isKnownCreditor({ pbsNumber, debtorGroupNumber }: Creditor): boolean {
  if (pbsNumber === ownCreditor.pbsNumber) return debtorGroupNumber === ownCreditor.debtorGroupNumber;
  return sandboxCreditors[pbsNumber] !== undefined;
}

/** The bank's answer to a mandate that is under way; null is its approval. */
export function answerByBank(turn: Turn, mandate: MandateRecord, error: MandateError | null): void {
  turn.cancelTimer('mandateIsChecked', mandate.key);
  const atBank = mandate.state === 'RECEIVED' ? sendToBank(turn, mandate) : mandate;
  turn.cancelTimer('bankAnswers', mandate.key);
  if (error !== null) {
    fail(turn, atBank, error);
    return;
  }
  const active = keepMandate(turn, { ...atBank, state: 'ACTIVE', mandateId: nextMandateId(turn) });
  record(turn, 'mandateActivated', active);
  tellRequest(turn, active);
}

/** What the clock does to mandates. */
export const mandateTimers: Readonly<Record<string, (turn: Turn, key: string) => void>> = {
  mandateIsChecked(turn, key) {
    const mandate = mandateOf(turn, key);
    if (mandate?.state !== 'RECEIVED') return;
    const error = foundByChecks(turn, mandate);
    if (error !== null) {
      fail(turn, mandate, error);
      return;
    }
    sendToBank(turn, mandate);
    turn.setTimer('bankAnswers', key, nextStep(turn));
  },
  bankAnswers(turn, key) {
    const mandate = mandateOf(turn, key);
    if (mandate?.state !== 'AT_BANK') return;
    const { bankAnswer } = settingsOf(turn);
    // Another mandate for the same customer may have become active meanwhile.
    const error = foundByChecks(turn, mandate) ?? fixedOutcome(mandate.creditor);
    answerByBank(turn, mandate, error ?? (bankAnswer === 'APPROVES' ? null : bankAnswer));
  },
};

function sendToBank(turn: Turn, mandate: MandateRecord): MandateRecord {
  const atBank = keepMandate(turn, { ...mandate, state: 'AT_BANK' });
  record(turn, 'mandateValidated', atBank);
  return atBank;
}

function fail(turn: Turn, mandate: MandateRecord, error: MandateError): void {
  const failed = keepMandate(turn, { ...mandate, state: 'FAILED', errorCode: error });
  record(turn, 'mandateFailed', failed);
  tellRequest(turn, failed);
}

// Only what came with a collection request is called back; the Creditor API has no callbacks.
function tellRequest(turn: Turn, { withRequest, uuid }: MandateRecord): void {
  const request = withRequest ? requestOf(turn, uuid) : null;
  if (request) callBack(turn, keepRequest(turn, request));
}

function fixedOutcome(creditor: Creditor): MandateError | null {
  if (!isKnownCreditor(creditor)) return 'CREDITOR_DATA_IS_NOT_CORRECT';
  return sandboxCreditors[creditor.pbsNumber] ?? null;
}

function nextStep(turn: Turn): Date {
  const { mandateRuns, mandateDelayMs } = settingsOf(turn);
  // Shortly, the two steps share the time.
  return mandateRuns === 'bankingHours' ? nextRun(turn.now) : after(turn, mandateDelayMs / 2);
}

function record(turn: Turn, effect: string, { uuid, withRequest, customerNumber, errorCode }: MandateRecord): void {
  turn.record({
    effect,
    subject: {
      kind: 'mandate',
      id: uuid,
      externalId: maskText(customerNumber),
      ...(withRequest && { within: uuid }),
    },
    ...(errorCode !== null && { code: errorCode }),
  });
}
