import closeWithGrace from 'close-with-grace';
import { ConfigError, readConfig } from './platform/config.ts';
import { createLogger } from './platform/log.ts';

/** The pinned Node, which `npm start` puts first on the path. Type stripping and node:sqlite need it. */
const nodeMajorMin = 24;
/** Ctrl-C has to end within ten seconds; what does not stop by then is cut off. */
const stopWithinMs = 9_000;

const major = Number(process.versions.node.split('.')[0]);
if (major < nodeMajorMin) {
  console.error(
    `Paygraph needs Node ${nodeMajorMin} or later; this is ${process.version}. Start it with "npm start", which brings its own.`,
  );
  process.exit(1);
}

try {
  const config = readConfig();
  const log = createLogger(config.logLevel);
  const { startApp } = await import('./app/app.ts');
  const app = await startApp(config, log);
  closeWithGrace({ delay: stopWithinMs, logger: false }, async ({ err }) => {
    if (err) log.error({ error: err }, 'an error that nothing caught; stopping');
    await app.close();
  });
  console.log(`GraphQL  ${app.url}/graphql`);
  if (app.sandboxUrl) console.log(`Sandbox  ${app.sandboxUrl}`);
  if (app.apiKey) console.log(`API key  ${app.apiKey}`);
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
