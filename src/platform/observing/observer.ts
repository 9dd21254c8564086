/** What was asked for by one GraphQL operation, as far as it may be told: names of the schema, and the name that its author gave it. */
export interface AskedOperation {
  readonly type: 'query' | 'mutation' | 'subscription';
  /** Chosen by the client, so never a label; at most 64 characters. */
  readonly name: string | null;
  /** Each field of the root, and the key under which its answer stands. */
  readonly fields: readonly { readonly key: string; readonly name: string }[];
}
/** An error at the top level: its code, and the root field that it is about, where it is about one. */
export interface Problem {
  readonly key: string | null;
  readonly code: string;
}

/** One request that has been answered, or one operation on a socket that has ended. Nothing of its variables, and no document. */
export interface RequestRecord {
  readonly channel: 'http' | 'sse' | 'socket';
  readonly method: string;
  /** The route as it stands in the code, never the path as it came. */
  readonly route: string;
  /** Null on a socket, and for a request that its sender gave up. */
  readonly status: number | null;
  readonly durationMs: number;
  readonly requestId: string | null;
  readonly traceId: string | null;
  readonly merchantId: string | null;
  /** Who asked: `key_…` of an API key. Never its secret. */
  readonly actor: string | null;
  readonly operation: AskedOperation | null;
  readonly cost: number | null;
  readonly problems: readonly Problem[];
  /** Root fields of a mutation that were refused by a member of their union, and its kind. */
  readonly refused: Readonly<Record<string, string>> | null;
  /** How many frames a stream was sent. */
  readonly frames: number | null;
}

/** One message of a provider's that has been answered. */
export interface WebhookRecord {
  /** Null where the address is of none of ours. */
  readonly provider: string | null;
  readonly accountId: string | null;
  readonly merchantId: string | null;
  readonly outcome: WebhookOutcome;
  /** Null where its sender gave it up. */
  readonly status: number | null;
  readonly items: number;
  readonly duplicates: number;
  readonly durationMs: number;
  readonly requestId: string;
  readonly traceId: string | null;
}
/** What becomes of a provider's message at the door. */
export const webhookOutcomes = [
  'verified',
  'unverified',
  'invalid',
  'stale',
  'malformed',
  'unknownAddress',
  'accountUnreadable',
  'throttled',
  'unreadBody',
  'failed',
] as const;
export type WebhookOutcome = (typeof webhookOutcomes)[number];

/** What an item from the inbox has come to. */
export type ItemOutcome = 'applied' | 'retried' | 'parked' | 'dead' | 'failed';
/** What an attempt to deliver to a partner has come to. */
export type DeliveryOutcome = 'delivered' | 'refused' | 'unanswered' | 'unrendered' | 'cut';

/**
 * Is told what happens, for metrics and the access log. It is called on the way of every request: it returns at once and never throws.
 */
export interface Observer {
  request(record: RequestRecord): void;
  webhook(record: WebhookRecord): void;
  /** A call to a provider by a function of the port, such as `payment.capture`. */
  providerCall(call: {
    readonly provider: string;
    readonly call: string;
    readonly outcome: string;
    readonly durationMs: number;
  }): void;
  inboxItem(item: {
    readonly provider: string;
    readonly kind: string;
    readonly outcome: ItemOutcome;
    readonly durationMs: number;
  }): void;
  delivery(attempt: { readonly outcome: DeliveryOutcome; readonly durationMs: number }): void;
  /** A subscription began, and the function that it gives is called when it has ended. */
  subscribed(field: string): () => void;
  frame(field: string): void;
  /** Commit to sequence, in seconds, of the oldest event of a batch, and how many there were. */
  sequenced(batch: { readonly events: number; readonly waitedSeconds: number }): void;
  /** A worker loop has looked for work. */
  turn(loop: { readonly name: string; readonly pollMs: number; readonly slots: number; readonly busy: number }): void;
  /** A thing that a worker loop took up has ended. */
  worked(work: { readonly loop: string; readonly ok: boolean; readonly durationMs: number }): void;
}
