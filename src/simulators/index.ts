import { betalingsserviceSimulator } from './betalingsservice/simulator.ts';
import { buckarooSimulator } from './buckaroo/simulator.ts';
import { gocardlessSimulator } from './gocardless/simulator.ts';
import type { Simulator } from './kit/simulator.ts';
import { mobilepaySimulator } from './mobilepay/simulator.ts';
import { vippsMobilePaySimulator } from './vipps-mobilepay/simulator.ts';

/** Every simulator that the sandbox hosts. */
export const simulators: readonly Simulator[] = [
  mobilepaySimulator,
  betalingsserviceSimulator,
  gocardlessSimulator,
  buckarooSimulator,
  vippsMobilePaySimulator,
];
