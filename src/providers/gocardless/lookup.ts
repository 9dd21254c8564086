import type { z } from 'zod';
import { type Found, foundIn, type Reply, read } from '../kit/client.ts';
import { listOf, type WireList } from '../kit/lists.ts';
import { unknown } from '../kit/outcomes.ts';
import { type Call, send } from './client.ts';
import {
  billingRequest,
  errorReply,
  event,
  inside,
  mandate,
  payment,
  payout,
  refund,
  type WireBillingRequest,
  type WireError,
  type WireEvent,
  type WireMandate,
  type WirePayment,
  type WirePayout,
  type WireRefund,
} from './wire.ts';

/** Reading GoCardless' book: paths, GETs and error bodies. */

/** Every kind of thing that we read, by the name that stands in paths and envelopes. */
interface WireOf {
  readonly billing_requests: WireBillingRequest;
  readonly mandates: WireMandate;
  readonly payments: WirePayment;
  readonly refunds: WireRefund;
  readonly payouts: WirePayout;
}
const schemas: { readonly [R in keyof WireOf]: z.ZodType<WireOf[R]> } = {
  billing_requests: billingRequest,
  mandates: mandate,
  payments: payment,
  refunds: refund,
  payouts: payout,
};
export type Resource = keyof WireOf;
export type Wire<R extends Resource> = WireOf[R];

/** The path of one thing. Ids are encoded, whatever they hold. */
export function pathOf(resource: Resource, id: string): string {
  return `/${resource}/${encodeURIComponent(id)}`;
}

/** One thing by its id. */
export async function getOne<R extends Resource>(call: Call, resource: R, id: string): Promise<Found<Wire<R>>> {
  const found = await get(call, pathOf(resource, id), inside(resource, schemas[resource]));
  if (found.kind !== 'found' || found.value.id === id) return found;
  return unknown('unreadable', 'GoCardless answered with another thing than was asked for');
}

// A list of 500 payments is some 400 KiB.
const listBytesMax = 4 * 1024 * 1024;

const pageMax = 500;

/** The newest things of a kind by one filter; as many as a page can hold. */
export async function getSome<R extends Resource>(
  call: Call,
  resource: R,
  filter: Readonly<Record<string, string>>,
): Promise<Found<WireList<Wire<R>>>> {
  const query = new URLSearchParams({ ...filter, limit: String(pageMax) });
  const schema = inside(resource, listOf<Wire<R>>(schemas[resource], pageMax));
  return get(call, `/${resource}?${query}`, schema, listBytesMax);
}

/** The newest events about one thing. */
export function getEvents(call: Call, filter: Readonly<Record<string, string>>): Promise<Found<WireList<WireEvent>>> {
  const query = new URLSearchParams({ ...filter, limit: '50' });
  return get(call, `/events?${query}`, inside('events', listOf(event, pageMax)));
}

async function get<T>(call: Call, path: string, schema: z.ZodType<T>, replyBytesMax?: number): Promise<Found<T>> {
  const reply = await send(call, { method: 'GET', path, ...(replyBytesMax === undefined ? {} : { replyBytesMax }) });
  // A 404 that is no error of theirs comes from something in between.
  return foundIn(reply, schema, {
    provider: 'GoCardless',
    isMissing: (answer) => read(answer, errorReply) !== null,
  });
}

/** The one thing in the envelope of a reply, or null when it is not what was expected. */
export function readOne<R extends Resource>(reply: Reply, resource: R): Wire<R> | null {
  return read(reply, inside(resource, schemas[resource]));
}

/** What an error body says; nothing where it cannot be read. */
export function readError(reply: Reply): WireError {
  return read(reply, errorReply)?.error ?? {};
}

/** The thing that was made under this key already, where a creation is refused for that reason. */
export function conflictingId(error: WireError): string | null {
  const conflict = error.errors?.find(({ reason }) => reason === 'idempotent_creation_conflict');
  return conflict?.links?.conflicting_resource_id ?? null;
}

/** Whether something stands under our key. So says a 409 that gives no other reason, also one whose body is lost on the way. */
export function isConflict({ status }: Reply, { errors }: WireError): boolean {
  const reasons = errors?.flatMap(({ reason }) => reason ?? []) ?? [];
  return status === 409 && (reasons.length === 0 || reasons.includes('idempotent_creation_conflict'));
}
