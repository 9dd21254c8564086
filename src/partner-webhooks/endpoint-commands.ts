import type { Caller, CommandOutcome, KeyRefusal } from '../domain/command/command.ts';
import { accept, type Rejected, rejectFreeingKey } from '../domain/command/decision.ts';
import { underKey } from '../domain/command/keyed-command.ts';
import type { Cursors } from '../event-log/cursor.ts';
import type { EventType, WebhookEndpoint } from '../generated/prisma/client.ts';
import { newUuid } from '../kernel/ids.ts';
import type { InputRule } from '../kernel/input-rules.ts';
import type { InputProblem, Refusal, RefusalOf } from '../kernel/refusal.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { Sealer } from '../platform/crypto.ts';
import type { Db, Tx } from '../platform/db.ts';
import { destinationProblem, type Reach } from './address.ts';
import { openSecrets, sealSecrets } from './endpoint.ts';
import { contactProblems, sealContact } from './endpoint-contact.ts';
import { backlogMax, headUnderLock, readCursor, schedule } from './replay.ts';
import { newSecret, shownSecret } from './signature.ts';

export interface EndpointCommandDeps {
  readonly db: Db;
  readonly sealer: Sealer;
  readonly cursors: Cursors;
  readonly reach: Reach;
  wake(worker: 'deliveries'): void;
}

/** As a key may have it: what it may read is what the endpoint's document may read. */
export interface CreateEndpointInput {
  readonly idempotencyKey: string;
  readonly url: string;
  /** Empty stands for all types, also those to come. */
  readonly eventTypes: readonly EventType[];
  readonly document: string;
  readonly ed25519: boolean;
  readonly startAfter?: string;
  /** Who is mailed when it is switched off; empty stands for nobody. */
  readonly contactEmail?: string;
  readonly problems?: readonly InputProblem[];
}
export interface UpdateEndpointInput {
  readonly idempotencyKey: string;
  /** Null where the public id was malformed or of another kind; so in all inputs. */
  readonly endpointId: string | null;
  readonly url?: string;
  readonly eventTypes?: readonly EventType[];
  readonly document?: string;
  readonly ed25519?: boolean;
  /** True resumes or enables, false pauses. */
  readonly active?: boolean;
  readonly contactEmail?: string;
  /** Why the caller may not read what a document reads, or null. */
  unreadable(document: string): string | null;
  readonly problems?: readonly InputProblem[];
}
export interface OnEndpoint {
  readonly idempotencyKey: string;
  readonly endpointId: string | null;
}
export interface RotateSecretInput extends OnEndpoint {
  readonly overlapMs: number;
}

/** What a mutation on an endpoint led to. The secret is there the first time only. */
export type EndpointDone = { readonly endpointId: string; readonly signingSecret?: string } & Pick<
  CommandOutcome,
  'idempotency'
>;
type Answered<Kind extends Refusal['kind']> = Result<EndpointDone, RefusalOf<Kind> | KeyRefusal>;
type Answer<Kind extends Refusal['kind']> = Promise<Answered<Kind>>;

export const endpointsMax = 10;
/** How long an old secret may go on signing. */
const overlapMaxMs = 30 * 24 * 60 * 60 * 1_000;

export async function createEndpoint(
  deps: EndpointCommandDeps,
  caller: Caller & { readonly scopes: readonly string[] },
  { idempotencyKey: key, problems = [], ...input }: CreateEndpointInput,
): Answer<'invalidInput'> {
  const { merchantId, scopes } = caller;
  const broken = [...problems, ...contactProblems(input.contactEmail), ...(await urlProblems(deps, input.url))];
  const secret = newSecret();
  const result = await underKey(deps, caller, {
    name: 'createWebhookEndpoint',
    key,
    input,
    async decide(tx, now) {
      // No number is given meanwhile: each event is either part of the backlog, or finds the endpoint when it is numbered.
      const head = await headUnderLock(tx, merchantId);
      const after =
        input.startAfter === undefined ? head : await readCursor(deps.cursors, merchantId, input.startAfter, head);
      const slot = await freeSlot(tx, merchantId);
      const found = [
        ...broken,
        ...(after === null ? [cursorProblem('startAfter')] : []),
        ...(slot === null
          ? [problem([], 'limit', `expected at most ${endpointsMax} endpoints; delete one first`)]
          : []),
      ];
      if (found.length > 0 || after === null || slot === null) return invalidInput(found);
      const id = newUuid(now.getTime());
      await tx.webhookEndpoint.create({
        data: {
          merchantId,
          id,
          slot,
          url: input.url,
          eventTypes: [...new Set(input.eventTypes)],
          document: input.document,
          scopes: [...scopes],
          ed25519: input.ed25519,
          secretsSealed: sealSecrets(deps.sealer, merchantId, id, [secret]),
          contactSealed: sealContact(deps.sealer, merchantId, id, input.contactEmail),
          status: 'ACTIVE',
          startAfter: after,
          createdAt: now,
          updatedAt: now,
        },
      });
      const scheduled = await schedule(tx, { merchantId, id, eventTypes: input.eventTypes }, after, head, now);
      if (scheduled === null) return invalidInput([tooFarBack('startAfter')]);
      return accept({ endpointId: id });
    },
  });
  deps.wake('deliveries');
  return withSecret(result, shownSecret(secret));
}

