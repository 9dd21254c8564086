export { type Clock, systemClock } from './clock.ts';
export type { Credential } from './connection.ts';
export {
  GapError,
  LogRestoredError,
  OutcomeUnknownError,
  PaygraphError,
  RefusedError,
  UnavailableError,
  VerificationError,
} from './errors.ts';
export { type Delivery, type FollowedEvent, type FollowOptions, follow } from './follow.ts';
export type { Following, FollowState } from './following.ts';
export type { Problem } from './problem.ts';
export { type AskOptions, ask, type MutateOptions, mutate, type RequestOptions, type TypedText } from './request.ts';
export { memoryStore, type Place, type PlaceStore, webStore } from './store.ts';
export {
  type ChainedEvent,
  type ChainPlace,
  chainStart,
  readEventLog,
  readSignedHead,
  type SignedHead,
  type VerifyEventLogOptions,
  verifyEventLog,
} from './verify-event-log.ts';
export { type VerifiedWebhook, verifyWebhook, type WebhookHeaders, type WebhookOptions } from './verify-webhook.ts';
export { type WatchOptions, watch } from './watch.ts';
