import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { whenSignedOut } from './api/request.ts';
import { may, readSession, type Session, signOut } from './api/session.ts';
import { live } from './live/use-live.ts';
import { SignIn } from './pages/sign-in.tsx';
import { Failed, Waiting } from './parts/basics.tsx';
import { SessionContext } from './session.tsx';
import { Shell } from './shell.tsx';

type Standing = { readonly session: Session | null; readonly why?: string } | 'reading' | Error;

/** Who is signed in decides what is shown: a merchant's console, an operator's, or the way in. */
export function App() {
  const client = useQueryClient();
  const [standing, setStanding] = useState<Standing>('reading');

  const enter = useCallback(
    async (session: Session | null): Promise<void> => {
      if (session?.kind === 'MERCHANT') await live.start(client, may(session, 'events:read'));
      setStanding({ session });
    },
    [client],
  );
  const read = useCallback(() => {
    setStanding('reading');
    readSession()
      .then(enter)
      .catch((error: unknown) => setStanding(error instanceof Error ? error : new Error(String(error))));
  }, [enter]);

  useEffect(read, [read]);
  useEffect(
    () =>
      whenSignedOut(() => {
        live.stop();
        client.clear();
        setStanding({
          session: null,
          why: 'The session is over: its time is up, or its key has ended. Sign in again.',
        });
      }),
    [client],
  );

  if (standing === 'reading') return <Waiting />;
  if (standing instanceof Error)
    return (
      <main className="sign-in">
        <Failed error={standing} again={read} />
      </main>
    );
  if (!standing.session) return <SignIn why={standing.why} onSignedIn={enter} />;
  const leave = async (): Promise<void> => {
    await signOut();
    live.stop();
    client.clear();
    setStanding({ session: null });
  };
  return (
    <SessionContext value={standing.session}>
      <Shell onLeave={() => void leave()} />
    </SessionContext>
  );
}
