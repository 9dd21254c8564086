import type { Simulator } from '../kit/simulator.ts';
import { credentials, signCallback } from './auth.ts';
import { nextRun } from './calendar.ts';
import { callbackName } from './callbacks.ts';
import { mandateTimers } from './mandate-life.ts';
import { maskBody } from './mask.ts';
import { payerPages } from './payer.ts';
import { expireToken, refuse } from './replies.ts';
import { requestTimers } from './request-life.ts';
import { callNames, findCall } from './routes.ts';
import { runScenario, scenarioNames } from './scenarios.ts';
import { setup } from './settings.ts';
import { callbackRetriesMs } from './unconfirmed.ts';

/**
 * Betalingsservice's Creditor API and One-off API as a small HTTP server: mandates, collection requests and the debtor check,
 * with signed requests, banking hours and a book of its own. It shares nothing with the adapter, so that neither can hide the
 * other's mistake. No CPR number leaves it: not to the book, nor to a callback, a page or a refusal.
 */
export const betalingsserviceSimulator: Simulator = {
  name: 'betalingsservice',
  retryPlanMs: callbackRetriesMs,
  // Nothing is batched: each callback is about one collection request.
  batch: { everyMs: 60_000, itemsMax: 1 },
  operations: [...callNames, callbackName],
  credentials,
  redact: maskBody,
  route: findCall,
  refuse,
  expireToken,
  onTimer: (step, name, key) => (mandateTimers[name] ?? requestTimers[name])?.(step, key),
  signCallback,
  scenarios: scenarioNames,
  runScenario,
  setup,
  banksWorkAt: nextRun,
  payerPages,
};
