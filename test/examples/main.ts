import { parseArgs } from 'node:util';
import { readConfig } from '../../src/platform/config.ts';
import { connect, Unexpected } from './api.ts';
import { type EventStream, follow } from './follow.ts';
import { isLong, lives } from './lives.ts';
import { findOrStart, type Server } from './server.ts';
import { longWithinMs, show, withinMs } from './stage.ts';

/**
 * Plays the life of one provider, with every event shown as it streams in: `npm run example`, `npm run example -- gocardless`; or a year of a shop: `-- recurring`; or
 * a shop that moves to another provider: `-- move`;
 * `-- --api-key sk_test_…` for a server whose database is out of reach.
 */

let server: Server | undefined;
let stream: EventStream | undefined;
try {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'api-key': { type: 'string' } } });
  const [name = 'mobilepay', ...more] = positionals;
  const life = Object.hasOwn(lives, name) ? lives[name as keyof typeof lives] : undefined;
  if (!life || more.length > 0)
    throw new Unexpected(`there is no example ${positionals.join(' ')}; there is ${Object.keys(lives).join(', ')}`);
  const signal = AbortSignal.timeout(isLong(name) ? longWithinMs : withinMs);
  server = await findOrStart(readConfig(), values['api-key']);
  console.log(`Paygraph is at ${server.url}${server.started ? ', started for this run' : ''}`);
  stream = await follow({ ...server, signal, onEvent: isLong(name) ? () => undefined : show });
  await life({ api: connect({ ...server, signal }), stream, sandboxUrl: server.sandboxUrl });
} catch (error) {
  console.error(`The example failed: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  await stream?.close();
  await server?.close();
}
