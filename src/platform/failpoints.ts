import { setTimeout as wait } from 'node:timers/promises';

/**
 * Places where a test makes this process die, fail, dawdle or hang: PAYGRAPH_FAILPOINT=capture.afterCommit:kill@3 kills it on the
 * third pass. Live only with PAYGRAPH_FAILPOINTS=1 and never in production mode.
 */
export interface Failpoint {
  readonly name: string;
  readonly action: { readonly kind: 'kill' | 'throw' | 'hang' } | { readonly kind: 'delay'; readonly ms: number };
  /** Acts on this pass alone; on every pass when null. */
  readonly onPass: number | null;
}

let armed: ReadonlyMap<string, { readonly point: Failpoint; passes: number }> | null = null;
const pass = Promise.resolve();

/** Marks a step between which a crash must do no harm. Costs next to nothing when nothing is armed. */
export function failpoint(name: string): Promise<void> {
  return armed === null ? pass : reach(name);
}

interface Arming {
  /** Null where there are to be none. */
  readonly failpoints: readonly Failpoint[] | null;
  readonly mode: 'sandbox' | 'production';
}

/** Arms what the configuration names, in place of whatever was armed before. */
export function armFailpoints({ failpoints, mode }: Arming): void {
  if (failpoints?.length && mode === 'production') throw new Error('failpoints are forbidden in production mode');
  armed = failpoints?.length ? new Map(failpoints.map((point) => [point.name, { point, passes: 0 }])) : null;
}

/**
 * Arms what the configuration names. Where there may be any, it also lets the process that started this one arm others while it runs, by a
 * message of the same text, and answers with that text once they hold: a test of many crashes need not start it twice for each.
 */
export function armFailpointsAndListen({ failpoints, mode }: Arming): void {
  armFailpoints({ failpoints, mode });
  if (!failpoints || mode === 'production' || !process.channel) return;
  process.on('message', (text) => {
    armFailpoints({ failpoints: parseFailpoints(String(text)), mode });
    process.send?.(text);
  });
  // Whoever waits for messages alone has nothing left to do.
  process.channel.unref();
}

/** Reads `name:kill`, `:throw`, `:hang` or `:delay(ms)`, each with an optional `@pass`, separated by commas. Null when malformed. */
export function parseFailpoints(text: string): readonly Failpoint[] | null {
  const points = text.split(',').map(parseFailpoint);
  return points.every((point) => point !== null) ? points : null;
}

function parseFailpoint(text: string): Failpoint | null {
  const match = /^([a-z][\w.-]{0,80}):(?:(kill|throw|hang)|delay\((\d{1,6})\))(?:@([1-9]\d{0,6}))?$/i.exec(text.trim());
  if (!match?.[1]) return null;
  const [, name, kind, ms, onPass] = match;
  return {
    name,
    action: kind ? { kind: kind as 'kill' | 'throw' | 'hang' } : { kind: 'delay', ms: Number(ms) },
    onPass: onPass ? Number(onPass) : null,
  };
}

async function reach(name: string): Promise<void> {
  const entry = armed?.get(name);
  if (!entry) return;
  entry.passes += 1;
  const { action, onPass } = entry.point;
  if (onPass !== null && entry.passes !== onPass) return;
  if (action.kind === 'delay') return wait(action.ms);
  if (action.kind === 'throw') throw new Error(`failpoint ${name}`);
  if (action.kind === 'kill') process.kill(process.pid, 'SIGKILL');
  await new Promise(() => {});
}
