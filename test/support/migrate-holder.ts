import { migrate } from '../../src/migrate.ts';
import { createLogger } from '../../src/platform/log.ts';

/** A process of its own that migrates a database and is killed on the way. */
const [, , databaseUrl = '', prismaDir = ''] = process.argv;
await migrate({ databaseUrl, prismaDir, log: createLogger('silent') });
