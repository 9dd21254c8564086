import type { Command } from 'commander';
import type { EventType } from '../../generated/prisma/client.ts';
import { isLoopback } from '../../kernel/host.ts';
import { shownSecret, signatureHeaders } from '../../partner-webhooks/signature.ts';
import { dotted } from '../../partner-webhooks/type-name.ts';
import { type Api, apiOf, ask, asMerchant } from './api/client.ts';
import { documents } from './api/documents.ts';
import { type Following, follow, type LogEvent } from './api/follow.ts';
import { keptPlace } from './api/kept-place.ts';
import { asJson, duration, list } from './options.ts';
import { CommandError, exitCodes } from './output.ts';

const forwardWithinMs = 30_000;

/** What happens, as it happens: in the terminal, or to a program on this machine. */
export function addEvents(program: Command): void {
  follows(program.command('tail'))
    .description('show events as they happen, numbered, over broken connections')
    .option('--until-caught-up', 'end when all that has happened is shown', false)
    .addHelpText(
      'after',
      `
Examples:
  $ paygraph tail                                       what happens from now on
  $ paygraph tail --since start --events 'PAYMENT_*'    everything about payments, then live
  $ paygraph tail --since start --until-caught-up --json > events.jsonl

A number that is missing ends it with code 1, and a repeat is passed over: what is shown is complete.`,
    )
    .action(async ({ events, since, giveUpAfter, untilCaughtUp, json, ...options }) => {
      const api = await apiOf(options, 'merchants');
      const wanted = matcher(events);
      await untilInterrupted(async (signal, end) => {
        let cursor: string | null = null;
        await follow(api, {
          ...(await placeOf(api, since)),
          signal,
          giveUpAfterMs: giveUpAfter,
          onConnection: sayConnection,
          async onEvent(event) {
            cursor = event.cursor;
            if (wanted(event.type)) console.log(json ? JSON.stringify(event) : line(event));
          },
          onCaughtUp(place) {
            console.error(caughtUp(place.sequence));
            if (untilCaughtUp) end();
          },
        }).finally(() => {
          if (cursor) console.error(`To go on from here: paygraph tail --since ${cursor}`);
        });
      });
    });

  follows(program.command('listen'))
    .description('forward events to a program on this machine, signed as webhooks are, and show what it answers')
    .option('--forward-to <url>', 'where your program listens, for example http://127.0.0.1:3000/webhooks')
    .option('--print-secret', 'show the secret that it signs with, which stays the same, and end', false)
    .addHelpText(
      'after',
      `
Examples:
  $ paygraph listen --forward-to http://127.0.0.1:3000/webhooks
  $ WEBHOOK_SECRET=$(paygraph listen --forward-to http://127.0.0.1:3000/webhooks --print-secret) npm start

It needs no tunnel: it asks Paygraph, and calls your program. It goes on where it was when it is started again; an event whose answer it
did not see comes once more, under the same webhook-id. --since begins somewhere else.`,
    )
    .action(async ({ events, since, giveUpAfter, forwardTo, printSecret, json, ...options }) => {
      if (!forwardTo) throw new CommandError('expected --forward-to, for example http://127.0.0.1:3000/webhooks');
      if (!isLocalUrl(forwardTo))
        throw new CommandError(
          '--forward-to: expected an address of this machine, such as http://127.0.0.1:3000/webhooks; for others make an endpoint with createWebhookEndpoint',
        );
      const api = await apiOf(options, 'merchants');
      const { viewer } = await ask<{ viewer: { merchantId: string; merchantName: string } }>(api, documents.who);
      const place = keptPlace(api.url, viewer.merchantId, forwardTo);
      const kept = await place.read();
      if (printSecret) {
        console.log(shownSecret({ shared: kept.secret, seed: '', until: null }));
        return;
      }
      const wanted = matcher(events);
      const goesOn = since === undefined && kept.cursor !== null;
      const from = goesOn ? { after: kept.cursor, lastSequence: kept.sequence } : await placeOf(api, since);
      // From here on nothing is missed, whenever it is started again.
      await place.write({ ...kept, cursor: from.after, sequence: from.lastSequence });
      console.error(
        `Events of ${viewer.merchantName} go to ${forwardTo}. --print-secret shows what they are signed with.`,
      );
      await untilInterrupted(async (signal) => {
        await follow(api, {
          ...from,
          signal,
          giveUpAfterMs: giveUpAfter,
          onConnection: sayConnection,
          async onEvent(event) {
            if (wanted(event.type)) {
              const answer = await forward(forwardTo, kept.secret, event, signal);
              // Whoever is interrupted here does not know: it comes once more.
              if (signal.aborted) return;
              const { sequence, type, id, subjectId } = event;
              console.log(
                json
                  ? JSON.stringify({ sequence, type, id, subjectId, ...answer })
                  : `${line(event)}  ${inWords(answer)}`,
              );
            }
            await place.write({ ...kept, cursor: event.cursor, sequence: event.sequence });
          },
          onCaughtUp: ({ sequence }) => console.error(caughtUp(sequence)),
        });
      });
    });
}