export async function updateEndpoint(
  deps: EndpointCommandDeps,
  caller: Caller & { readonly scopes: readonly string[] },
  { idempotencyKey: key, problems = [], unreadable, ...input }: UpdateEndpointInput,
): Answer<'invalidInput' | 'notFound'> {
  const { url, eventTypes, document, ed25519, active, contactEmail, endpointId } = input;
  const broken = [
    ...problems,
    ...contactProblems(contactEmail),
    ...(url === undefined ? [] : await urlProblems(deps, url)),
  ];
  const result = await underKey(deps, caller, {
    name: 'updateWebhookEndpoint',
    key,
    input,
    async decide(tx, now) {
      // No number is given meanwhile, so it is certain which events find the types as they were. The sequencer locks in this order, too.
      const head = eventTypes === undefined ? null : await headUnderLock(tx, caller.merchantId);
      const endpoint = await lockEndpoint(tx, caller.merchantId, endpointId);
      if (!endpoint) return rejectFreeingKey(unknownEndpoint);
      if (broken.length > 0) return invalidInput(broken);
      // Whoever says where payloads go must be allowed to read them.
      const unread = url === undefined || document !== undefined ? null : unreadable(endpoint.document);
      if (unread) return invalidInput([problem(['url'], 'document', `the endpoint's document stays, and ${unread}`)]);
      const { merchantId, id } = endpoint;
      const willBeActive = active ?? endpoint.status === 'ACTIVE';
      // What waits for its next attempt at an address that is given up waits for nothing.
      const starts = willBeActive && (endpoint.status !== 'ACTIVE' || (url !== undefined && url !== endpoint.url));
      const stops = !willBeActive && endpoint.status === 'ACTIVE';
      if (starts || stops) await planAnew(tx, endpoint, starts);
      await tx.webhookEndpoint.update({
        where: { merchantId_id: { merchantId, id } },
        data: {
          revision: endpoint.revision + 1,
          updatedAt: now,
          ...(url === undefined ? {} : { url }),
          ...(eventTypes === undefined || head === null
            ? {}
            : { eventTypes: [...new Set(eventTypes)], typesAfter: head }),
          ...(document === undefined ? {} : { document, scopes: [...caller.scopes] }),
          ...(ed25519 === undefined ? {} : { ed25519 }),
          ...(contactEmail === undefined
            ? {}
            : { contactSealed: sealContact(deps.sealer, merchantId, id, contactEmail) }),
          ...(starts ? { status: 'ACTIVE', nextAt: now, failingSince: null } : {}),
          ...(stops ? { status: 'PAUSED', nextAt: null } : {}),
        },
      });
      return accept({ endpointId: id });
    },
  });
  deps.wake('deliveries');
  return result;
}

/** What is open gets the whole schedule again when an endpoint goes on, or goes elsewhere; while it is paused nothing is planned. */
async function planAnew(tx: Tx, { merchantId, id }: WebhookEndpoint, active: boolean): Promise<void> {
  await tx.webhookDelivery.updateMany({
    where: { merchantId, endpointId: id, status: 'PENDING', tries: { gt: 0 } },
    data: active ? { tries: 0, firstAttemptAt: null, nextAt: null } : { nextAt: null },
  });
}

