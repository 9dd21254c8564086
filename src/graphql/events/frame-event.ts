import type { StreamFrame } from '../../event-log/stream.ts';

/** What a frame tells of: the event, the same object for all who follow its log in this process, and whether it is history. Null for frames that tell of none. */
export function eventOfFrame(payload: unknown): { readonly event: object; readonly replayed: boolean } | null {
  const frame = payload as Partial<Extract<StreamFrame, { readonly kind: 'event' }>> | null;
  if (frame?.kind !== 'event' || !frame.event) return null;
  return { event: frame.event, replayed: frame.replayed ?? false };
}
