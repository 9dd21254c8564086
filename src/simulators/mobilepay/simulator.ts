import type { Simulator } from '../kit/simulator.ts';
import { hourMs, minuteMs, secondMs } from '../kit/time.ts';
import { credentials, expireToken, signCallback } from './auth.ts';
import { callbackNames } from './callbacks.ts';
import { timers } from './life.ts';
import { agreementsMadeElsewhere } from './made-elsewhere.ts';
import { payerPages } from './payer.ts';
import { settleRefund } from './refunds.ts';
import { refusal } from './replies.ts';
import { requestTimers } from './request-life.ts';
import { callNames, findCall } from './routes.ts';
import { runScenario, scenarioNames } from './scenarios.ts';
import { setup } from './settings.ts';

/**
 * MobilePay Subscriptions as a small HTTP server: agreements, one-off payments, payments of subscriptions and refunds of the classic API, in its own wire
 * format, with its own book. It shares nothing with the adapter, so that neither can hide the other's mistake.
 */
export const mobilepaySimulator: Simulator = {
  name: 'mobilepay',
  // MobilePay's own plan, about 41 hours in all.
  retryPlanMs: [
    5 * secondMs,
    10 * minuteMs,
    30 * minuteMs,
    hourMs + 10 * minuteMs,
    2 * hourMs + 30 * minuteMs,
    5 * hourMs + 10 * minuteMs,
    10 * hourMs + 30 * minuteMs,
    21 * hourMs + 10 * minuteMs,
  ],
  batch: { everyMs: 2 * minuteMs, itemsMax: 1_000 },
  operations: [...callNames, ...callbackNames],
  credentials,
  route: findCall,
  refuse: refusal,
  expireToken,
  onTimer: (step, name, key) =>
    (name === 'refundSettles' ? settleRefund : (timers[name] ?? requestTimers[name]))?.(step, key),
  signCallback: (reader, { bad }, post) => signCallback(reader, { bad }, post),
  scenarios: scenarioNames,
  runScenario,
  setup,
  actions: { agreementsMadeElsewhere },
  payerPages,
};
