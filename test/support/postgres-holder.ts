import { createLogger } from '../../src/platform/log.ts';
import { startPostgres } from '../../src/platform/postgres/postgres.ts';

/** A process of its own that starts the embedded PostgreSQL, says so, and then waits to be killed. */
const { superuserUrl } = await startPostgres({ dataDir: process.argv[2] ?? '', log: createLogger('silent') });
console.log(superuserUrl);
setInterval(() => {}, 60_000);
