import { type Api, Unexpected } from './api.ts';
import { readPayment } from './documents.ts';
import type { EventStream, StreamedEvent } from './follow.ts';

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
const runsMax = 1_000;

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
  const { requested, captured, refunded, refundable } = payment.amounts;
  const parts = Object.entries({ requested, captured, refunded, refundable });
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
export async function showBook(sandboxUrl: string, provider: string, ...references: readonly string[]): Promise<void> {
  const reply = await fetch(`${sandboxUrl}/${provider}/book`, { signal: AbortSignal.timeout(withinMs) });
  if (!reply.ok) throw new Unexpected(`the sandbox at ${sandboxUrl} answered ${reply.status}`);
  const { entries } = (await reply.json()) as { entries: readonly BookEntry[] };
  console.log("The provider's own book of this:");
  for (const { seq, at, effect, subject, amount } of entries)
    if (references.includes(subject.id) || references.includes(subject.within ?? ''))
      console.log(`  ${seq} ${at} ${effect} ${amount ?? ''}`);
}
