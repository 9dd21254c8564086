import pg from 'pg';

/** Every statement that this process sends to PostgreSQL from here on. */
export function spyOnStatements(): string[] {
  const sent: string[] = [];
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...args: [never]) {
    const asked: unknown = args[0];
    sent.push(typeof asked === 'string' ? asked : ((asked as { text?: string }).text ?? ''));
    return Reflect.apply(query, this, args);
  } as typeof query;
  return sent;
}
