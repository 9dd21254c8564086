import type { Outcome } from '../../domain/port/provider.ts';
import type { Found } from '../kit/client.ts';
import { missingFrom } from '../kit/lists.ts';
import { unknown } from '../kit/outcomes.ts';
import { type Call, send } from './client.ts';
import { conflictingId, getOne, getSome, isConflict, type Resource, readError, readOne, type Wire } from './lookup.ts';
import { whyRefused } from './reasons.ts';
import { keyName } from './refund-status.ts';

/** Making things, each once for its key (notes §1.8). */
export interface Creation<R extends Resource> {
  readonly resource: R;
  /** For people: "GoCardless refused the payment". */
  readonly what: string;
  readonly body: object;
  readonly key: string;
  /** Among which things to look for ours when GoCardless refuses; left out where a refusal cannot hang on what happened since. */
  readonly among?: Readonly<Record<string, string>>;
}

export type Made<R extends Resource> =
  /** `before`: an earlier attempt made it, so it may have moved on since. */
  | { readonly kind: 'made'; readonly value: Wire<R>; readonly before: boolean }
  | Extract<Outcome, { kind: 'refused' | 'notSent' | 'unknown' }>;

/**
 * Sends a creation. On a conflict the thing that GoCardless names is read and taken as the outcome; whether it is what we asked for is
 * the caller's to compare, since GoCardless compares nothing. It is not documented whether the key is looked at before the rest, so
 * a refusal counts only when nothing stands under our key.
 */
export async function createOnce<R extends Resource>(call: Call, creation: Creation<R>): Promise<Made<R>> {
  const { resource, what, key, among } = creation;
  const body = { [resource]: creation.body };
  const reply = await send(call, { method: 'POST', path: `/${resource}`, body, key });
  if (reply.kind !== 'reply') return reply;
  if (reply.status < 400) {
    const value = readOne(reply, resource);
    return value === null
      ? unknown('unreadable', `the answer to a new ${what} could not be read`)
      : { kind: 'made', value, before: false };
  }
  const error = readError(reply);
  const id = conflictingId(error);
  if (id !== null) return ours(await getOne(call, resource, id), what, key);
  const found = among ? await findByKey(call, resource, among, key) : ({ kind: 'missing' } as const);
  if (found.kind !== 'missing') return ours(found, what, key);
  if (isConflict(reply, error)) return unknown('unreadable', `the ${what} that stands under our key is not named`);
  return { kind: 'refused', why: whyRefused(what, error) };
}

/** The thing that bears our key, among the newest that a filter gives. */
export async function findByKey<R extends Resource>(
  call: Call,
  resource: R,
  among: Readonly<Record<string, string>>,
  key: string,
): Promise<Found<Wire<R>>> {
  const list = await getSome(call, resource, among);
  if (list.kind !== 'found') return list;
  const value = list.value.items.find(({ metadata }) => metadata?.[keyName] === key);
  return value ? { kind: 'found', value } : missingFrom(list.value, resource);
}

function ours<R extends Resource>(found: Found<Wire<R>>, what: string, key: string): Made<R> {
  if (found.kind === 'unknown') return found;
  if (found.kind === 'missing') return unknown('unreadable', `the ${what} that GoCardless says it has is not there`);
  const other = found.value.metadata?.[keyName];
  // Keys are made once for each operation: one that stands for something else is a mistake that a person has to see.
  if (other !== undefined && other !== key) return unknown('unreadable', `the ${what} is of another operation`);
  return { kind: 'made', value: found.value, before: true };
}
