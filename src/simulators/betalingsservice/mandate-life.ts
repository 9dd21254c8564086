import type { Step } from '../kit/simulator.ts';
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
export function receiveMandate(step: Step, mandate: MandateRecord): MandateRecord {
  step.setTimer('mandateIsChecked', mandate.key, nextStep(step));
  const received = keepMandate(step, { ...mandate, state: 'RECEIVED' });
  record(step, 'mandateReceived', received);
  return received;
}

/** What Betalingsservice itself finds wrong with a mandate before it goes to the bank. */
export function foundByChecks(step: Step, mandate: MandateRecord): MandateError | null {
  const fixed = fixedOutcome(mandate.creditor);
  if (fixed !== null && !foundByBank.includes(fixed)) return fixed;
  const exists = mandatesFor(step, mandate).some(({ key, state }) => key !== mandate.key && state === 'ACTIVE');
  return exists ? 'MANDATE_ALREADY_EXISTS' : null;
}

/** Whether a client may act for a creditor: for its own, in its own debtor group, or for one of the sandbox's. */
export function isKnownCreditor({ pbsNumber, debtorGroupNumber }: Creditor): boolean {
  if (pbsNumber === ownCreditor.pbsNumber) return debtorGroupNumber === ownCreditor.debtorGroupNumber;
  return sandboxCreditors[pbsNumber] !== undefined;
}

/** The bank's answer to a mandate that is under way; null is its approval. */
export function answerByBank(step: Step, mandate: MandateRecord, error: MandateError | null): void {
  step.cancelTimer('mandateIsChecked', mandate.key);
  const atBank = mandate.state === 'RECEIVED' ? sendToBank(step, mandate) : mandate;
  step.cancelTimer('bankAnswers', mandate.key);
  if (error !== null) {
    fail(step, atBank, error);
    return;
  }
  const active = keepMandate(step, { ...atBank, state: 'ACTIVE', mandateId: nextMandateId(step) });
  record(step, 'mandateActivated', active);
  tellRequest(step, active);
}

/** What the clock does to mandates. */
export const mandateTimers: Readonly<Record<string, (step: Step, key: string) => void>> = {
  mandateIsChecked(step, key) {
    const mandate = mandateOf(step, key);
    if (mandate?.state !== 'RECEIVED') return;
    const error = foundByChecks(step, mandate);
    if (error !== null) {
      fail(step, mandate, error);
      return;
    }
    sendToBank(step, mandate);
    step.setTimer('bankAnswers', key, nextStep(step));
  },
  bankAnswers(step, key) {
    const mandate = mandateOf(step, key);
    if (mandate?.state !== 'AT_BANK') return;
    const { bankAnswer } = settingsOf(step);
    // Another mandate for the same customer may have become active meanwhile.
    const error = foundByChecks(step, mandate) ?? fixedOutcome(mandate.creditor);
    answerByBank(step, mandate, error ?? (bankAnswer === 'APPROVES' ? null : bankAnswer));
  },
};

function sendToBank(step: Step, mandate: MandateRecord): MandateRecord {
  const atBank = keepMandate(step, { ...mandate, state: 'AT_BANK' });
  record(step, 'mandateValidated', atBank);
  return atBank;
}

function fail(step: Step, mandate: MandateRecord, error: MandateError): void {
  const failed = keepMandate(step, { ...mandate, state: 'FAILED', errorCode: error });
  record(step, 'mandateFailed', failed);
  tellRequest(step, failed);
}

// Only what came with a collection request is called back; the Creditor API has no callbacks.
function tellRequest(step: Step, { withRequest, uuid }: MandateRecord): void {
  const request = withRequest ? requestOf(step, uuid) : null;
  if (request) callBack(step, keepRequest(step, request));
}

function fixedOutcome(creditor: Creditor): MandateError | null {
  if (!isKnownCreditor(creditor)) return 'CREDITOR_DATA_IS_NOT_CORRECT';
  return sandboxCreditors[creditor.pbsNumber] ?? null;
}

function nextStep(step: Step): Date {
  const { mandateRuns, mandateDelayMs } = settingsOf(step);
  // Shortly, the two steps share the time.
  return mandateRuns === 'bankingHours' ? nextRun(step.now) : after(step, mandateDelayMs / 2);
}

function record(step: Step, effect: string, { uuid, withRequest, customerNumber, errorCode }: MandateRecord): void {
  step.record({
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
