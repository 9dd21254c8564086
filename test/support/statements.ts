import pg from 'pg';

/** What processes tell each other of points and connections, once a second at most, whatever is asked of them meanwhile. */
const isOfItself = (text: string): boolean => !/\b(rate_limit|open_connection)\b/.test(text);

/** Every statement that this process sends to PostgreSQL from here on, as far as it is counted. */
export function spyOnStatements(isCounted = isOfItself): string[] {
  const sent: string[] = [];
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...args: [never]) {
    const asked: unknown = args[0];
    const text = typeof asked === 'string' ? asked : ((asked as { text?: string }).text ?? '');
    if (isCounted(text)) sent.push(text);
    return Reflect.apply(query, this, args);
  } as typeof query;
  return sent;
}
