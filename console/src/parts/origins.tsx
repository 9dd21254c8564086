import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { askMerchant } from '../api/request.ts';
import { may } from '../api/session.ts';
import { AllowedOriginsDocument, UpdateOriginsDocument } from '../merchant/generated/graphql.ts';
import { useSession } from '../session.tsx';
import { Button, Card, Failed, Waiting } from './basics.tsx';
import { Ask } from './dialog.tsx';
import { Field } from './pickers.tsx';

/** From pages of which websites client tokens may come. */
export function Origins() {
  const session = useSession();
  const [text, setText] = useState<string | null>(null);
  const origins = useQuery({
    queryKey: ['origins'],
    queryFn: ({ signal }) => askMerchant(AllowedOriginsDocument, {}, signal),
  });
  const listed = origins.data?.allowedOrigins;
  return (
    <Card
      title="Allowed web origins"
      aside={
        <Button
          size="small"
          isDisabled={!listed || !may(session, 'origins:write')}
          onPress={() => setText(listed?.join('\n') ?? '')}
        >
          Change them
        </Button>
      }
    >
      <div className="card-body stack">
        <p className="small muted">Pages of these websites may come with a client token. Others are refused.</p>
        {origins.isError ? <Failed error={origins.error} again={() => void origins.refetch()} /> : null}
        {origins.isPending ? <Waiting lines={1} /> : null}
        {listed?.length === 0 ? <p className="muted">No website may.</p> : null}
        <ul>
          {listed?.map((origin) => (
            <li key={origin}>
              <code>{origin}</code>
            </li>
          ))}
        </ul>
      </div>
      {text === null ? null : (
        <Ask
          title="Allowed web origins"
          about="Pages of a website that is taken out are cut off within a second."
          does="Save them"
          act={(idempotencyKey) =>
            askMerchant(UpdateOriginsDocument, {
              input: { idempotencyKey, origins: text.split(/\s+/).filter(Boolean) },
            })
          }
          onClose={() => setText(null)}
          onDone={() => {
            void origins.refetch();
            return false;
          }}
        >
          <Field
            label="One on each line"
            hint="https://shop.example, or http://localhost:3000"
            lines
            value={text}
            onChange={setText}
          />
        </Ask>
      )}
    </Card>
  );
}
