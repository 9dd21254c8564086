import pg from 'pg';

/**
 * What a session of the server is for as long as one transaction of ours lasts, `role` among it. A pooler that hands sessions out by
 * transaction gives the next one to somebody else, and ours to us as somebody else has left it.
 */
export type TransactionSettings = Readonly<Record<'role' | (string & {}), string>>;

/** How a statement is asked for: as a text, or with all that belongs to it. */
type Asked = string | (pg.QueryConfig & { readonly submit?: unknown });
type Callback = (error: Error | null | undefined, result?: unknown) => void;

const beginning = /^\s*(?:begin|start\s+transaction)\b[^;]*/i;

/** The statement that gives a transaction its settings. Values are our own constants. */
export function settingsSql(settings: TransactionSettings): string {
  return `select ${Object.entries(settings)
    .map(([name, value]) => `set_config('${name}', '${value}', true)`)
    .join(', ')}`;
}

/**
 * The arguments of a `query` that begins a transaction, so that it begins with its settings: after a BEGIN they are set by the same message, and a
 * statement that is a transaction of its own goes out in one packet behind them.
 */
export function beginWith(args: readonly unknown[], settings: TransactionSettings): readonly unknown[] {
  const [asked, ...rest] = args as [Asked, ...unknown[]];
  // One that writes its own messages sets them, too.
  if (typeof asked !== 'string' && asked.submit) return args;
  const text = typeof asked === 'string' ? asked : asked.text;
  const begin = beginning.exec(text)?.[0];
  if (begin !== undefined) {
    const set = Object.entries(settings).map(([name, value]) => `; set local ${name} = '${value}'`);
    const withBegin = begin + set.join('') + text.slice(begin.length);
    return [typeof asked === 'string' ? withBegin : { ...asked, text: withBegin }, ...rest];
  }
  const [values] = rest;
  const query = new OwnTransaction(asked, Array.isArray(values) ? values : undefined, settingsSql(settings));
  return [query, ...rest.filter((each) => typeof each === 'function')];
}

/** A statement behind its settings, with one Sync: the server forgets them with it, whatever becomes of it. */
class OwnTransaction extends pg.Query {
  /** Set by the client, which puts its time-out around it. */
  callback: Callback | undefined;
  readonly query_timeout: number | undefined;
  readonly queryMode = 'extended';
  readonly #settings: string;
  #isSet = false;

  constructor(asked: Asked, values: unknown[] | undefined, settings: string) {
    super(asked, values);
    this.query_timeout = typeof asked === 'string' ? undefined : (asked as { query_timeout?: number }).query_timeout;
    this.#settings = settings;
  }

  override readonly submit = (connection: pg.Connection): void => {
    connection.stream.cork();
    connection.parse({ name: '', text: this.#settings, types: [] }, true);
    connection.bind({ statement: '', values: [] }, true);
    connection.execute(null, true);
    parent.submit.call(this, connection);
    connection.stream.uncork();
  };

  handleDataRow(message: unknown): void {
    if (this.#isSet) parent.handleDataRow.call(this, message);
  }

  handleCommandComplete(message: unknown, connection: pg.Connection): void {
    if (this.#isSet) parent.handleCommandComplete.call(this, message, connection);
    this.#isSet = true;
  }
}

/** What the types of pg leave out of a query. */
const parent = pg.Query.prototype as unknown as Record<
  'submit' | 'handleDataRow' | 'handleCommandComplete',
  (this: pg.Query, ...args: readonly unknown[]) => void
>;
