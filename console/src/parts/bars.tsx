/** A bar of a chart: how high it is, and what it says. Null is no value, which is not the same as none. */
export interface Bar {
  readonly name: string;
  readonly value: number | null;
  readonly text: string;
}

const width = 10;
const height = 100;

/** Bars from left to right, and the same as a table: for whoever cannot see them, and for whoever wants the numbers. */
export function Bars({
  label,
  bars,
  max,
  top,
  nameOf,
  column,
}: {
  readonly label: string;
  readonly bars: readonly Bar[];
  /** What the highest bar stands for; the largest value where it is left out. */
  readonly max?: number;
  /** What stands at the top of the scale. */
  readonly top: string;
  readonly nameOf: (name: string) => string;
  /** The heads of the table: of the names, and of the values. */
  readonly column: readonly [name: string, value: string];
}) {
  const scale = max ?? Math.max(...bars.map(({ value }) => value ?? 0), 0);
  const heightOf = (value: number): number => (scale > 0 ? (height * value) / scale : 0);
  return (
    <figure className="chart">
      <div className="chart-scale small muted">{top}</div>
      <svg role="img" aria-label={label} viewBox={`0 0 ${bars.length * width} ${height}`} preserveAspectRatio="none">
        {bars.map(({ name, value, text }, index) => (
          <g key={name}>
            <title>{`${nameOf(name)}: ${text}`}</title>
            <rect className="chart-day" x={index * width} y={0} width={width} height={height} />
            {value === null ? null : (
              <rect
                className="chart-bar"
                x={index * width + 1}
                y={height - Math.max(heightOf(value), value > 0 ? 1 : 0)}
                width={width - 2}
                height={Math.max(heightOf(value), value > 0 ? 1 : 0)}
              />
            )}
          </g>
        ))}
      </svg>
      <div className="chart-ends small muted">
        <span>{nameOf(bars[0]?.name ?? '')}</span>
        <span>{nameOf(bars.at(-1)?.name ?? '')}</span>
      </div>
      <details>
        <summary className="small">As a table</summary>
        <div className="table-wrap">
          <table className="table" aria-label={label}>
            <thead>
              <tr>
                <th scope="col">{column[0]}</th>
                <th scope="col" className="amount">
                  {column[1]}
                </th>
              </tr>
            </thead>
            <tbody>
              {bars.map(({ name, text }) => (
                <tr key={name}>
                  <td data-label={column[0]}>{nameOf(name)}</td>
                  <td data-label={column[1]} className="amount number">
                    {text}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
