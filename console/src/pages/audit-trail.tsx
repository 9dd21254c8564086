import { askMerchant } from '../api/request.ts';
import { AuditTrailDocument } from '../merchant/generated/graphql.ts';
import { PageHead, Time } from '../parts/basics.tsx';
import { Related } from '../parts/facts.tsx';
import { words } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { usePages } from '../parts/use-pages.ts';

export default function AuditTrail() {
  const records = usePages(
    ['audit-trail'],
    async (after, signal) => (await askMerchant(AuditTrailDocument, { after }, signal)).auditRecords,
  );
  return (
    <>
      <PageHead
        title="Audit trail"
        about="Who did what to your keys, accounts and settings. Never changed, never removed."
      />
      <ListTable
        title="Records"
        items={records.items}
        query={records.query}
        empty={<p>What is done to keys, accounts and settings appears here.</p>}
        columns={[
          {
            name: 'What',
            isMain: true,
            cell: (one) => (
              <>
                <strong>{words(one.action)}</strong>
                <span className="small muted">{one.reason}</span>
                <details>
                  <summary>What was changed</summary>
                  <pre>{one.details}</pre>
                </details>
              </>
            ),
          },
          { name: 'Who', cell: (one) => <code>{one.actor}</code> },
          { name: 'To what', cell: (one) => <Related id={one.subjectId} /> },
          { name: 'When', cell: (one) => <Time at={one.createdAt} /> },
        ]}
      />
    </>
  );
}
