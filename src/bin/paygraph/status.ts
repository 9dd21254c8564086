import { type Command, Option } from 'commander';
import { attentionKindNames } from '../../attention/kinds.ts';
import { idOf } from './ids.ts';
import * as documents from './operators/documents.ts';
import type { AttentionItemsQuery, AttentionQuery } from './operators/generated/graphql.ts';
import { asOperator, type Operators, withOperators } from './operators/operators.ts';
import { asList } from './options.ts';
import { exitCodes, show, shownTime, table, typed } from './output.ts';
import { showPages } from './pages.ts';

type Group = AttentionQuery['attention'][number];
type Item = AttentionItemsQuery['page']['nodes'][number];

/** What needs attention, of all merchants: the same that the operators' API and the metrics tell. */
export function addStatus(program: Command): void {
  asOperator(program.command('status'))
    .description('show what is stuck or about to be, and what to do; ends with 1 when a person is needed')
    .addHelpText(
      'after',
      `
Examples:
  $ paygraph status                                        what an alert looks at, and a person in the morning
  $ paygraph status --json | jq '.[] | select(.severity == "critical")'
  $ paygraph attention --kind unknown-outcome              each thing of a kind`,
    )
    .action(async ({ json, ...where }) => {
      await withOperators(where, async (operators) => {
        const groups = await groupsOf(operators);
        const words = [table(groups.map(row), columns, 'Nothing needs attention.'), ...groups.map(advice)].join('\n');
        show({ data: groups.map(shown), words }, json);
        if (groups.some(needsPerson)) process.exitCode = exitCodes.no;
      });
    });

  asList(asOperator(program.command('attention')))
    .description(
      'list each thing of one kind that needs attention, the most urgent first; ends with 1 when a person is needed',
    )
    .addOption(
      new Option('--kind <kind>', 'of which kind; "paygraph status" shows which there are')
        .choices(attentionKindNames.map(typed))
        .makeOptionMandatory(),
    )
    .option('--merchant <merchant>', 'those of one merchant only: mer_…')
    .addHelpText(
      'after',
      `
Examples:
  $ paygraph attention --kind account-paused --merchant mer_…
  $ paygraph attention --kind dead-notification --json --limit 1000 | jq -r '.[].id'`,
    )
    .action(async ({ kind: asked, merchant, limit, after, json, ...where }) => {
      const kind = attentionKindNames.find((one) => typed(one) === asked) as Group['kind'];
      const merchantId = merchant === undefined ? null : idOf('mer', merchant);
      await withOperators(where, async (operators) => {
        await showPages(
          { limit, after, json },
          async (page) => (await operators.ask(documents.attentionItems, { kind, merchantId, ...page })).page,
          { row: itemRow, columns: itemColumns, empty: 'There is none.' },
        );
        const group = (await groupsOf(operators)).find((one) => one.kind === kind);
        if (group && !json) console.error(`\n${group.whatToDo}`);
        if (group && needsPerson(group)) process.exitCode = exitCodes.no;
      });
    });
}

const groupsOf = async ({ ask }: Operators): Promise<readonly Group[]> =>
  (await ask(documents.attention, {})).attention;
const needsPerson = ({ severity }: Group): boolean => severity !== 'NOTICE';

const columns = ['severity', 'kind', 'count', 'oldest', 'next', 'until'];
const row = ({ severity, kind, count, countIsCapped, oldestSince, nextAct, actBy }: Group) => ({
  severity: typed(severity),
  kind: typed(kind),
  count: countIsCapped ? `${count}+` : String(count),
  oldest: shownTime(oldestSince),
  next: shownTime(nextAct),
  until: shownTime(actBy),
});
const shown = ({ kind, severity, ...group }: Group) => ({ kind: typed(kind), severity: typed(severity), ...group });
const advice = ({ kind, sentence, whatToDo }: Group): string => `\n${typed(kind)}: ${sentence}\n  ${whatToDo}`;

const itemColumns = ['id', 'merchant', 'since', 'what'];
const itemRow = ({ id, merchantId, since, sentence }: Item) => ({
  id,
  merchant: merchantId,
  since: shownTime(since),
  what: sentence,
});