const follows = (command: Command): Command =>
  asMerchant(asJson(command))
    .option('--events <types>', 'only these: a list such as PAYMENT_*,REFUND_SUCCEEDED', list, [])
    .option('--since <place>', 'a cursor of an event, or start for the beginning of the log')
    .option('--give-up-after <duration>', 'how long it is tried to come back, such as 30s or 10m', duration, 3_600_000);

/** Whether an event is wanted, by names in which * stands for anything. All are, where there are none. */
function matcher(names: readonly string[]): (type: string) => boolean {
  if (names.length === 0) return () => true;
  const patterns = names.map(
    (name) => new RegExp(`^${name.replaceAll(/[^A-Za-z0-9_*]/g, '').replaceAll('*', '.*')}$`, 'i'),
  );
  return (type) => patterns.some((pattern) => pattern.test(type));
}

interface Head {
  readonly head: { readonly cursor: string; readonly sequence: string; readonly oldestRetained: string };
}

/** From which place on is told: the end of the log as it is now, where nobody says another. */
async function placeOf(api: Api, since: string | undefined): Promise<Pick<Following, 'after' | 'lastSequence'>> {
  if (since !== undefined && since !== 'start') return { after: since, lastSequence: null };
  const { head } = await ask<Head>(api, documents.head);
  if (since === 'start') return { after: head.oldestRetained, lastSequence: null };
  return { after: head.cursor, lastSequence: head.sequence };
}

const caughtUp = (sequence: string | null): string =>
  sequence === null ? 'caught up: what follows is live' : `caught up at ${sequence}: what follows is live`;

function sayConnection(state: 'lost' | 'back', why: string): void {
  console.error(state === 'lost' ? `${why}; it is tried again` : `connected again: ${why}`);
}

function line({ sequence, type, subjectId, occurredAt, change }: LogEvent): string {
  const moved = change ? `  ${change.from ?? '·'} → ${change.to}` : '';
  return `#${sequence}  ${occurredAt}  ${type}  ${subjectId}${moved}`;
}

interface Answered {
  readonly status: number | null;
  readonly ms: number;
  readonly error?: string;
}
const inWords = ({ status, ms, error }: Answered): string => `[${status ?? error}] ${ms} ms`;

/** What a webhook endpoint would be sent, under the same headers. */
async function forward(url: string, shared: string, event: LogEvent, signal: AbortSignal): Promise<Answered> {
  const payload = { type: dotted(event.type as EventType), timestamp: event.occurredAt, data: event };
  const body = Buffer.from(JSON.stringify(payload));
  const headers = signatureHeaders([{ shared, seed: '', until: null }], false, { id: event.id, body, at: new Date() });
  const before = performance.now();
  const took = (): number => Math.round(performance.now() - before);
  try {
    const reply = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(forwardWithinMs)]),
    });
    await reply.body?.cancel();
    return { status: reply.status, ms: took() };
  } catch (error) {
    const { cause, message } = error as Error & { cause?: Error };
    return { status: null, ms: took(), error: (cause?.message ?? message).split('\n')[0] ?? 'no answer' };
  }
}

function isLocalUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && isLoopback(url.hostname);
}

/** Works until Ctrl-C, which ends it with the code of an interruption, or until it ends itself. */
async function untilInterrupted(work: (signal: AbortSignal, end: () => void) => Promise<void>): Promise<void> {
  const ended = new AbortController();
  let interrupted = false;
  const interrupt = (): void => {
    interrupted = true;
    ended.abort();
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    await work(ended.signal, () => ended.abort());
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
  if (interrupted) process.exitCode = exitCodes.interrupted;
}
