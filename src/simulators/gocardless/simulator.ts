import type { Simulator, Step } from '../kit/simulator.ts';
import { hourMs, minuteMs } from '../kit/time.ts';
import { days } from './days.ts';
import { credentials, refuseCall, refuseToken } from './guard.ts';
import { payerPages } from './payer/payer.ts';
import { authorisationTimer, expireAuthorisation } from './requests/bank-authorisations.ts';
import { finishFulfilling, fulfilTimer } from './requests/fulfilment.ts';
import { callNames, findCall } from './routes.ts';
import { runScenario, scenarioNames } from './scenarios.ts';
import { setup } from './settings.ts';
import { releaseEvents, sendEvents, signWebhook, webhookName, webhookTimer } from './webhooks.ts';

const timers: Readonly<Record<string, (step: Step, key: string) => void>> = {
  ...days,
  [authorisationTimer]: expireAuthorisation,
  [fulfilTimer]: finishFulfilling,
  [webhookTimer]: releaseEvents,
};

/**
 * GoCardless billing requests as a small HTTP server: the requests and their actions, the payer's page, and the mandates, payments,
 * refunds, payouts and events that come of them, in its own wire format, with its own book. It shares nothing with the adapter,
 * so that neither can hide the other's mistake.
 */
export const gocardlessSimulator: Simulator = {
  name: 'gocardless',
  // Up to eight times, at growing intervals that begin with 1, 2 and 10 minutes; those after that are not documented.
  retryPlanMs: [minuteMs, 2 * minuteMs, 10 * minuteMs, 30 * minuteMs, hourMs, 3 * hourMs, 6 * hourMs, 12 * hourMs],
  // Unused: events are gathered by the simulator itself, which alone knows their envelope.
  batch: { everyMs: minuteMs, itemsMax: 250 },
  operations: [...callNames, webhookName],
  credentials,
  route: findCall,
  refuse: refuseCall,
  expireToken: refuseToken,
  onTimer(step, name, key) {
    timers[name]?.(step, key);
    sendEvents(step);
  },
  signCallback: (reader, callback) => signWebhook(reader, callback),
  scenarios: scenarioNames,
  runScenario(step, scenario, subject) {
    const outcome = runScenario(step, scenario, subject);
    sendEvents(step);
    return outcome;
  },
  setup,
  payerPages,
};
