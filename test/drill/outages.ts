import { setTimeout as wait } from 'node:timers/promises';
import { seededRandom } from '../../src/simulators/host/random.ts';
import { followBySocket, followBySse } from './followers.ts';
import { findLost, judge, letRest } from './judge.ts';
import { faultsOf, type KillOptions, printRun, stopOthers } from './kill.ts';
import { startPartner } from './partner.ts';
import type { Stage } from './stage.ts';
import { startWalk } from './walk.ts';

/** One thing that was taken away, and how long until a caller was served again. */
export interface Outage {
  readonly kind: string;
  readonly backMs: number;
}

export interface OutageRun {
  readonly stage: Stage;
  readonly options: KillOptions;
  /** Takes things away until it has done so often enough. `served` resolves when somebody has been served since it was asked. */
  readonly disturb: (served: () => Promise<void>, random: () => number) => Promise<readonly Outage[]>;
  /** No outage may last longer. */
  readonly backWithinMs: number;
  readonly say: (line: string) => void;
}

const lookEveryMs = 50;
const servedWithinMs = 120_000;
const probe = `mutation($input: CreateAgreementInput!) { createAgreement(input: $input) { __typename ... on AgreementPayload { agreement { id } } } }`;
let probes = 0;

/** Until somebody who comes anew has a new thing made. Whoever was in the middle of something waits for what holds it, a lease of 45 s at the most. */
async function untilServed({ balancer, apiKey }: Stage): Promise<void> {
  for (const from = performance.now(); ; await wait(lookEveryMs)) {
    probes += 1;
    const input = {
      idempotencyKey: `probe-${probes}`,
      externalId: `PROBE-${probes}`,
      plan: 'Basic',
      description: 'Monthly subscription',
      amount: { amountMinor: '1000', currency: 'DKK' },
      frequency: 'MONTHLY',
      country: 'DK',
      expiresIn: 'PT1H',
      returnUrl: 'https://example.com/back',
    };
    const answer = await fetch(`${balancer.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}`, connection: 'close' },
      body: JSON.stringify({ query: probe, variables: { input } }),
      signal: AbortSignal.timeout(5_000),
    }).then(
      (reply) => reply.text(),
      () => '',
    );
    if (/"agreement":\{"id"/.test(answer)) return;
    if (performance.now() - from > servedWithinMs) throw new Error(`nobody was served any more: ${answer}`);
  }
}

/** Operations of all providers, two subscribers and a partner, while something that the products need is taken away again and again. */
export async function runOutages({ stage, options, disturb, backWithinMs, say }: OutageRun): Promise<boolean> {
  const { seed } = options;
  const { apiKey, client } = stage;
  const origin = stage.balancer.url;
  const partners = [await startPartner(client, 'partner')];
  const followers = [
    await followBySocket({ name: 'socket', origin, apiKey }),
    await followBySse({ name: 'sse', origin, apiKey }),
  ];
  const walk = walkOf(stage, options);
  const served = (): Promise<void> => untilServed(stage);
  const outages = await disturb(served, seededRandom(seed, 0));
  say('nothing more is taken away; what is under way ends');
  await walk.stop();
  const lost = await findLost(client);
  await stopOthers(stage);
  const verdict = await judge(stage, followers, partners, lost, await letRest(stage, say));
  printRun(
    walk.done,
    client.troubles,
    [...followers, ...partners].map(({ seen }) => seen),
    say,
  );
  for (const follower of followers) await follower.stop();
  for (const partner of partners) await partner.close();

  say(`operations            ${walk.operations()}, acknowledged ${client.acknowledged.length}`);
  for (const kind of new Set(outages.map((outage) => outage.kind))) {
    const times = outages.filter((outage) => outage.kind === kind).map(({ backMs }) => backMs);
    say(
      `${kind.padEnd(22)}${times.length} times, served again after ${times.map((ms) => (ms / 1_000).toFixed(1)).join(', ')} s`,
    );
  }
  const faults = [
    ...faultsOf(verdict),
    ['no answer', walk.failures],
    ['away too long', outages.flatMap(({ kind, backMs }) => (backMs <= backWithinMs ? [] : [`${kind}: ${backMs} ms`]))],
    ['ended by itself', stage.products.flatMap(({ collapses }) => collapses)],
  ] as const;
  for (const [name, found] of faults) {
    say(`${name.padEnd(22)}${found.length}`);
    for (const one of found.slice(0, 20)) say(`    ${one}`);
  }
  return faults.every(([, found]) => found.length === 0);
}

/** Of all walks together: a name that comes again is the same thing again. */
let names = 0;

function walkOf({ client }: Pick<Stage, 'client'>, { seed, atOnce }: Pick<KillOptions, 'seed' | 'atOnce'>) {
  return startWalk({
    client,
    atOnce,
    fresh(prefix) {
      names += 1;
      return `${prefix}-${seed}-${names}`;
    },
    randomOf: (walker) => seededRandom(seed, walker + 1),
  });
}

/** Operations a second of callers that wait for nothing else, over this time. */
export async function throughput(
  stage: Stage,
  options: Pick<KillOptions, 'seed' | 'atOnce'>,
  forMs: number,
): Promise<number> {
  const walk = walkOf(stage, options);
  await wait(forMs / 3);
  const before = walk.operations();
  const from = performance.now();
  await wait(forMs);
  const rate = ((walk.operations() - before) * 1_000) / (performance.now() - from);
  await walk.stop();
  if (walk.failures.length > 0) throw new Error(walk.failures[0]);
  return rate;
}
