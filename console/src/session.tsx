import { createContext, useContext } from 'react';
import type { Session } from './api/session.ts';

export const SessionContext = createContext<Session | null>(null);

/** Who is signed in. Within the shell there always is somebody. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('nobody is signed in here');
  return session;
}
