import type { z } from 'zod';
import type { FaultLine } from './fault-line.ts';

/**
 * What a simulator is to the sandbox that hosts it. A simulator is synchronous: it reads and writes only through its `Step`,
 * which is one transaction, so whatever it has answered is on disk. Everything that takes time (replies that hang, callbacks,
 * timers) is the host's.
 */
export interface Simulator {
  /** Also the first path segment under which it is served. */
  readonly name: string;
  /** The waits between the attempts at one callback, the first after the first failure. */
  readonly retryPlanMs: readonly number[];
  /** How often callbacks that may wait are sent together, and how many at most in one. */
  readonly batch: { readonly everyMs: number; readonly itemsMax: number };
  /** Names that a fault script may use, wire calls and callbacks. */
  readonly operations: readonly string[];
  /** Everything an adapter needs to reach this simulator as it would reach the provider. */
  credentials(origin: string, step: Step): Readonly<Record<string, string>>;
  /** What of a request's body the book may hold; all of it, unless this says otherwise. */
  readonly redact?: (body: string) => string;
  /** Names the call, without acting on it. Null where nothing is served. */
  route(request: WireRequest): Call | null;
  /** A refusal with a status that the fault script asks for, in the provider's own form. */
  refuse(step: Step, request: WireRequest, status: number): Reply;
  /** Makes the token of this request worthless and refuses it. */
  expireToken(step: Step, request: WireRequest): Reply;
  /** Signs a reply, the last thing done to it, where the provider signs what it answers. */
  readonly seal?: (step: Step, request: WireRequest, reply: Reply) => Reply;
  /** Something it set a timer for is due. */
  onTimer(step: Step, name: string, key: string): void;
  /** How a callback proves where it comes from. `bad` asks for a proof that does not hold. */
  signCallback(
    step: CallbackReader,
    callback: { readonly url: string; readonly body: string; readonly bad: boolean; readonly key?: string },
    send: Post,
  ): Promise<Record<string, string>>;
  /** Names of the scenarios that it plays. */
  readonly scenarios: readonly string[];
  /** What goes over the wire for a callback, where that is not its JSON. `bad` as above. */
  readonly writeCallback?: (step: CallbackReader, callback: { readonly body: string; readonly bad: boolean }) => string;
  /** Whether this answer to a callback ends the attempts; any 2xx does, unless this says otherwise. */
  readonly isTaken?: (status: number) => boolean;
  /** Plays a scenario on one of its things. */
  runScenario(step: Step, scenario: string, subject: { readonly kind: string; readonly id: string }): ScenarioOutcome;
  /** Its switches: what the provider has approved, how much money there is. */
  readonly setup: ProviderSetup;
  /** What else may be done at the provider by hand, by name. */
  readonly actions?: Readonly<Record<string, ProviderAction>>;
  /** When its banks next work through what waits for them, where they keep hours. */
  readonly banksWorkAt?: (now: Date) => Date;
  /** What waits for a payer, or did of late, newest first. */
  payerPages(step: Step, limit: number): readonly PayerPage[];
}

/** A request as it came in; `path` begins after the simulator's own segment. Header names are lower-case. */
export interface WireRequest {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** The address as the client had it, whole: the host that it named, and the path that it asked for. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Call {
  /** As a fault script names it. */
  readonly operation: string;
  /** Ids of the things it is about, for a fault script that means only one of them. */
  readonly subjects: readonly string[];
  /** False for pages that people look at: no fault is meant for those. */
  readonly wire: boolean;
  /** Who or what is behind it, where that is not the merchant's own request. */
  readonly cause?: Cause;
  /** Null when the caller may go on. */
  authorise(step: Step): Reply | null;
  handle(step: Step): Reply;
}

/** Why something happened: it stands beside each effect in the book. */
export type Cause =
  | { readonly kind: 'request'; readonly operation: string; readonly request: WireRequest }
  | { readonly kind: 'payer' | 'timer' | 'scenario'; readonly name: string };

/** Something that the provider has done, as its book keeps it. */
export interface Effect {
  readonly effect: string;
  readonly subject: {
    readonly kind: string;
    readonly id: string;
    readonly externalId?: string | undefined;
    readonly within?: string | undefined;
  };
  readonly amount?: string;
  readonly currency?: string;
  /** The provider's own reason code. */
  readonly code?: string;
}

/** News for the merchant. Batched news is sent with the next batch, as an item of an array. */
export interface Callback {
  /** As a fault script names it. */
  readonly name: string;
  readonly url: string;
  readonly subjects: readonly string[];
  readonly body: unknown;
  readonly batched?: boolean;
  /** What `signCallback` knows it by, where the address alone does not tell. */
  readonly key?: string;
  /** Callbacks of one line go one after the other: one that is not taken holds up those after it. */
  readonly line?: string;
}

export interface Documents {
  get<T>(collection: string, id: string): T | null;
  /** Writes the document; `parent` is what `list` can select by. */
  put(collection: string, id: string, value: unknown, parent?: string): void;
  remove(collection: string, id: string): void;
  /** Oldest first, unless told otherwise. */
  list<T>(
    collection: string,
    options?: {
      readonly parent?: string;
      readonly newestFirst?: boolean;
      readonly limit?: number;
      readonly offset?: number;
    },
  ): readonly T[];
}

/** One transaction's view of the provider's world. */
export interface Step {
  readonly now: Date;
  /** By the clock of this machine, which clients from outside keep to however far the sandbox is ahead. */
  readonly machineNow: Date;
  /** Where this sandbox is reached, without a trailing slash. */
  readonly origin: string;
  readonly documents: Documents;
  newId(): string;
  record(effect: Effect): void;
  setTimer(name: string, key: string, due: Date): void;
  cancelTimer(name: string, key: string): void;
  push(callback: Callback): void;
  arm(fault: FaultLine): void;
}

/** What signing a callback may read. */
export type CallbackReader = Pick<Step, 'documents' | 'now'>;
/** A bounded POST to the merchant; never throws on a status. */
export type Post = (
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
) => Promise<{ readonly status: number; readonly body: string }>;

export type ScenarioOutcome =
  | {
      readonly ok: true /** Calls yet to come that the scenario will touch. */;
      readonly providerCalls: number /** Callbacks these will cause, by name, for the delivery that was asked for. */;
      readonly armedCallback?: { readonly name: string; readonly subject: string };
    }
  | { readonly ok: false; readonly status: 404 | 409 | 422; readonly code: string; readonly message: string };

export interface PayerPage {
  readonly title: string;
  readonly detail: string;
  readonly status: string;
  readonly open: boolean;
  readonly url: string;
  readonly at: string;
}

/** Something that is done at the provider by hand: by its staff, on its dashboard, or by the payer's bank. */
export type ProviderAction = (step: Step, body: unknown) => ActionOutcome;
export type ActionOutcome =
  | { readonly ok: true; readonly value: object }
  | { readonly ok: false; readonly malformed: z.ZodError }
  | Extract<ScenarioOutcome, { ok: false }>;

/** The switches of a provider that a test or a person may turn: a strict schema, and where they are kept. */
export interface ProviderSetup {
  readonly schema: z.ZodType<Record<string, unknown>>;
  /** Changes what is named, keeps the rest, and answers with all of it. */
  change(step: Step, changes: Record<string, unknown>): object;
}
