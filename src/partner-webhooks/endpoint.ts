import type { Environment } from '../generated/prisma/client.ts';
import type { Result } from '../kernel/result.ts';
import { leaseMs } from '../kernel/schedules.ts';
import type { Sealer } from '../platform/crypto.ts';
import type { Db } from '../platform/db.ts';
import type { Claim } from '../platform/leases.ts';
import type { Log } from '../platform/log.ts';
import type { Observer } from '../platform/observing/observer.ts';
import type { Poster } from './post.ts';
import type { EndpointSecret } from './signature.ts';

/** What a payload is shaped by. */
export interface Shape {
  readonly merchantId: string;
  readonly endpointId: string;
  readonly environment: Environment;
  readonly document: string;
  readonly scopes: readonly string[];
}

/** The `data` of a payload for each event, or in plain words why there is none. Given from outside: events know no GraphQL. */
export type RenderPayloads = (shape: Shape, eventIds: readonly string[]) => Promise<readonly Result<unknown, string>[]>;

export interface DeliveryDeps {
  readonly db: Db;
  readonly sealer: Sealer;
  readonly log: Log;
  readonly observe?: Observer | undefined;
  readonly render: RenderPayloads;
  readonly poster: Poster;
  /** The machine's own time, whatever a sandbox plays: receivers compare it with theirs. */
  signatureTime(): Date;
  wake(worker: 'sequencer'): void;
}

/** An endpoint as the worker that holds it sees it. */
export interface HeldEndpoint extends Shape {
  readonly url: string;
  readonly ed25519: boolean;
  readonly secrets: readonly EndpointSecret[];
  readonly revision: number;
  /** The database's time. */
  readonly now: Date;
}

/** What an endpoint's secrets are sealed for. */
export const secretsContext = (merchantId: string, endpointId: string): string =>
  `${merchantId} webhook_endpoint.secrets_sealed ${endpointId}`;

export function sealSecrets(
  sealer: Sealer,
  merchantId: string,
  endpointId: string,
  secrets: readonly EndpointSecret[],
): Buffer<ArrayBuffer> {
  return sealer.seal(JSON.stringify(secrets), secretsContext(merchantId, endpointId));
}

export function openSecrets(
  sealer: Sealer,
  { merchantId, id, secretsSealed }: { merchantId: string; id: string; secretsSealed: Uint8Array },
): readonly EndpointSecret[] {
  return JSON.parse(sealer.open(secretsSealed, secretsContext(merchantId, id)).toString()) as EndpointSecret[];
}

interface Row {
  readonly url: string;
  readonly document: string;
  readonly scopes: readonly string[];
  readonly ed25519: boolean;
  readonly secrets_sealed: Buffer;
  readonly revision: number;
  readonly environment: Environment;
  readonly now: Date;
}

/**
 * The endpoint as it is now, its lease renewed; null when it is stopped, or another holds it. `next_at` is put off to the end of the
 * lease, so that what arrives from now on shows as a time that has come.
 */
export async function takeEndpoint(
  { db, sealer }: Pick<DeliveryDeps, 'db' | 'sealer'>,
  { merchantId, id, leaseToken }: Claim,
): Promise<HeldEndpoint | null> {
  const { rows } = await db.worker.query<Row>(
    `update webhook_endpoint e set lease_until = app_now() + $4 * interval '1 millisecond', next_at = app_now() + $4 * interval '1 millisecond'
       from merchant m where m.id = e.merchant_id and e.merchant_id = $1 and e.id = $2 and e.lease_token = $3 and e.status = 'ACTIVE'
     returning e.url, e.document, e.scopes, e.ed25519, e.secrets_sealed, e.revision, m.environment, app_now() as now`,
    [merchantId, id, leaseToken, leaseMs],
  );
  const row = rows[0];
  if (!row) return null;
  const secrets = openSecrets(sealer, { merchantId, id, secretsSealed: row.secrets_sealed });
  return { ...row, merchantId, endpointId: id, secrets };
}

/** Gives an endpoint back, due at the given time; at once when something has arrived meanwhile. */
export async function releaseEndpoint(
  { db: { worker } }: Pick<DeliveryDeps, 'db'>,
  { merchantId, id, leaseToken }: Claim,
  nextAt: Date | 'now' | null,
): Promise<void> {
  await worker.query(
    `update webhook_endpoint set lease_token = null, lease_until = null,
       next_at = case when status <> 'ACTIVE' then null when next_at <= app_now() or $4 then least(next_at, app_now()) else $5 end
      where merchant_id = $1 and id = $2 and lease_token = $3`,
    [merchantId, id, leaseToken, nextAt === 'now', nextAt === 'now' ? null : nextAt],
  );
}
