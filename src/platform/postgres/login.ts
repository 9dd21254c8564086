import pg from 'pg';
import type { Log } from '../log.ts';
import { prepareRoles, refuse } from './roles.ts';
import { passwordOf, servingLogin } from './server.ts';

/** Makes the login that serves from the embedded server, with the roles that it takes. A cluster from before there was one is carried over. */
export async function prepareLogin(superuserUrl: string, superuserPassword: string, log: Log): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_roles where rolname = $1', [servingLogin]);
    const password = client.escapeLiteral(passwordOf(servingLogin, superuserPassword));
    if (rowCount === 0) await client.query(`create role ${servingLogin} login noinherit password ${password}`);
    refuse((await prepareRoles(client, servingLogin, log)).filter(({ ours }) => ours));
  } finally {
    await client.end();
  }
}
