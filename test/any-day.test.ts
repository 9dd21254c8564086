import { describe, expect, it, vi } from 'vitest';
import { connect } from './examples/api.ts';
import { follow } from './examples/follow.ts';
import { lives } from './examples/lives.ts';
import { startWorld, type World } from './support/world.ts';

/** Moments at which calendars go wrong, or banks rest. */
const moments = [
  ['at a weekend', '2026-11-28T17:00:00Z'],
  ['at night', '2026-12-02T01:30:00Z'],
  ['on a Danish holiday', '2027-03-25T09:00:00Z'],
  ['in the last minute of a year', '2026-12-31T23:59:30Z'],
  ['in the last minute of a year in Copenhagen', '2026-12-31T22:59:30Z'],
  ['on the 29th of February', '2028-02-29T12:00:00Z'],
  ['when summer time begins', '2027-03-28T00:59:50Z'],
  ['when summer time ends', '2026-10-25T00:59:50Z'],
  ['at the end of a month', '2027-01-31T23:59:50Z'],
] as const;

const withinMs = 60_000;

async function play(world: World, names: readonly (keyof typeof lives)[]): Promise<void> {
  const api = {
    url: `${world.app.url}/graphql`,
    apiKey: world.app.apiKey ?? '',
    signal: AbortSignal.timeout(withinMs),
  };
  const stream = await follow({ ...api, onEvent: () => undefined });
  for (const name of names) await lives[name]({ api: connect(api), stream, sandboxUrl: world.app.sandboxUrl ?? '' });
  await stream.close();
}

// The first moves no clock to speak of, so that the second begins at the moment too; the others know no banking days.
const stories = [
  [
    'Buckaroo, Betalingsservice and both of MobilePay',
    ['buckaroo', 'betalingsservice', 'mobilepay', 'vipps-mobilepay'],
  ],
  ['GoCardless', ['gocardless']],
] as const;

/** Each story at half of the moments, the weekend for both: `EVERY_DAY=1 npx vitest run test/any-day.test.ts` plays all at each. */
const played = (moment: number): readonly (typeof stories)[number][] =>
  process.env.EVERY_DAY || moment === 0 ? stories : stories.filter((_story, index) => index === moment % 2);

describe.each(moments.map((moment, index) => [...moment, index] as const))('%s (%s)', (_name, SANDBOX_NOW, moment) => {
  it.each(played(moment))('the examples of %s come to their end', async (_names, names) => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const world = await startWorld({ SANDBOX_NOW });
    const began = world.app.clock.now().getTime() - Date.parse(SANDBOX_NOW);
    expect(began).toBeGreaterThanOrEqual(0);
    expect(began).toBeLessThan(withinMs);
    await play(world, names);
    expect(world.logged).toEqual([]);
    await world.close();
  });
});
