import { createContext, useContext, useSyncExternalStore } from 'react';
import { createLive, type Live, type LiveState } from './live.ts';

/** One of a tab. */
export const live: Live = createLive();
export const LiveContext = createContext<Live>(live);

export function useLive(): LiveState {
  const store = useContext(LiveContext);
  return useSyncExternalStore(store.subscribe, store.get);
}
