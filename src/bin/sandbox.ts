import { join } from 'node:path';
import { readConfig } from '../platform/config.ts';
import { startSandbox } from '../simulators/host/server.ts';

/** The sandbox alone, for whoever works against the providers' own interfaces: `npm run sandbox`. */
try {
  const { host, sandboxPort, sandboxHosts: hosts, sandboxNow, dataDir } = readConfig();
  const storage = join(dataDir, 'sandbox');
  const sandbox = await startSandbox({
    host,
    port: sandboxPort,
    storage,
    hosts,
    beginAt: sandboxNow,
    log: console.error,
  });
  console.log(`Sandbox  ${sandbox.url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
