import { afterAll, beforeAll, describe, test, vi } from 'vitest';
import type { ProviderName } from '../../src/kernel/provider-ref.ts';
import { startWorld, type World } from '../support/world.ts';
import { betalingsservice } from './kinds/betalingsservice.ts';
import { buckaroo } from './kinds/buckaroo.ts';
import { gocardless } from './kinds/gocardless.ts';
import { type Kind, kinds, type Lines } from './kinds/line.ts';
import { mobilepay } from './kinds/mobilepay.ts';
import { vippsMobilePay } from './kinds/vipps-mobilepay.ts';

// Weeks pass in some, from timer to timer.
vi.setConfig({ testTimeout: 120_000 });

const providers: Readonly<Record<ProviderName, Lines>> = {
  MOBILEPAY: mobilepay,
  BETALINGSSERVICE: betalingsservice,
  GOCARDLESS: gocardless,
  BUCKAROO: buckaroo,
  VIPPS_MOBILEPAY: vippsMobilePay,
};

describe.each(Object.entries(providers))('%s', (_name, lines) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  for (const kind of Object.keys(kinds) as Kind[]) test(`${kind}: ${kinds[kind]}`, () => lines[kind](world));
});
