import { askOperator } from '../api/request.ts';
import { OperatorRecordsDocument } from '../operator/generated/graphql.ts';
import { PageHead, Tag, Time } from '../parts/basics.tsx';
import { Id } from '../parts/facts.tsx';
import { words } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { usePages } from '../parts/use-pages.ts';

export default function OperatorRecords() {
  const records = usePages(
    ['operator', 'records'],
    async (after, signal) => (await askOperator(OperatorRecordsDocument, { after }, signal)).operatorRecords,
  );
  return (
    <>
      <PageHead
        title="What operators did"
        about="And what they were refused. Written before it is done, never removed."
      />
      <ListTable
        title="Records"
        items={records.items}
        query={records.query}
        empty={<p>No operator has done anything yet.</p>}
        columns={[
          {
            name: 'What',
            isMain: true,
            cell: (one) => (
              <>
                <strong>{words(one.action.replace(/([A-Z])/g, ' $1'))}</strong>
                <span className="small muted">{one.reason}</span>
              </>
            ),
          },
          { name: 'Outcome', cell: (one) => <Tag status={one.outcome ?? 'PENDING'}>{one.outcome ?? 'under way'}</Tag> },
          { name: 'Who', cell: (one) => <code>{one.actor}</code> },
          { name: 'To what', cell: (one) => (one.subjectId ? <Id id={one.subjectId} /> : null) },
          { name: 'When', cell: (one) => <Time at={one.createdAt} /> },
        ]}
      />
    </>
  );
}
