/**
 * How long a test waits for an event before it gives up, in milliseconds. No test is slower for it: they end as soon as what they wait for
 * has happened. A machine at a load of ten needs ten times as long for everything; only what takes far longer is broken.
 */
export const patienceMs = 60_000;
