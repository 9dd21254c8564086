import type { Simulator } from '../kit/simulator.ts';
import { credentials, expireToken, signCallback } from './auth.ts';
import { callbackNames } from './callbacks.ts';
import { timers } from './life.ts';
import { payerPages } from './payer.ts';
import { settleRefund } from './refunds.ts';
import { refusal } from './replies.ts';
import { callNames, findCall } from './routes.ts';
import { runScenario, scenarioNames } from './scenarios.ts';
import { setup } from './settings.ts';

const [second, minute, hour] = [1_000, 60_000, 3_600_000];

/**
 * MobilePay Subscriptions as a small HTTP server: agreements, one-off payments and refunds of the classic API, in its own wire
 * format, with its own book. It shares nothing with the adapter, so that neither can hide the other's mistake.
 */
export const mobilepaySimulator: Simulator = {
  name: 'mobilepay',
  // MobilePay's own plan, about 41 hours in all.
  retryPlanMs: [
    5 * second,
    10 * minute,
    30 * minute,
    hour + 10 * minute,
    2 * hour + 30 * minute,
    5 * hour + 10 * minute,
    10 * hour + 30 * minute,
    21 * hour + 10 * minute,
  ],
  batch: { everyMs: 2 * minute, itemsMax: 1_000 },
  operations: [...callNames, ...callbackNames],
  credentials,
  route: findCall,
  refuse: refusal,
  expireToken,
  onTimer: (turn, name, key) => (name === 'refundSettles' ? settleRefund : timers[name])?.(turn, key),
  signCallback: (reader, { bad }, post) => signCallback(reader, { bad }, post),
  scenarios: scenarioNames,
  runScenario,
  setup,
  payerPages,
};
