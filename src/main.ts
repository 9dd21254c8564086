import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { ConfigError, readConfig } from './platform/config.ts';
import { createLogger } from './platform/log.ts';
import { stopOnSignal } from './platform/stop-on-signal.ts';

/** The pinned Node, which `npm start` puts first on the path. Type stripping and node:sqlite need it. */
const nodeMajorMin = 24;
/** How long a stop may take once the door has closed; the parts of it end well before. */
const stopWithinMs = 19_000;

const major = Number(process.versions.node.split('.')[0]);
if (major < nodeMajorMin) {
  console.error(
    `Paygraph needs Node ${nodeMajorMin} or later; this is ${process.version}. Start it with "npm start": npm brings the right one unless optional packages were left out.`,
  );
  process.exit(1);
}

try {
  const config = readConfig();
  const log = createLogger(config.logLevel);
  // Loading what is compiled takes about half of the time; where the folder cannot be written to, it is compiled each time.
  enableCompileCache(join(config.dataDir, 'compiled'));
  const { startApp } = await import('./app/app.ts');
  const { giveBackMemory } = await import('./app/give-back-memory.ts');
  const starting = startApp(config, log);
  // Also while it starts: what has been started by then, the database before all, is not left behind.
  stopOnSignal({ stop: async () => (await starting).close(), withinMs: config.drainMs + stopWithinMs, log });
  const app = await starting;
  if (config.roles.has('api'))
    console.log(`GraphQL  ${app.url}/graphql\nConsole  ${app.url}/console\nDocs     ${app.url}/docs`);
  else console.log(`Health   ${app.url}/readyz (roles: ${[...config.roles].join(', ')})`);
  if (app.metricsUrl) console.log(`Metrics  ${app.metricsUrl}`);
  if (app.sandboxUrl) console.log(`Sandbox  ${app.sandboxUrl}`);
  if (app.apiKey) console.log(`API key  ${app.apiKey}`);
  // Node keeps it at the end of a process only, and one that is killed has no end.
  flushCompileCache();
  giveBackMemory();
} catch (error) {
  console.error(
    error instanceof ConfigError
      ? error.message
      : error instanceof Error
        ? `Paygraph could not start: ${error.message}`
        : error,
  );
  process.exit(1);
}
