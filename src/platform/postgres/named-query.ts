import type pg from 'pg';
import { refusesNames } from './connection.ts';

/** A statement that is asked so often that the server keeps it prepared, under its name. */
export interface NamedStatement {
  readonly name: string;
  readonly text: string;
}

/** Asks it; once more, without a name, where somebody between us and the server refuses names. */
export async function queryNamed<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  statement: NamedStatement,
  values: readonly unknown[],
): Promise<readonly Row[]> {
  const ask = () => pool.query<Row>({ ...statement, values: [...values] });
  const { rows } = await ask().catch((error: unknown) => {
    if (refusesNames(error)) return ask();
    throw error;
  });
  return rows;
}
