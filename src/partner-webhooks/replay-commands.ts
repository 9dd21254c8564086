import type { Caller, CommandOutcome, KeyRefusal } from '../domain/command/command.ts';
import { accept, rejectFreeingKey } from '../domain/command/decision.ts';
import { underKey } from '../domain/command/keyed-command.ts';
import type { RefusalOf } from '../kernel/refusal.ts';
import type { Result } from '../kernel/result.ts';
import {
  cursorProblem,
  type EndpointCommandDeps,
  invalidInput,
  lockEndpoint,
  type OnEndpoint,
  tooFarBack,
  unknownEndpoint,
} from './endpoint-commands.ts';
import { headOf, makeDue, readCursor, schedule } from './replay.ts';

export interface ReplayInput extends OnEndpoint {
  readonly after: string;
  readonly upTo?: string;
}
export interface ResendInput {
  readonly idempotencyKey: string;
  readonly deliveryId: string | null;
}
type Key = Pick<CommandOutcome, 'idempotency'>;
export type Replayed = { readonly endpointId: string; readonly scheduled: number } & Key;
export type Resent = { readonly deliveryId: string } & Key;

/** Sends an endpoint again all that it wants between two places of the log, in order and before what is still to come. */
export async function replay(
  deps: EndpointCommandDeps,
  caller: Caller,
  { idempotencyKey: key, ...input }: ReplayInput,
): Promise<Result<Replayed, RefusalOf<'invalidInput' | 'notFound'> | KeyRefusal>> {
  const { merchantId } = caller;
  const result = await underKey(deps, caller, {
    name: 'replayWebhooks',
    key,
    input,
    async decide(tx, now) {
      const endpoint = await lockEndpoint(tx, merchantId, input.endpointId);
      if (!endpoint) return rejectFreeingKey(unknownEndpoint);
      const head = await headOf(tx, merchantId);
      const after = await readCursor(deps.cursors, merchantId, input.after, head);
      const upTo = input.upTo === undefined ? head : await readCursor(deps.cursors, merchantId, input.upTo, head);
      if (after === null || upTo === null)
        return invalidInput([
          ...(after === null ? [cursorProblem('after')] : []),
          ...(upTo === null ? [cursorProblem('upTo')] : []),
        ]);
      const scheduled = await schedule(tx, endpoint, after, upTo, now);
      return scheduled === null ? invalidInput([tooFarBack('after')]) : accept({ endpointId: endpoint.id, scheduled });
    },
  });
  deps.wake('deliveries');
  return result;
}

/** Sends one delivery again, whatever became of it. */
export async function resend(
  deps: EndpointCommandDeps,
  caller: Caller,
  { idempotencyKey: key, deliveryId }: ResendInput,
): Promise<Result<Resent, RefusalOf<'notFound'> | KeyRefusal>> {
  const { merchantId } = caller;
  const result = await underKey(deps, caller, {
    name: 'resendWebhookDelivery',
    key,
    input: { deliveryId },
    async decide(tx, now) {
      const where = { merchantId_id: { merchantId, id: deliveryId ?? '' } };
      const found = deliveryId ? await tx.webhookDelivery.findUnique({ where, select: { endpointId: true } }) : null;
      const endpoint = found && (await lockEndpoint(tx, merchantId, found.endpointId));
      if (!endpoint || deliveryId === null) return rejectFreeingKey(unknownDelivery);
      const data = { status: 'PENDING', tries: 0, firstAttemptAt: null, nextAt: null } as const;
      await tx.webhookDelivery.update({ where, data, select: { id: true } });
      await makeDue(tx, endpoint, now);
      return accept({ deliveryId });
    },
  });
  deps.wake('deliveries');
  return result;
}

const unknownDelivery: RefusalOf<'notFound'> = {
  kind: 'notFound',
  path: ['input', 'deliveryId'],
  message: 'no webhook delivery of yours has this id',
};
