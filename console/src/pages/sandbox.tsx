import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { askMerchant } from '../api/request.ts';
import { serverNow, serverSays } from '../api/server-clock.ts';
import { may } from '../api/session.ts';
import { MoveClockDocument, type MoveClockMutation } from '../merchant/generated/graphql.ts';
import { Button, Card, Notice, PageHead, Time } from '../parts/basics.tsx';
import { Begin } from '../parts/begin.tsx';
import { Ask } from '../parts/dialog.tsx';
import { Related } from '../parts/facts.tsx';
import { words } from '../parts/format.ts';
import { useSession } from '../session.tsx';

const steps = [
  ['PT1H', 'An hour'],
  ['P1D', 'A day'],
  ['P7D', 'A week'],
  ['P31D', '31 days'],
] as const;
type Moved = Extract<MoveClockMutation['result'], { __typename: 'SandboxClockPayload' }>;

function Clock() {
  const session = useSession();
  const client = useQueryClient();
  const [by, setBy] = useState<string | null>(null);
  const [moved, setMoved] = useState<Moved | null>(null);
  const now = moved?.now ?? new Date(serverNow()).toISOString();
  return (
    <Card title="Clock">
      <div className="card-body stack">
        <div>
          <div className="muted small">The sandbox's time</div>
          <div className="big">
            <Time at={now} />
          </div>
        </div>
        <div className="row">
          {steps.map(([duration, text]) => (
            <Button key={duration} isDisabled={!may(session, 'payments:write')} onPress={() => setBy(duration)}>
              {text} on
            </Button>
          ))}
        </div>
        {moved ? (
          <Notice tone="good" title={`${moved.events.length} events came of it`}>
            {moved.firedRules.length > 0 ? (
              <p>Rules of time that fired: {moved.firedRules.map(words).join(', ')}.</p>
            ) : null}
            <ul>
              {moved.events.slice(0, 10).map((event) => (
                <li key={event.id} className="small">
                  {words(event.type)} · <Related id={event.subjectId} />
                </li>
              ))}
            </ul>
          </Notice>
        ) : null}
      </div>
      {by ? (
        <Ask
          title={`Move the clock on: ${steps.find(([duration]) => duration === by)?.[1].toLowerCase()}`}
          about="Whatever falls due on the way happens. There is one clock for every merchant of the sandbox, and it never goes back."
          does="Move it"
          act={(idempotencyKey) => askMerchant(MoveClockDocument, { input: { idempotencyKey, by } })}
          onClose={() => setBy(null)}
          onDone={(result) => {
            if ('firedRules' in result) {
              serverSays((result as Moved).now);
              setMoved(result as Moved);
            }
            void client.invalidateQueries({ queryKey: ['work'] });
            return false;
          }}
        />
      ) : null}
    </Card>
  );
}

/** Playing the world around the product. What is about one thing is played on the page of that thing. */
export default function Sandbox() {
  const { sandboxUrl } = useSession();
  return (
    <>
      <PageHead
        title="Sandbox"
        about="No money moves here. You play the payer, the bank and the provider, and the clock."
      />
      <div className="cards">
        <Begin />
        <Clock />
        <Card title="Play">
          <div className="card-body stack">
            <p>
              Open a <Link href="/payments">payment</Link>, an <Link href="/agreements">agreement</Link>, a{' '}
              <Link href="/mandates">mandate</Link>, a <Link href="/billing-requests">billing request</Link> or a{' '}
              <Link href="/transfers">transfer</Link>: what payer, bank and provider can do with it is played there,
              beside what comes of it.
            </p>
            {sandboxUrl ? (
              <p>
                <a href={sandboxUrl} target="_blank" rel="noreferrer">
                  The simulated providers
                </a>{' '}
                show their own records and payers' pages.
              </p>
            ) : null}
          </div>
        </Card>
      </div>
    </>
  );
}
