import { randomUUID } from 'node:crypto';
import { Argument, type Command, Option } from 'commander';
import { sandboxScenarios } from '../../graphql/sandbox/scenarios.ts';
import { apiOf, ask, asMerchant } from './api/client.ts';
import { documents } from './api/documents.ts';
import { asJson, count } from './options.ts';
import { refused, show, table, typed } from './output.ts';

const scenarioNames = Object.keys(sandboxScenarios) as readonly (keyof typeof sandboxScenarios)[];
const deliveries = ['normal', 'duplicated', 'reordered', 'delayed', 'dropped', 'bad-signature'];
const timesMax = 100;

interface Played {
  readonly subjectId: string;
  readonly providerCalls: number;
  readonly webhooksQueued: number;
}
interface Moved {
  readonly now: string;
  readonly otherMerchants: number;
  readonly firedRules: readonly string[];
  readonly events: readonly { readonly id: string; readonly type: string; readonly subjectId: string }[];
}
interface UserError {
  readonly code: string;
  readonly message: string;
}
type Answer<T> = {
  readonly result: ({ readonly __typename: string } & T) | ({ readonly __typename: string } & UserError);
};

/** What the world does next, in a sandbox: the payer, a bank, the provider, or time itself. */
export function addTrigger(program: Command): void {
  asMerchant(asJson(program.command('trigger')))
    .description(
      'play the payer, a bank or the provider on one thing of a sandbox; "paygraph tail" shows what it leads to',
    )
    .addArgument(
      new Argument('<scenario>', 'what happens; "paygraph trigger list" shows all').choices([
        'list',
        ...scenarioNames.map(typed),
      ]),
    )
    .argument(
      '[subject]',
      'to what: the id of an agreement, mandate, billing request, payment, transfer, receipt or refund',
    )
    .addOption(
      new Option('--webhooks <how>', 'how the provider misbehaves when it tells us')
        .choices(deliveries)
        .default('normal'),
    )
    .option(
      '--seed <number>',
      'decides what is left to chance: the same seed gives the same course',
      count(2 ** 31 - 1),
      1,
    )
    .option('--times <count>', `how often, ${timesMax} at most, each with the next seed`, count(timesMax), 1)
    .addHelpText(
      'after',
      `
Examples:
  $ paygraph trigger list
  $ paygraph trigger payer-accepts oop_…
  $ paygraph trigger transfer-underpaid trf_… --webhooks duplicated
  $ paygraph advance-clock P3D                   until a bank has collected`,
    )
    .action(
      async (
        asked: string,
        subjectId: string | undefined,
        { webhooks, seed, times, json, ...where },
        command: Command,
      ) => {
        if (asked === 'list') {
          const data = scenarioNames.map((name) => ({
            scenario: typed(name),
            what: sandboxScenarios[name].description,
          }));
          show({ data, words: table(data, ['scenario', 'what'], '') }, json);
          return;
        }
        if (subjectId === undefined) command.error("error: missing required argument 'subject'");
        const api = await apiOf(where, 'merchants');
        const played: Played[] = [];
        for (let nth = 0; nth < times; nth++) {
          const input = {
            idempotencyKey: randomUUID(),
            subjectId,
            scenario: scenarioNames.find((name) => typed(name) === asked),
            webhookDelivery: webhooks.toUpperCase().replaceAll('-', '_'),
            seed: seed + nth,
          };
          const { result } = await ask<Answer<Played>>(api, documents.runScenario, { input }, { acts: true });
          if (isRefusal(result)) throw refusedBy(result);
          const { providerCalls, webhooksQueued } = result;
          played.push({ subjectId: result.subjectId, providerCalls, webhooksQueued });
        }
        const words = played.map((one) => `${asked} was played on ${one.subjectId}: ${webhooksIn(one)}.`).join('\n');
        const data = played.map((one) => ({ scenario: asked, ...one }));
        show({ data, words, note: '"paygraph tail" shows what it leads to.' }, json);
      },
    );

  asMerchant(asJson(program.command('advance-clock')))
    .description('move the clock of a sandbox forward, for everybody in it; it never goes back')
    .argument('<duration>', 'how far, as ISO 8601 has it: PT2H, P3D')
    .addHelpText(
      'after',
      `
Examples:
  $ paygraph advance-clock P1D
  $ paygraph advance-clock PT15M --json | jq -r '.events[].type'`,
    )
    .action(async (by: string, { json, ...where }) => {
      const api = await apiOf(where, 'merchants');
      const input = { idempotencyKey: randomUUID(), by };
      const { result } = await ask<Answer<Moved>>(api, documents.advanceClock, { input }, { acts: true });
      if (isRefusal(result)) throw refusedBy(result);
      const { now, otherMerchants, firedRules, events } = result;
      const words = [`It is ${now}.`, ...events.map(({ type, subjectId }) => `${type}  ${subjectId}`)].join('\n');
      const note = otherMerchants > 0 ? `The things of ${otherMerchants} other merchants were moved along.` : undefined;
      show({ data: { now, otherMerchants, firedRules, events }, words, ...(note ? { note } : {}) }, json);
    });
}

const isRefusal = (result: object): result is UserError => 'code' in result && 'message' in result;
const refusedBy = ({ message }: UserError) => refused(message);
const webhooksIn = ({ webhooksQueued }: Played): string =>
  webhooksQueued === 1 ? '1 webhook comes' : `${webhooksQueued} webhooks come`;
