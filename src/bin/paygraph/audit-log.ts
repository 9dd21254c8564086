import type { Command } from 'commander';
import { idOf } from './ids.ts';
import * as documents from './operators/documents.ts';
import type { AuditRecordsQuery } from './operators/generated/graphql.ts';
import { asOperator, withOperators } from './operators/operators.ts';
import { asList } from './options.ts';
import { shownTime } from './output.ts';
import { showPages } from './pages.ts';

/** Who did what, and why. */
export function addAuditLog(program: Command): void {
  asList(asOperator(program.command('audit-log')))
    .description('show who did what to merchants, their keys, accounts and open work, and why; the newest first')
    .option('--merchant <merchant>', 'what was done to one merchant only: mer_…')
    .option('--operators', 'what operators did and were refused, also where it is about no merchant', false)
    .addHelpText(
      'after',
      `
Examples:
  $ paygraph audit-log --merchant mer_…
  $ paygraph audit-log --operators
  $ paygraph audit-log --limit 1000 --json | jq '.[] | select(.action == "revokeApiKey")'`,
    )
    .action(async ({ merchant, operators, limit, after, json, ...where }) => {
      const merchantId = merchant === undefined ? null : idOf('mer', merchant);
      const page = { limit, after, json };
      const empty = 'Nothing was done yet.';
      await withOperators(where, ({ ask }) =>
        operators
          ? showPages(page, async (at) => (await ask(documents.operatorRecords, { merchantId, ...at })).page, {
              row: (record) => ({ ...row(record), outcome: record.outcome ?? 'cut off' }),
              columns: [...columns, 'outcome'],
              empty,
            })
          : showPages(page, async (at) => (await ask(documents.auditRecords, { merchantId, ...at })).page, {
              data: ({ details, ...record }) => ({ ...record, details: JSON.parse(details) as unknown }),
              row,
              columns,
              empty,
            }),
      );
    });
}

const columns = ['when', 'who', 'what', 'to', 'merchant', 'why'];
type AnyRecord = Pick<AuditRecord, 'createdAt' | 'actor' | 'action' | 'reason'> & {
  readonly subjectId: string | null;
  readonly merchantId: string | null;
};
type AuditRecord = AuditRecordsQuery['page']['nodes'][number];
const row = ({ createdAt, actor, action, subjectId, merchantId, reason }: AnyRecord) => ({
  when: shownTime(createdAt),
  who: actor,
  what: action,
  to: subjectId,
  merchant: merchantId,
  why: reason,
});
