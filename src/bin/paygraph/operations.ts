import { randomUUID } from 'node:crypto';
import { Argument, type Command, Option } from 'commander';
import { asked, confirmed } from './confirm.ts';
import { idOf } from './ids.ts';
import * as documents from './operators/documents.ts';
import type { OperationFieldsFragment as Operation } from './operators/generated/graphql.ts';
import { asOperator, found, type Operators, withOperators } from './operators/operators.ts';
import { asList } from './options.ts';
import { show, shownTime, typed } from './output.ts';
import { readPages, showPages } from './pages.ts';

/** What was sent to providers and nobody knows about; and a provider's news that is taken up again. */
export function addOperations(program: Command): void {
  const noun = program
    .command('operations')
    .description('what was sent to a provider, where nobody knows whether it happened')
    .addHelpText(
      'after',
      `
Examples:
  $ paygraph operations list
  $ paygraph operations show opr_… --merchant mer_…
  $ paygraph operations resolve opr_… happened --merchant mer_… --reason "seen in the portal, reference 4711"`,
    );

  asList(asOperator(noun.command('list')))
    .description('list those of which nobody knows whether they happened, the longest waiting first')
    .option('--merchant <merchant>', 'those of one merchant only: mer_…')
    .action(async ({ merchant, limit, after, json, ...where }) => {
      const merchantId = merchant === undefined ? null : idOf('mer', merchant);
      await withOperators(where, ({ ask }) =>
        showPages(
          { limit, after, json },
          async (page) => (await ask(documents.unresolvedOperations, { merchantId, ...page })).page,
          {
            data: shown,
            row,
            columns,
            empty: 'There is none: of everything that was sent it is known what came of it.',
          },
        ),
      );
    });

  const one = (verb: string): Command =>
    asOperator(noun.command(verb))
      .argument('<operation>', 'its id: opr_…')
      .requiredOption('--merchant <merchant>', 'whose it is: mer_…');

  one('show')
    .description('show one, however it stands')
    .action(async (id: string, { merchant, json, ...where }) => {
      const ids = { merchantId: idOf('mer', merchant), id: idOf('opr', id) };
      await withOperators(where, async (operators) => {
        const { operation } = await operationOf(operators, ids);
        show({ data: shown(operation), words: inWords(operation) }, json);
      });
    });

  asked(one('resolve'))
    .description('settle one by what a person has found out; nothing is sent, and it stays on record')
    .addArgument(new Argument('<outcome>', "what the provider's own pages say").choices(['happened', 'did-not-happen']))
    .requiredOption('--reason <reason>', 'how that is known; it stays in the event log, so name no payer')
    .action(async (id: string, outcome: string, { merchant, reason, yes, live, json, ...where }) => {
      const ids = { merchantId: idOf('mer', merchant), id: idOf('opr', id) };
      await withOperators(where, async (operators) => {
        const { operation } = await operationOf(operators, ids);
        const it = `${operation.kind} of ${subjectOf(operation)} at ${operation.provider}`;
        await confirmed({ yes, live }, ids.merchantId, operators, {
          what: `Settle that ${it} ${outcome === 'happened' ? 'happened' : 'did not happen'}?`,
        });
        await operators.act(documents.resolveOperation, {
          input: {
            idempotencyKey: randomUUID(),
            merchantId: ids.merchantId,
            operationId: ids.id,
            outcome: outcome === 'happened' ? 'HAPPENED' : 'DID_NOT_HAPPEN',
            reason,
          },
        });
        const after = await operationOf(operators, ids);
        show({ data: shown(after.operation), words: after.operation.explanation }, json);
      });
    });

  addReplay(program);
}

