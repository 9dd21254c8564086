import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';

/** Preloaded (`--import`) into a process: it names each module of ours that is loaded, a line each, on the descriptor that the test reads. */
const descriptor = 3;
const ours = new URL('../../src/', import.meta.url).href;

registerHooks({
  load(url, context, nextLoad) {
    if (url.startsWith(ours)) writeSync(descriptor, `${url.slice(ours.length)}\n`);
    return nextLoad(url, context);
  },
});
