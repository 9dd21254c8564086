import type pg from 'pg';

/** A statement with parameters. `name`: under which a connection keeps it prepared; null while it is not known to come again. */
export interface Statement {
  readonly text: string;
  readonly name: string | null;
}
/** What a parameter may be; a list is a parameter of an array type. */
export type Parameter = string | readonly string[] | null;
/** A row as the server wrote it: each column as text. */
export type TextRow = readonly (string | null)[];

const setMerchant: Statement = { name: 'set_merchant', text: `select set_config('app.merchant', $1, true)` };
/** The same in a session that is lent for this transaction alone. */
const setRoleAndMerchant = (role: string): Statement => ({
  name: `set_merchant_as_${role}`,
  text: `select set_config('role', '${role}', true), set_config('app.merchant', $1, true)`,
});

/** How the connection is to be used. */
interface StatementUse {
  /** Whether it keeps statements prepared under their names. */
  readonly named: boolean;
  /** The role to take, where the session is lent for one transaction and has none. */
  readonly role: string | null;
}

/** The names of what each connection has prepared. */
const preparedOn = new WeakMap<pg.Connection, Set<string>>();
/** What callers ask for decides what is prepared, and a session keeps all of it: one that holds so many had better be ended. */
const preparedMax = 500;

/**
 * Runs one statement that sees one merchant's rows, on a connection that nobody else uses meanwhile. `worn`: the connection holds so many
 * prepared statements that it should not be used again; nor should one on which this failed.
 */
export function runForMerchant(
  client: pg.ClientBase,
  merchantId: string,
  statement: Statement,
  values: readonly Parameter[],
  use: StatementUse,
): Promise<{ readonly rows: readonly TextRow[]; readonly worn: boolean }> {
  return new Promise((resolve, reject) => {
    const unit = new MerchantStatement(merchantId, statement, values, use);
    const done: Done = (error, rows) => (error ? reject(error) : resolve({ rows: rows ?? [], worn: unit.worn }));
    // The client takes a callback beside a query of any class, of which its types know nothing.
    (client.query as (query: pg.Submittable, done: Done) => void)(unit, done);
  });
}
type Done = (error: Error | null | undefined, rows?: readonly TextRow[]) => void;

/**
 * The merchant and the statement go out together and end with one Sync, which makes them one transaction of their own: the server forgets
 * the merchant with it, whatever becomes of the statement, and skips the statement where the merchant could not be set. So there is no
 * BEGIN and COMMIT to wait for, and nothing that the next user of the connection could inherit.
 */
class MerchantStatement implements pg.Submittable {
  /** Set by the client, which puts its time-out around it. */
  callback: Done | undefined;
  readonly text: string;
  worn = false;
  readonly #merchantId: string;
  readonly #statement: Statement;
  readonly #values: readonly Parameter[];
  readonly #use: StatementUse;
  readonly #rows: TextRow[] = [];
  #merchantIsSet = false;

  constructor(merchantId: string, statement: Statement, values: readonly Parameter[], use: StatementUse) {
    this.text = statement.text;
    this.#merchantId = merchantId;
    this.#statement = statement;
    this.#values = values;
    this.#use = use;
  }

  submit(connection: pg.Connection): void {
    const prepared = preparedOn.get(connection) ?? new Set<string>();
    preparedOn.set(connection, prepared);
    // All of it in one packet.
    connection.stream.cork();
    const { role, named } = this.#use;
    const known = (statement: Statement): Statement => (named ? statement : { ...statement, name: null });
    send(connection, prepared, known(role === null ? setMerchant : setRoleAndMerchant(role)), [this.#merchantId]);
    send(connection, prepared, known(this.#statement), this.#values);
    connection.sync();
    connection.stream.uncork();
    this.worn = prepared.size >= preparedMax;
  }

  handleDataRow({ fields }: { readonly fields: TextRow }): void {
    if (this.#merchantIsSet) this.#rows.push(fields);
  }

  handleCommandComplete(): void {
    this.#merchantIsSet = true;
  }

  handleError(error: Error): void {
    this.callback?.(error);
  }

  handleReadyForQuery(): void {
    this.callback?.(null, this.#rows);
  }
}

function send(
  connection: pg.Connection,
  prepared: Set<string>,
  { name, text }: Statement,
  values: readonly Parameter[],
) {
  if (name === null || !prepared.has(name)) connection.parse({ name: name ?? '', text, types: [] }, true);
  if (name !== null) prepared.add(name);
  connection.bind({ statement: name ?? '', values: values.map(written) }, true);
  connection.execute(null, true);
}

/** An array as PostgreSQL reads it. */
function written(value: Parameter): string | null {
  if (value === null || typeof value === 'string') return value;
  return `{${value.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
