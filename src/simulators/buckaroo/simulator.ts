import type { Simulator } from '../kit/simulator.ts';
import { hourMs, minuteMs } from '../kit/time.ts';
import { bankTimers } from './bank.ts';
import { credentials, seal } from './guard.ts';
import { payerPages } from './payer/payer.ts';
import { actions } from './plaza.ts';
import { pushNames, signPush, writePush } from './pushes.ts';
import { refundTimers, releaseRefunds } from './refunds/refund-life.ts';
import { accessDenied, refuse } from './replies.ts';
import { callNames, findCall } from './routes.ts';
import { runScenario, scenarioNames } from './scenarios.ts';
import { settingsOf, setup } from './settings.ts';

/**
 * Buckaroo's JSON gateway for bank transfers as a small HTTP server: payments, their settlement by whatever money comes, refunds,
 * pushes, the mail with the instructions and the payer's bank, with a book of its own. It shares nothing with the adapter, so that
 * neither can hide the other's mistake.
 */
export const buckarooSimulator: Simulator = {
  name: 'buckaroo',
  // Eleven more attempts within three days; the waits themselves are not published. Only 200 ends them.
  retryPlanMs: [
    minuteMs,
    5 * minuteMs,
    15 * minuteMs,
    30 * minuteMs,
    hourMs,
    2 * hourMs,
    4 * hourMs,
    8 * hourMs,
    12 * hourMs,
    20 * hourMs,
    24 * hourMs,
  ],
  isTaken: (status) => status === 200,
  // Nothing is batched: each push is about one transaction.
  batch: { everyMs: minuteMs, itemsMax: 1 },
  operations: [...callNames, ...pushNames],
  credentials,
  route: findCall,
  refuse,
  // There is no token: one call is not let in, and the next is.
  expireToken: () => accessDenied,
  seal,
  onTimer: (step, name, key) => (refundTimers[name] ?? bankTimers[name])?.(step, key),
  writeCallback: writePush,
  signCallback: signPush,
  scenarios: scenarioNames,
  runScenario,
  setup: {
    ...setup,
    change(step, changes) {
      setup.change(step, changes);
      // There may be money for what was on hold.
      releaseRefunds(step);
      return settingsOf(step);
    },
  },
  actions,
  payerPages,
};
