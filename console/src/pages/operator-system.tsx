import { useQuery } from '@tanstack/react-query';
import { askOperator } from '../api/request.ts';
import { OperatorSystemDocument } from '../operator/generated/graphql.ts';
import { PageHead, Tag, Time } from '../parts/basics.tsx';
import { ListTable } from '../parts/list-table.tsx';

export default function OperatorSystem() {
  const system = useQuery({
    queryKey: ['operator', 'system'],
    queryFn: ({ signal }) => askOperator(OperatorSystemDocument, {}, signal),
    refetchInterval: 15_000,
  });
  return (
    <>
      <PageHead title="Processes and keys" about="Whether all workers are there, and which keys operators have." />
      <ListTable
        title="Processes"
        items={system.data?.processes}
        query={system}
        empty={<p>No process has said that it is there.</p>}
        columns={[
          {
            name: 'Process',
            isMain: true,
            cell: (one) => (
              <>
                <strong>
                  {one.host} · {one.pid}
                </strong>
                <span className="small muted">{one.roles.join(', ')}</span>
              </>
            ),
          },
          {
            name: 'Status',
            cell: (one) => <Tag tone={one.lives ? 'good' : 'bad'}>{one.lives ? 'Alive' : 'Silent'}</Tag>,
          },
          { name: 'Version', cell: (one) => one.version },
          { name: 'Started', cell: (one) => <Time at={one.startedAt} /> },
          { name: 'Last heard', cell: (one) => <Time at={one.beatAt} /> },
        ]}
      />
      <ListTable
        title="Operators' keys"
        items={system.data?.operatorKeys}
        query={system}
        empty={<p>“paygraph operator-keys create” makes one.</p>}
        columns={[
          {
            name: 'Key',
            isMain: true,
            cell: (one) => (
              <>
                <strong>{one.name}</strong>
                <span className="small muted">
                  <code>…{one.lastFour}</code> · {one.scopes.join(', ')}
                </span>
              </>
            ),
          },
          {
            name: 'Status',
            cell: (one) => <Tag tone={one.revokedAt ? 'calm' : 'good'}>{one.revokedAt ? 'Revoked' : 'Good'}</Tag>,
          },
          { name: 'Last used', cell: (one) => (one.lastUsedAt ? <Time at={one.lastUsedAt} /> : 'Never') },
          { name: 'Ends', cell: (one) => <Time at={one.expiresAt} /> },
        ]}
      />
    </>
  );
}
