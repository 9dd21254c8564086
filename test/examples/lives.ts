import { betalingsservice } from './betalingsservice.ts';
import { buckaroo } from './buckaroo.ts';
import { gocardless } from './gocardless.ts';
import { mobilepay } from './mobilepay.ts';
import type { Life } from './stage.ts';

/** The story of each provider, by the name that `npm run example` knows it by. */
export const lives = { mobilepay, betalingsservice, gocardless, buckaroo } satisfies Readonly<Record<string, Life>>;
