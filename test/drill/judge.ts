import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { audit, broken, inWords } from '../../src/audit/run.ts';
import type { DrillClient } from './client.ts';
import type { Follower } from './followers.ts';
import type { Partner } from './partner.ts';
import { compareAmounts } from './records.ts';
import type { Stage } from './stage.ts';

/** What a run came to. Every list is empty where all is well. */
export interface Verdict {
  /** Acknowledged, and not there when the same key asks again. */
  readonly lost: readonly string[];
  /** An effect that a provider has had twice. */
  readonly movedTwice: readonly string[];
  /** Any other breach that the audit found. */
  readonly breaches: readonly string[];
  /** Amounts that differ from those in the providers' records. */
  readonly amounts: readonly string[];
  /** What did not reach a follower or a partner once and in order. */
  readonly feeds: readonly string[];
  /** Operations without an outcome, though the provider knows it. */
  readonly leftToPeople: readonly string[];
  /** By sandbox time, until everything was at rest. */
  readonly restedAfter: string;
}

const replaysAtOnce = 8;
const shownOnce = { signingSecret: null };
const feedWithinMs = 120_000;
/** Everything that falls due on the way happens before the answer. */
const clockWithinMs = 1_200_000;

/** Asks again, with its key, for everything that was acknowledged. */
export async function findLost(client: DrillClient): Promise<readonly string[]> {
  const acknowledged = [...client.acknowledged];
  const lost: string[] = [];
  let next = 0;
  const replay = async (): Promise<void> => {
    for (let given = acknowledged[next++]; given; given = acknowledged[next++]) {
      const { mutation, selection, input, answer } = given;
      const again = await client.mutate(mutation, selection, input);
      const { idempotency, ...rest } = again;
      const { idempotency: _, ...first } = answer;
      // What could not be sent at first, and was refused when it was: the operation is there, and has failed.
      if (again.code === 'PROVIDER_REJECTED') continue;
      if (!idempotency?.replayed || !isDeepStrictEqual({ ...rest, ...shownOnce }, { ...first, ...shownOnce }))
        lost.push(
          `${mutation} ${JSON.stringify(input)}: first ${JSON.stringify(answer)}, then ${JSON.stringify(again)}`,
        );
    }
  };
  await Promise.all(Array.from({ length: replaysAtOnce }, replay));
  return lost;
}

/** Together longer than anything is waited for: the providers' banks, quiet periods, and the end of every schedule of questions. */
const passes = ['PT1M', 'PT10M', 'PT1H', 'PT3H', 'PT12H', ...Array.from({ length: 12 }, () => 'P1D')];

/** Lets sandbox time pass until nothing is under way any more; tells how long that took. */
export async function letRest(
  { client, query }: Pick<Stage, 'client' | 'query'>,
  say: (line: string) => void,
): Promise<string> {
  for (const [index, by] of passes.entries()) {
    if ((await restless(query)) === 0) return index === 0 ? 'at once' : passes.slice(0, index).join(' + ');
    await advance(client, `drill-rest-${index}`, by);
    say(`  ${by} has passed; ${await restless(query)} are under way`);
  }
  return `not within ${passes.join(' + ')}`;
}

export async function advance(client: DrillClient, key: string, by: string): Promise<void> {
  const input = { idempotencyKey: key, by };
  const answer = await client.mutate(
    'advanceSandboxClock',
    '... on SandboxClockPayload { now idempotency { replayed } }',
    input,
    clockWithinMs,
  );
  if (answer.code) throw new Error(`the clock: ${answer.message}`);
}

async function restless(query: Stage['query']): Promise<number> {
  const [row] = await query<{ count: string }>(`
    select (select count(*) from operation where status not in ('SUCCEEDED', 'FAILED'))
         + (select count(*) from inbox where state in ('WAITING', 'PARKED')) as count`);
  return Number(row?.count);
}

/** Judges everything once the system is at rest. */
export async function judge(
  stage: Stage,
  followers: readonly Follower[],
  partners: readonly Partner[],
  lost: readonly string[],
  restedAfter: string,
): Promise<Verdict> {
  const feeds = await judgeFeeds(stage, followers, partners);
  const results = await audit({ databaseUrl: stage.database.url, sandboxUrl: stage.sandboxUrl });
  const [effects, others] = [results.filter(({ id }) => id === 'I1'), results.filter(({ id }) => id !== 'I1')];
  const breaches = effects.flatMap(({ breaches: found }) => found.map(({ row, problem }) => `${row}: ${problem}`));
  const isTwice = (text: string): boolean => !/ 0 times$/.test(text);
  const open = await stage.query<{ kind: string; status: string; count: string; example: string }>(`
    select o.kind, o.status::text, count(*)::text, min(o.id::text) as example
      from operation o where o.status not in ('SUCCEEDED', 'FAILED') group by 1, 2
    union all select 'inbox item', state::text, count(*)::text, min(id::text) from inbox where state <> 'DONE' group by 2`);
  const unchecked = results.filter(({ id, outcome }) => id === 'I1' && outcome === 'not checked');
  return {
    lost: [...lost, ...breaches.filter((text) => !isTwice(text))],
    movedTwice: breaches.filter(isTwice),
    breaches: [
      ...(broken(others).length > 0 ? [inWords(broken(others))] : []),
      ...unchecked.map(({ why }) => String(why)),
    ],
    amounts: await compareAmounts(stage),
    feeds,
    leftToPeople: open.map(({ kind, status, count, example }) => `${count} ${kind} ${status}, such as ${example}`),
    restedAfter,
  };
}

async function judgeFeeds(
  { query }: Stage,
  followers: readonly Follower[],
  partners: readonly Partner[],
): Promise<readonly string[]> {
  const [row] = await query<{ last: string }>(
    'select coalesce(max(f.sequence), 0)::text as last from event_log f where f.merchant_id = (select id from merchant order by created_at limit 1)',
  );
  const last = BigInt(row?.last ?? 0);
  const all = [...followers.map(({ seen }) => seen), ...partners.map(({ seen }) => seen)];
  const end = performance.now() + feedWithinMs;
  while (all.some((seen) => seen.last < last) && performance.now() < end) await wait(200);
  const problems = (of: (typeof all)[number], mayRepeat: boolean): string[] => [
    ...(of.gaps > 0 ? [`${of.name}: ${of.gaps} gaps`] : []),
    ...(of.inversions > 0 ? [`${of.name}: ${of.inversions} out of order`] : []),
    ...(of.repeats > 0 && !mayRepeat ? [`${of.name}: ${of.repeats} repeats`] : []),
    ...(of.last < last ? [`${of.name}: has come to ${of.last} of ${last}`] : []),
    ...[...new Set(of.ends)].map(
      (why) => `${of.name}: its stream was ended ${of.ends.filter((one) => one === why).length} times: ${why}`,
    ),
  ];
  return [
    ...followers.flatMap(({ seen }) => problems(seen, false)),
    ...partners.flatMap(({ seen, badSignatures, changedRepeats }) => [
      ...problems(seen, true),
      ...(badSignatures() > 0 ? [`${seen.name}: ${badSignatures()} bad signatures`] : []),
      ...(changedRepeats() > 0 ? [`${seen.name}: ${changedRepeats()} repeats with other bytes`] : []),
    ]),
  ];
}
