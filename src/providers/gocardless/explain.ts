import type { InboundItem, StatusReason } from '../../domain/port/provider.ts';
import { entryOf, reason, type Words } from '../kit/reasons.ts';
import type { Call } from './client.ts';
import { getEvents } from './lookup.ts';
import type { Cause, Explained } from './reasons.ts';
import { explained } from './translate.ts';
import { event, type WireBillingRequest, type WireEvent } from './wire.ts';

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
  const reported = events.kind === 'found' ? events.value.items : [];
  const hinted = hint ? event.safeParse(hint.body).data : undefined;
  return [...reported, ...(hinted ? [hinted] : [])].flatMap((one) => causeOf(one, about, id, status) ?? [])[0] ?? null;
}

function causeOf({ resource_type, action, links, details }: WireEvent, about: Explained, id: string, status: string) {
  // A mandate that is replaced is cancelled, and told of as replaced.
  const led = action === status || (action === 'replaced' && status === 'cancelled');
  if (!led || resource_type !== about || links?.[linkOf[about]] !== id || !details?.cause) return null;
  return {
    cause: details.cause,
    origin: details.origin ?? '',
    scheme: details.scheme ?? undefined,
    code: details.reason_code ?? undefined,
    willRetry: details.will_attempt_retry ?? undefined,
  };
}

/** What goes wrong with an action of a billing request. The request stays as it is, so the event alone tells it (notes §5.5). */
const failures: Readonly<Record<string, Words>> = {
  bank_authorisation_denied: {
    code: 'REJECTED_BY_PAYER',
    origin: 'PAYER',
    message: 'The payer said no at the bank. The request stays open: the payer may try again.',
    retryable: true,
  },
  bank_authorisation_failed: {
    code: 'OTHER',
    origin: 'BANK',
    message: "The payer's bank did not accept the approval. The request stays open: the payer may try again.",
    retryable: true,
  },
  bank_authorisation_expired: {
    code: 'EXPIRED',
    origin: 'PAYER',
    message: 'The payer did not approve at the bank in time. The request stays open: the payer may try again.',
    retryable: true,
  },
  payer_geo_blocked: {
    code: 'OTHER',
    origin: 'PROVIDER',
    message: 'GoCardless keeps the payer out for a day because of where they are. The request stays open.',
    retryable: true,
  },
};

/** Where the bank says why it did not accept. */
const byCause: Readonly<Record<string, Words>> = {
  insufficient_funds: {
    code: 'INSUFFICIENT_FUNDS',
    origin: 'BANK',
    message: 'There is too little money on the account. The request stays open: the payer may try again.',
    retryable: true,
  },
};

/** Why an action has failed, as the event says that made us ask; nothing once the payer has approved after all. */
export function failedAction(
  { id, actions }: WireBillingRequest,
  hint: InboundItem | undefined,
): { readonly actionFailed?: StatusReason } {
  const told = hint ? event.safeParse(hint.body).data : undefined;
  if (told?.resource_type !== 'billing_requests' || told.links?.billing_request !== id) return {};
  const words = entryOf(failures, told.action);
  const because = entryOf(byCause, told.details?.cause ?? '');
  const approved = actions?.some(({ type, status }) => type === 'bank_authorisation' && status === 'completed');
  const failed = told.action === 'bank_authorisation_failed' && because ? because : words;
  return failed && !approved ? { actionFailed: reason(failed, told.details?.cause) } : {};
}
