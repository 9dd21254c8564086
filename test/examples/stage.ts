import { type Api, payload, Unexpected } from './api.ts';
import { advanceClock, readPayment, runScenario } from './documents.ts';
import type { EventStream, StreamedEvent } from './follow.ts';
import type { EventType, SandboxScenario, SandboxWebhookDelivery } from './generated/graphql.ts';

/** What a life is played on: the API, the stream that follows it, and the sandbox on whose pages a person would play the payer. */
export interface Stage {
  readonly api: Api;
  readonly stream: EventStream;
  readonly sandboxUrl: string;
}
/** One provider's story from its first request to its end. */
export type Life = (stage: Stage) => Promise<void>;

/** How long the whole example may take. */
export const withinMs = 60_000;
/** And one in which a year passes. */
export const longWithinMs = 600_000;
const runsMax = 1_000;
const daysMax = 31;
/** By sandbox time: how long after the banks' work its result is known here. */
const answerWithinMs = 60 * 60_000;

/** References are unique for life, so the seed's own are free on the first run only; later runs have a suffix. */
export async function freeSuffix(isTaken: (suffix: string) => Promise<boolean>): Promise<string> {
  for (let run = 1; run <= runsMax; run++) {
    const suffix = run === 1 ? '' : `-${run}`;
    if (await isTaken(suffix)) continue;
    if (suffix) console.log(`The seed's references are taken by an earlier run; this one has the suffix ${suffix}`);
    return suffix;
  }
  throw new Unexpected(`${runsMax} runs have taken all references; begin with fresh data`);
}

/** Plays the payer, the payer's bank, or somebody at the provider. What is DROPPED is told by no callback. */
export async function play(
  api: Api,
  subjectId: string,
  scenario: SandboxScenario,
  webhookDelivery: SandboxWebhookDelivery = 'NORMAL',
): Promise<void> {
  const input = { idempotencyKey: `${subjectId}-${scenario}`, subjectId, scenario, webhookDelivery };
  payload((await api.ask(runScenario, { input })).runSandboxScenario, 'SandboxScenarioPayload');
}

/** Lets sandbox time pass, here and at the providers, with all that falls due in it. `step` names this one passing. */
export async function letPass(api: Api, step: string, by: string) {
  const input = { idempotencyKey: `${step}-passes`, by };
  return payload((await api.ask(advanceClock, { input })).advanceSandboxClock, 'SandboxClockPayload');
}

/**
 * Lets one day after another pass until all of these have happened. How many that takes depends on the day it is: banks rest at night, at
 * weekends and on holidays.
 */
export async function letDaysPass(
  { api, stream }: Stage,
  step: string,
  ...awaited: readonly Happening[]
): Promise<void> {
  const missing = awaited.filter(({ subjectId, type }) => !stream.has(subjectId, type));
  for (let day = 1; missing.length > 0; day++) {
    if (day > daysMax) throw new Unexpected(`${daysMax} days have passed without ${missing[0]?.type}`);
    const { events, now } = await letPass(api, `${step}-${day}`, 'P1D');
    console.log(`A day passes; it is ${now}.`);
    for (const { subjectId, type } of events) {
      const at = missing.findIndex((one) => one.subjectId === subjectId && one.type === type);
      if (at >= 0) missing.splice(at, 1);
    }
  }
}

interface Happening {
  readonly subjectId: string;
  readonly type: EventType;
}

/** Moves the clock to when the provider's banks work, as the sandbox's front page tells it, and as long as an answer takes. */
export async function letBanksWork({ api, sandboxUrl }: Stage, provider: string, step: string): Promise<void> {
  const { now, providers } = await frontPage(sandboxUrl);
  const at = providers.find(({ name }) => name === provider)?.banksWorkAt;
  if (!at) throw new Unexpected(`the sandbox at ${sandboxUrl} does not say when the banks of ${provider} work`);
  console.log(`It is ${now}; the banks next work at ${at}. The clock is moved there.`);
  await letPass(api, step, `PT${Math.ceil((Date.parse(at) - Date.parse(now) + answerWithinMs) / 1_000)}S`);
}

/** The sandbox's time. */
export async function clockOf(sandboxUrl: string): Promise<Date> {
  return new Date((await frontPage(sandboxUrl)).now);
}

interface FrontPage {
  readonly now: string;
  readonly providers: readonly { readonly name: string; readonly banksWorkAt?: string }[];
}

async function frontPage(sandboxUrl: string): Promise<FrontPage> {
  const page = await fetch(sandboxUrl, {
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(withinMs),
  });
  return (await page.json()) as FrontPage;
}

/** One line for each event, with its number. */
export function show({ sequence, type, subjectId, change }: StreamedEvent): void {
  const move = change ? ` ${change.from ?? '–'} → ${change.to}` : '';
  const amount = change?.amount ? ` ${change.amount.decimal} ${change.amount.currency}` : '';
  console.log(`#${sequence} ${type} ${subjectId}${move}${amount}`);
}

/** Where a payment stands in the end. */
export async function summarise(api: Api, id: string): Promise<void> {
  const { payment } = await api.ask(readPayment, { id });
  if (!payment) throw new Unexpected(`payment ${id} is gone`);
  const { requested, captured, refunded, reversed, refundable } = payment.amounts;
  const parts = Object.entries({ requested, captured, refunded, reversed, refundable });
  const figures = parts.map(([name, money]) => `${name} ${money.decimal}`).join(', ');
  console.log(`${id} is ${payment.status}: ${figures} ${requested.currency}`);
}

interface BookEntry {
  readonly seq: number;
  readonly at: string;
  readonly effect: string;
  readonly subject: { readonly id: string; readonly within?: string };
  readonly amount?: string;
}

/** What the simulated provider itself has written down: the other side of the same story. */
export async function bookOf(sandboxUrl: string, provider: string): Promise<readonly BookEntry[]> {
  const reply = await fetch(`${sandboxUrl}/${provider}/book`, { signal: AbortSignal.timeout(withinMs) });
  if (!reply.ok) throw new Unexpected(`the sandbox at ${sandboxUrl} answered ${reply.status}`);
  return ((await reply.json()) as { entries: readonly BookEntry[] }).entries;
}

/** The same of these things, shown. */
export async function showBook(sandboxUrl: string, provider: string, ...references: readonly string[]): Promise<void> {
  const entries = await bookOf(sandboxUrl, provider);
  console.log("The provider's own book of this:");
  for (const { seq, at, effect, subject, amount } of entries)
    if (references.includes(subject.id) || references.includes(subject.within ?? ''))
      console.log(`  ${seq} ${at} ${effect} ${amount ?? ''}`);
}
