import { useState } from 'react';
import { type Session, signIn } from '../api/session.ts';
import iconUrl from '../icon.svg';
import { Button, Notice } from '../parts/basics.tsx';
import { Field } from '../parts/pickers.tsx';

export function SignIn({
  why,
  onSignedIn,
}: {
  readonly why?: string | undefined;
  readonly onSignedIn: (session: Session) => Promise<void>;
}) {
  const [key, setKey] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const enter = async (): Promise<void> => {
    setBusy(true);
    setWrong(null);
    try {
      await onSignedIn(await signIn(key));
    } catch (error) {
      setWrong(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  return (
    <main className="sign-in">
      <form
        className="card"
        onSubmit={(event) => {
          event.preventDefault();
          void enter();
        }}
      >
        <div className="row">
          <img src={iconUrl} alt="" width={36} height={36} />
          <h1>Paygraph console</h1>
        </div>
        {why ? <Notice tone="warn">{why}</Notice> : null}
        <Field
          label="API key"
          name="key"
          type="password"
          autoComplete="off"
          autoFocus
          value={key}
          onChange={setKey}
          wrong={wrong}
          hint="A merchant's key (sk_test_…, sk_live_…), or an operator's (ok_…). It is sent once; the browser keeps a cookie that no script can read, for eight hours."
        />
        <Button type="submit" kind="primary" isDisabled={key.trim() === ''} isPending={busy}>
          {busy ? 'Signing in …' : 'Sign in'}
        </Button>
        <p className="small muted">
          The sandbox prints its key when it starts, after the words <em>API key</em>.
        </p>
      </form>
    </main>
  );
}
