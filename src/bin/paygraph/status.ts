import { type Command, Option } from 'commander';
import { type AttentionKind, attentionKindNames } from '../../attention/kinds.ts';
import { listAttention, readAttention } from '../../attention/read.ts';
import { type AttentionGroup, type AttentionItem, needsPerson } from '../../attention/statements.ts';
import { asJson } from './options.ts';
import { exitCodes, show, shownTime, table } from './output.ts';
import { inWorld } from './world.ts';

const itemsShown = 100;

/** `unknown-outcome`, as it is typed. */
const typed = (kind: AttentionKind): string => kind.toLowerCase().replaceAll('_', '-');

/** What needs attention, of all merchants: the same that the operators' API and the metrics tell. */
export function addStatus(program: Command): void {
  asJson(program.command('status'))
    .description('show what is stuck or about to be, and what to do; ends with 1 when a person is needed')
    .addOption(
      new Option('--kind <kind>', `each thing of one kind, ${itemsShown} at most`).choices(
        attentionKindNames.map(typed),
      ),
    )
    .action(async ({ kind: asked, json }) => {
      const kind = attentionKindNames.find((one) => typed(one) === asked);
      await inWorld(async ({ db }) => {
        const groups = await readAttention(db);
        if (kind) {
          const items = await listAttention(db, kind, { limit: itemsShown });
          show({ data: items.map(shownItem), words: table(items.map(itemRow), itemColumns, 'There is none.') }, json);
        } else {
          const words = [table(groups.map(row), columns, 'Nothing needs attention.'), ...groups.map(advice)].join('\n');
          show({ data: groups.map(shown), words }, json);
        }
        if (groups.some((group) => (kind === undefined || group.kind === kind) && needsPerson(group)))
          process.exitCode = exitCodes.no;
      });
    });
}

const columns = ['severity', 'kind', 'count', 'oldest', 'next', 'until'];
const row = ({ severity, kind, count, countIsCapped, oldestSince, nextAct, actBy }: AttentionGroup) => ({
  severity: severity.toLowerCase(),
  kind: typed(kind),
  count: countIsCapped ? `${count}+` : String(count),
  oldest: shownTime(oldestSince),
  next: shownTime(nextAct),
  until: shownTime(actBy),
});
const shown = ({ kind, severity, ...group }: AttentionGroup) => ({
  kind: typed(kind),
  severity: severity.toLowerCase(),
  ...group,
});
const advice = ({ kind, sentence, whatToDo }: AttentionGroup): string => `\n${typed(kind)}: ${sentence}\n  ${whatToDo}`;

const itemColumns = ['id', 'merchant', 'since', 'what'];
const itemRow = ({ id, merchantId, since, sentence }: AttentionItem) => ({
  id,
  merchant: merchantId,
  since: shownTime(since),
  what: sentence,
});
const shownItem = ({ place: _, ...item }: AttentionItem) => item;
