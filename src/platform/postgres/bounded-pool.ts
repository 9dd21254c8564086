import pg from 'pg';
import type { SilenceWatch } from './silence.ts';

/** How many may wait for a connection of one pool. Whoever comes then is told to come again: they would not get one in time. */
const waitingMax = 2_000;

/** Nobody is put in a line in which they cannot be served in time. */
export class BoundedPool extends pg.Pool {
  readonly #silence: SilenceWatch;

  constructor(config: pg.PoolConfig, silence: SilenceWatch) {
    super(config);
    this.#silence = silence;
  }

  override connect = ((callback?: Connected): Promise<pg.PoolClient> | undefined => {
    const connecting = this.#connect();
    if (!callback) return connecting;
    connecting.then(
      (client) => callback(undefined, client, (error) => client.release(error)),
      (error: Error) => callback(error, undefined, () => undefined),
    );
    return undefined;
  }) as pg.Pool['connect'];

  async #connect(): Promise<pg.PoolClient> {
    if (this.waitingCount >= waitingMax)
      throw new Error('timeout exceeded when trying to connect: too many wait already');
    return this.#silence.whileHeard(
      () => Reflect.apply(pg.Pool.prototype.connect, this, []) as unknown as Promise<pg.PoolClient>,
      (client) => client.release(),
    );
  }
}
type Connected = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (error?: Error | boolean) => void,
) => void;
