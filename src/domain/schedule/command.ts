import type { Refusal } from '../../kernel/refusal.ts';
import { ok } from '../../kernel/result.ts';
import type { Caller, CommandResult } from '../command/command.ts';
import type { Accepted, Rejected } from '../command/decision.ts';
import type { DomainDeps } from '../command/deps.ts';
import { type KeyedCommand, keyedCommand } from '../command/keyed-command.ts';

type Decided<R extends Refusal> = Accepted | Rejected<R>;

/** A command on a schedule: nothing is sent to a provider. The answer names the event that it wrote last about the schedule, also to a repeat. */
export async function onSchedules<Kind extends Refusal['kind']>(
  deps: DomainDeps,
  caller: Caller,
  command: KeyedCommand<Decided<Extract<Refusal, { readonly kind: Kind }>>>,
): Promise<CommandResult<Kind>> {
  const met = await keyedCommand(deps, caller, command);
  if (!met.ok) return met as CommandResult<Kind>;
  deps.wake('sequencer');
  const { ids, idempotency, events } = met.value;
  const { paymentScheduleId = '' } = ids;
  const eventId = events?.get(paymentScheduleId) ?? (await eventBy(deps, caller, command.key, paymentScheduleId));
  return ok({ paymentScheduleId, ...(eventId === undefined ? {} : { eventId }), idempotency });
}

async function eventBy(
  { db }: DomainDeps,
  { merchantId }: Caller,
  key: string,
  subjectId: string,
): Promise<string | undefined> {
  const event = await db.reader(merchantId).event.findFirst({
    where: { merchantId, subjectId, cause: { path: ['key'], equals: key } },
    orderBy: { subjectVersion: 'desc' },
    select: { id: true },
  });
  return event?.id;
}
