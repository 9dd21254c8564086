import { betalingsserviceSimulator } from '../providers/betalingsservice/simulator.ts';
import { buckarooSimulator } from '../providers/buckaroo/simulator.ts';
import { gocardlessSimulator } from '../providers/gocardless/simulator.ts';
import { mobilepaySimulator } from '../providers/mobilepay/simulator.ts';
import type { Simulator } from './simulator.ts';

/** Every simulator that the sandbox hosts. */
export const simulators: readonly Simulator[] = [
  mobilepaySimulator,
  betalingsserviceSimulator,
  gocardlessSimulator,
  buckarooSimulator,
];
