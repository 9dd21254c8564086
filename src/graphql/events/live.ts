import type { StreamFrame } from '../../event-log/stream.ts';

/** The event of a live frame, the same object for all who follow its log in this process; null for every other frame. */
export function liveEventOf(payload: unknown): object | null {
  const frame = payload as Partial<Extract<StreamFrame, { readonly kind: 'event' }>> | null;
  return frame?.kind === 'event' && frame.replayed === false ? (frame.event ?? null) : null;
}
