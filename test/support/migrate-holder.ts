import { createLogger } from '../../src/platform/log.ts';
import { migrate } from '../../src/platform/postgres/migrate.ts';

/** A process of its own that migrates a database and is killed on the way. */
const [, , databaseUrl = '', prismaDir = ''] = process.argv;
await migrate({ databaseUrl, prismaDir, log: createLogger('silent') });
