import type { AttemptLimits } from '../access/failed-attempts.ts';
import type { BucketLimits } from '../graphql/limits/bucket.ts';
import type { CapacityLimits } from '../graphql/limits/capacity.ts';
import { documentLimits } from '../graphql/limits/limits.ts';
import type { ConnectionLimits } from '../graphql/server/connections.ts';
import type { GraphqlServerOptions } from '../graphql/server/options.ts';
import type { SocketLimits } from '../graphql/server/socket.ts';
import type { KeylessLimits } from './keyless-sockets.ts';

/** Every bound of the doors. The benchmark and tests that run side by side widen some. */
export interface HttpLimits extends GraphqlServerOptions, ConnectionLimits, SocketLimits, KeylessLimits {
  readonly bucket: BucketLimits;
  /** Whether plain requests go the direct way; a test that compares sends all by the full one. */
  readonly direct: boolean;
  /** What the process keeps up with. */
  readonly capacity: CapacityLimits;
  /** How long a key is believed without a look at the database; revocations are told sooner. */
  readonly keyKeptMs: number;
  /** Keys that are refused to one address, and forged webhooks of one address to one account. */
  readonly failedKeys: AttemptLimits;
  readonly forgedWebhooks: AttemptLimits;
  readonly webhookBodyMax: number;
  /** How long a body may take to arrive, once somebody who may send it has been told to go on. */
  readonly bodyArrivalMs: number;
  readonly webhookArrivalMs: number;
  /** How long somebody stays signed in to the console. */
  readonly sessionMs: number;
  /** How long a file of the console's may take until its end has been sent. */
  readonly exportMs: number;
  /** How long the head of a request may take. */
  readonly headersMs: number;
  /** Bytes of bodies, of all requests together, that are in memory at once. */
  readonly bodiesMax: number;
  /** How often what was refused is told in one line of the log. */
  readonly refusalsLoggedEveryMs: number;
}

const kib = 1_024;
export const httpLimits: HttpLimits = {
  limits: documentLimits,
  answerBytesMax: 8 * kib * kib,
  // Two thousand charges in one call.
  bodyMax: kib * kib,
  queryTimeoutMs: 10_000,
  pingMs: 12_000,
  unreadMs: 60_000,
  planned: true,
  direct: true,
  perKey: 200,
  perProcess: 5_000,
  // With the time of a statement on top, both are within the second that a revocation may take.
  recheckMs: 750,
  keyKeptMs: 750,
  subscriptionsPerSocket: 20,
  initTimeoutMs: 3_000,
  messageMax: 100 * kib,
  // A process that comes back is met by all its clients at once, and many of them may share an address.
  keylessMax: 2_000,
  keylessPerAddress: 500,
  bucket: { size: 1_000, perSecond: 50 },
  capacity: { underWayPoints: 10_000, waitingPoints: 10_000, waitMs: 1_000, delayMs: 500 },
  failedKeys: { attempts: 30, windowSeconds: 60 },
  forgedWebhooks: { attempts: 30, windowSeconds: 60 },
  webhookBodyMax: 2_048 * kib,
  webhookArrivalMs: 5_000,
  bodyArrivalMs: 10_000,
  sessionMs: 8 * 3_600_000,
  exportMs: 120_000,
  headersMs: 5_000,
  bodiesMax: 64 * kib * kib,
  refusalsLoggedEveryMs: 10_000,
};
