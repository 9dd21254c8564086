import type { Simulator } from '../kit/simulator.ts';
import { dayMs, hourMs, secondMs } from '../kit/time.ts';
import { agreementLater } from './agreements.ts';
import { credentials, expireToken } from './auth.ts';
import { chargeTimers } from './charge-life.ts';
import { laterOnCharges } from './charges.ts';
import { closeDay, closeTimer } from './ledger.ts';
import { agreementTimers } from './life.ts';
import { payerPages } from './payer.ts';
import { refuseWith } from './replies.ts';
import { spoilLedgerEntries } from './report.ts';
import { callNames, findCall } from './routes.ts';
import { runScenario, scenarioNames } from './scenarios.ts';
import { setup } from './settings.ts';
import { takeOverAgreements } from './take-over.ts';
import { callbackNames, forgetWebhooks, signWebhook } from './webhooks.ts';

const timers: Readonly<Record<string, (step: Parameters<Simulator['onTimer']>[0], key: string) => void>> = {
  ...agreementTimers,
  ...agreementLater,
  ...chargeTimers,
  ...laterOnCharges,
  [closeTimer]: closeDay,
};

/**
 * Vipps MobilePay Recurring v3 as a small HTTP server: agreements, charges, webhooks, in its own wire format, with its own book. It shares
 * nothing with the adapter, so that neither can hide the other's mistake. Its name is that of the address of its callbacks.
 */
export const vippsMobilePaySimulator: Simulator = {
  name: 'vipps_mobilepay',
  // About seven days: four in quick succession, two within minutes, hourly to the twenty-ninth, then daily.
  retryPlanMs: [
    ...Array.from({ length: 3 }, () => 2 * secondMs),
    60 * secondMs,
    120 * secondMs,
    ...Array.from({ length: 23 }, () => hourMs),
    ...Array.from({ length: 6 }, () => dayMs),
  ],
  batch: { everyMs: 60 * secondMs, itemsMax: 1 },
  operations: [...callNames, ...callbackNames],
  credentials,
  route: findCall,
  refuse: refuseWith,
  expireToken,
  onTimer: (step, name, key) => timers[name]?.(step, key),
  signCallback: (reader, callback) => signWebhook(reader, callback),
  scenarios: scenarioNames,
  runScenario,
  setup,
  actions: { forgetWebhooks, takeOverAgreements, spoilLedgerEntries },
  payerPages,
};
