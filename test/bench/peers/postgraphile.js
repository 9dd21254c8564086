import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';

/**
 * PostGraphile 5 as it comes, over the same tables and under the same row-level security; one may filter by columns without an index too, as
 * with us. It has one fixed merchant where we look a key up. Plain JavaScript, since its types change those of graphql in all of a program.
 */

const { DATABASE_URL: connectionString = '', MERCHANT_ID: merchantId = '' } = process.env;

const preset = {
  extends: [PostGraphileAmberPreset],
  disablePlugins: ['PgIndexBehaviorsPlugin'],
  pgServices: [makePgService({ connectionString, schemas: ['public'], pubsub: false, poolConfig: { max: 12 } })],
  grafast: { context: () => ({ pgSettings: { role: 'paygraph_app', 'app.merchant': merchantId } }) },
  grafserv: { watch: false, graphiql: false },
};

const server = createServer();
await postgraphile(preset).createServ(grafserv).addTo(server);
server.listen(0, '127.0.0.1', () => console.log(`GraphQL  http://127.0.0.1:${server.address().port}/graphql`));
process.once('SIGTERM', () => process.exit(0));