/** A provider's news, taken up again. */
function addReplay(program: Command): void {
  asOperator(program.command('replay'))
    .description(
      "take up again a provider's news that waits, is parked or was given up; what is applied is never applied twice",
    )
    .argument('[notifications...]', 'their ids: inb_…, from "paygraph attention --kind dead-notification"')
    .requiredOption('--merchant <merchant>', 'whose they are: mer_…')
    .addOption(new Option('--all-dead', 'all of the merchant that were given up, and no ids').default(false))
    .option('--reason <reason>', 'why, for the record')
    .addHelpText(
      'after',
      `
Examples:
  $ paygraph replay inb_… inb_… --merchant mer_… --reason "the reader is mended"
  $ paygraph replay --all-dead --merchant mer_… --url https://pay.example`,
    )
    .action(async (given: readonly string[], { merchant, allDead, reason, json, ...where }, command: Command) => {
      const merchantId = idOf('mer', merchant);
      const named = given.map((id) => idOf('inb', id));
      if (allDead === named.length > 0) command.error('error: expected ids of news, or --all-dead');
      await withOperators(where, async (operators) => {
        const ids = allDead ? await deadOf(operators, merchantId) : named;
        for (const notificationId of ids)
          await operators.act(documents.reprocessNotification, {
            input: { idempotencyKey: randomUUID(), merchantId, notificationId, reason },
          });
        const words = ids.length === 0 ? 'There is none.' : ids.map((id) => `${id} is taken up again.`).join('\n');
        show({ data: ids.map((id) => ({ id, takenUp: true })), words }, json);
      });
    });
}

const deadMax = 10_000;

/** All that was given up, read to the end before any of it is taken up. */
async function deadOf({ ask }: Operators, merchantId: string): Promise<readonly string[]> {
  const { nodes } = await readPages(
    { limit: deadMax },
    async (page) => (await ask(documents.attentionItems, { kind: 'DEAD_NOTIFICATION', merchantId, ...page })).page,
  );
  return nodes.map(({ id }) => id);
}

async function operationOf(
  { ask }: Operators,
  ids: { readonly merchantId: string; readonly id: string },
): Promise<{ readonly operation: Operation }> {
  const { merchant, operation } = await ask(documents.operation, ids);
  found(merchant, 'merchant', ids.merchantId, 'paygraph merchants list');
  return { operation: found(operation, 'operation of this merchant', ids.id, 'paygraph operations list') };
}

const shown = ({ provider, status, ...operation }: Operation) => ({
  ...operation,
  provider: typed(provider),
  status: typed(status),
});
const subjectOf = ({ subjectId, amountMinor, currency }: Operation): string =>
  amountMinor === null ? subjectId : `${subjectId} (${amountMinor} ${currency} in minor units)`;

const columns = ['id', 'merchant', 'provider', 'kind', 'about', 'amount', 'since', 'next'];
const row = (operation: Operation) => ({
  id: operation.id,
  merchant: operation.merchantId,
  provider: typed(operation.provider),
  kind: operation.kind,
  about: operation.subjectId,
  amount: operation.amountMinor && `${operation.amountMinor} ${operation.currency}`,
  since: shownTime(operation.sentAt ?? operation.requestedAt),
  next: shownTime(operation.nextAskAt) ?? 'a person',
});

function inWords(operation: Operation): string {
  const { id, explanation, problem, merchantId } = operation;
  const facts = [
    ['merchant', `${merchantId} (${operation.merchantName})`],
    ['provider', typed(operation.provider)],
    ['kind', operation.kind],
    ['about', subjectOf(operation)],
    ['status', typed(operation.status)],
    ['asked for', `${shownTime(operation.requestedAt)} by ${operation.requestedBy}`],
    ['sent', operation.sentAt && `${shownTime(operation.sentAt)}, ${operation.sends} times in all`],
    ['known', shownTime(operation.completedAt)],
    ['problem', problem],
  ].filter(([, value]) => value !== null);
  return [
    ...facts.map(([name, value]) => `${name?.padEnd(10)} ${value}`),
    '',
    explanation,
    ...(operation.status === 'UNRESOLVED'
      ? [`Next: paygraph operations resolve ${id} happened|did-not-happen --merchant ${merchantId} --reason …`]
      : []),
  ].join('\n');
}