/** Removes an endpoint with the record of what it was sent. */
export function deleteEndpoint(
  deps: EndpointCommandDeps,
  caller: Caller,
  { idempotencyKey: key, endpointId }: OnEndpoint,
): Answer<'notFound'> {
  return underKey(deps, caller, {
    name: 'deleteWebhookEndpoint',
    key,
    input: { endpointId },
    async decide(tx) {
      const endpoint = await lockEndpoint(tx, caller.merchantId, endpointId);
      if (!endpoint) return rejectFreeingKey(unknownEndpoint);
      const { merchantId, id } = endpoint;
      await tx.webhookEndpoint.delete({ where: { merchantId_id: { merchantId, id } }, select: { id: true } });
      return accept({ endpointId: id });
    },
  });
}

/** Gives an endpoint a new secret; the one before signs beside it for the overlap, and any older one no more. */
export async function rotateSecret(
  deps: EndpointCommandDeps,
  caller: Caller,
  { idempotencyKey: key, ...input }: RotateSecretInput,
): Answer<'invalidInput' | 'notFound'> {
  const secret = newSecret();
  const result = await underKey(deps, caller, {
    name: 'rotateWebhookSecret',
    key,
    input,
    async decide(tx, now) {
      const endpoint = await lockEndpoint(tx, caller.merchantId, input.endpointId);
      if (!endpoint) return rejectFreeingKey(unknownEndpoint);
      if (input.overlapMs > overlapMaxMs)
        return invalidInput([problem(['overlap'], 'range', 'expected an overlap of at most 30 days')]);
      const { merchantId, id } = endpoint;
      const newest = openSecrets(deps.sealer, endpoint).find(({ until }) => until === null);
      const before = newest ? [{ ...newest, until: new Date(now.getTime() + input.overlapMs).toISOString() }] : [];
      await tx.webhookEndpoint.update({
        where: { merchantId_id: { merchantId, id } },
        data: {
          secretsSealed: sealSecrets(deps.sealer, merchantId, id, [secret, ...before]),
          revision: endpoint.revision + 1,
          updatedAt: now,
        },
      });
      return accept({ endpointId: id });
    },
  });
  return withSecret(result, shownSecret(secret));
}

/** The secret, the first time only: a repeat of the key learns no secret. */
function withSecret<R>(result: Result<EndpointDone, R>, signingSecret: string): Result<EndpointDone, R> {
  return result.ok && !result.value.idempotency.replayed ? ok({ ...result.value, signingSecret }) : result;
}

export const unknownEndpoint: RefusalOf<'notFound'> = {
  kind: 'notFound',
  path: ['input', 'endpointId'],
  message: 'no webhook endpoint of yours has this id',
};

/** The endpoint, locked against its worker and other mutations until the end of the transaction. */
export async function lockEndpoint(tx: Tx, merchantId: string, id: string | null): Promise<WebhookEndpoint | null> {
  if (id === null) return null;
  await tx.$queryRaw`select 1 from webhook_endpoint where merchant_id = ${merchantId}::uuid and id = ${id}::uuid for update`;
  return tx.webhookEndpoint.findUnique({ where: { merchantId_id: { merchantId, id } } });
}

async function freeSlot(tx: Tx, merchantId: string): Promise<number | null> {
  const taken = await tx.webhookEndpoint.findMany({ where: { merchantId }, select: { slot: true } });
  const slots = new Set(taken.map(({ slot }) => slot));
  return Array.from({ length: endpointsMax }, (_, i) => i + 1).find((slot) => !slots.has(slot)) ?? null;
}

async function urlProblems({ reach }: EndpointCommandDeps, url: string): Promise<InputProblem[]> {
  const wrong = await destinationProblem(url, reach);
  return wrong ? [problem(['url'], 'destination', wrong)] : [];
}

const problem = (path: readonly string[], rule: InputRule, message: string): InputProblem => ({
  path: ['input', ...path],
  rule,
  message,
});
/** A mangled cursor, another merchant's and a future one get the one answer. */
export const cursorProblem = (field: string): InputProblem =>
  problem([field], 'cursor', "expected a cursor of this merchant's event log");
export const tooFarBack = (field: string): InputProblem =>
  problem([field], 'backlog', `expected a place at most ${backlogMax} matching events back; go in steps`);

export function invalidInput(problems: readonly InputProblem[]): Rejected<RefusalOf<'invalidInput'>> {
  return rejectFreeingKey({ kind: 'invalidInput', code: 'INVALID_INPUT', problems });
}
