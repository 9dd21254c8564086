import type { Step } from '../kit/simulator.ts';
import { newId } from './ids.ts';
import { type EventRecord, keep, type Metadata } from './records.ts';

/** Where something came from, as GoCardless names it. */
export type Origin = 'api' | 'bank' | 'gocardless' | 'customer' | 'payer';

/** Who does it, with the metadata of the call where it is one. */
export interface By {
  readonly origin: Origin;
  readonly metadata?: Metadata | null | undefined;
}

export interface News {
  readonly resource: string;
  readonly action: string;
  readonly links: Readonly<Record<string, string | null | undefined>>;
  readonly by: By;
  readonly cause: string;
  /** What stands beside the cause: the scheme, its code, whether it will be tried again. */
  readonly more?: Readonly<Record<string, string | boolean>>;
  readonly resourceMetadata?: Metadata | null;
  /** The event that this one follows from. */
  readonly parent?: string | undefined;
}

/** Enters an event, to be listed for ever and to be sent at the end of the step. Answers with its id. */
export function announce(step: Step, news: News): string {
  const { by, cause, parent } = news;
  const links = Object.entries({ ...news.links, parent_event: parent }).filter(
    (link): link is [string, string] => typeof link[1] === 'string',
  );
  const event: EventRecord = {
    id: newId(step, 'event'),
    created_at: step.now.toISOString(),
    resource_type: news.resource,
    action: news.action,
    links: Object.fromEntries(links),
    details: { origin: by.origin, cause, description: descriptions[cause] ?? sentence(cause), ...news.more },
    // Only a call has metadata of its own.
    metadata: by.origin === 'api' ? (by.metadata ?? {}) : {},
    resource_metadata: news.resourceMetadata ?? {},
  };
  keep(step, 'events', event);
  step.documents.put('unsent', event.id, event.id);
  return event.id;
}

// Texts may change at any time; whoever reads events goes by the cause.
const descriptions: Readonly<Record<string, string>> = {
  mandate_cancelled: 'The mandate was cancelled.',
  mandate_activated:
    'The time window after submission for the banks to refuse a mandate has ended without any errors being received, so this mandate is now active.',
  payment_confirmed:
    'Enough time has passed since the payment was submitted for the banks to return an error, so this payment is now confirmed.',
  payment_paid_out: 'The payment has been paid out by GoCardless.',
  refer_to_payer: "The customer's bank wouldn't pay this payment: ask the customer.",
  insufficient_funds: "The customer's account had insufficient funds to make this payment.",
  invalid_bank_details: 'The specified bank account does not exist or was closed.',
  authorisation_disputed: 'The customer disputes having authorised you to take payment.',
};

function sentence(cause: string): string {
  const words = cause.replaceAll('_', ' ');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;
}
