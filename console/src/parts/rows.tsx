import { memo } from 'react';
import { Link } from 'wouter';
import { pathOf } from '../nouns.ts';
import { type AnyRow, amountOf, nameOf, statusOf } from '../pages/list-shapes.tsx';
import { Money, Tag, Time } from './basics.tsx';
import { providerText } from './format.ts';

/** Drawn again only when it has changed: of two thousand rows an event changes one. */
const OneRow = memo(({ row, withAmounts }: { readonly row: AnyRow; readonly withAmounts: boolean }) => (
  <tr data-id={row.id}>
    <td className="main-cell" data-label="What">
      <Link href={pathOf(row.id) ?? '/'} className="row-link">
        {nameOf(row)}
      </Link>
      <span className="small muted">{row.externalId ?? row.id}</span>
    </td>
    <td data-label="Status">
      <Tag status={statusOf(row)} />
    </td>
    <td data-label="Provider">{providerText(row.provider)}</td>
    <td data-label="Created">
      <Time at={row.createdAt} />
    </td>
    <td className="amount" data-label="Amount">
      {amountOf(row)}
    </td>
    {withAmounts ? (
      <td className="amount" data-label="Captured">
        {'amounts' in row ? <Money of={row.amounts.captured} /> : null}
      </td>
    ) : null}
  </tr>
));

/** The table of things. On a narrow screen each row is a card, and each cell says what it is. */
export function Rows({
  rows,
  label,
  withAmounts,
}: {
  readonly rows: readonly AnyRow[];
  readonly label: string;
  readonly withAmounts: boolean;
}) {
  return (
    <div className="table-wrap">
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Status</th>
            <th scope="col">Provider</th>
            <th scope="col">Created</th>
            <th scope="col" className="amount">
              Amount
            </th>
            {withAmounts ? (
              <th scope="col" className="amount">
                Captured
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <OneRow key={row.id} row={row} withAmounts={withAmounts} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
