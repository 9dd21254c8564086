import type { InboundItem } from '../../domain/port/provider.ts';
import type { Call } from './client.ts';
import { getEvents } from './lookup.ts';
import type { Cause, Explained } from './reasons.ts';
import { explained } from './translate.ts';
import { event, type WireEvent } from './wire.ts';

/** How the links of an event name what it is about. */
const linkOf = { payments: 'payment', mandates: 'mandate', billing_requests: 'billing_request' } as const;

/**
 * Why a thing stands as it does: GoCardless tells that in its events only. The newest one that led to this status is asked for, so
 * that the answer is the same whichever event made us ask; the one that did is the next best.
 */
export async function explain(
  call: Call,
  about: Explained,
  { id, status }: { readonly id: string; readonly status: string },
  hint: InboundItem | undefined,
): Promise<Cause | null> {
  if (!explained[about].has(status)) return null;
  const events = await getEvents(call, { [linkOf[about]]: id });
  const reported = events.kind === 'found' ? events.value : [];
  const hinted = hint ? event.safeParse(hint.body).data : undefined;
  return [...reported, ...(hinted ? [hinted] : [])].flatMap((one) => causeOf(one, about, id, status) ?? [])[0] ?? null;
}

function causeOf({ resource_type, action, links, details }: WireEvent, about: Explained, id: string, status: string) {
  // A mandate that is replaced is cancelled, and told of as replaced.
  const led = action === status || (action === 'replaced' && status === 'cancelled');
  if (!led || resource_type !== about || links?.[linkOf[about]] !== id || !details?.cause) return null;
  return { cause: details.cause, origin: details.origin ?? '' };
}
