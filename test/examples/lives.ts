import { betalingsservice } from './betalingsservice.ts';
import { buckaroo } from './buckaroo.ts';
import { gocardless } from './gocardless.ts';
import { mobilepay } from './mobilepay.ts';
import { move } from './move.ts';
import { recurring } from './recurring.ts';
import type { Life } from './stage.ts';
import { vippsMobilepay } from './vipps-mobilepay.ts';

/** The story of each provider, of a year with three of them, and of a move from one to its successor, by the name that `npm run example` knows it by. */
export const lives = {
  mobilepay,
  betalingsservice,
  gocardless,
  buckaroo,
  'vipps-mobilepay': vippsMobilepay,
  recurring,
  move,
} satisfies Readonly<Record<string, Life>>;

/** These take longer, and have hundreds of events: they tell of them in words of their own. */
export const isLong = (name: string): boolean => name === 'recurring' || name === 'move';
