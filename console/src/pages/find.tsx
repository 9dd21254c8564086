import { useState } from 'react';
import { useLocation } from 'wouter';
import { askMerchant } from '../api/request.ts';
import {
  FindByProviderDocument,
  FindDocument,
  type FindQuery,
  ProvidersDocument,
} from '../merchant/generated/graphql.ts';
import { pathOf } from '../nouns.ts';

const firstOf = ({ payment, agreement, mandate, billingRequest }: FindQuery): string | null =>
  (payment ?? agreement ?? mandate ?? billingRequest)?.id ?? null;

/** By our id, by the caller's own reference, and by the number of each provider that is connected. */
async function find(text: string): Promise<string | null> {
  if (pathOf(text)) return text;
  const byReference = firstOf(await askMerchant(FindDocument, { externalId: text }));
  if (byReference) return byReference;
  const { providers } = await askMerchant(ProvidersDocument, {});
  for (const { provider } of providers.filter(({ connected }) => connected)) {
    const found = firstOf(await askMerchant(FindByProviderDocument, { provider, reference: text }));
    if (found) return found;
  }
  return null;
}

/** One box for whatever somebody was given. */
export function Find() {
  const [, navigate] = useLocation();
  const [text, setText] = useState('');
  const [said, setSaid] = useState('');
  const search = async (): Promise<void> => {
    const wanted = text.trim();
    if (!wanted) return;
    setSaid('Searching …');
    try {
      const id = await find(wanted);
      const path = id && pathOf(id);
      setSaid(path ? '' : `Nothing of yours has the id or reference “${wanted}”.`);
      if (path) {
        setText('');
        navigate(path);
      }
    } catch (error) {
      setSaid(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <search className="find">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void search();
        }}
      >
        <input
          id="find"
          className="input"
          type="search"
          aria-label="Find by any id or reference"
          placeholder="Find by id or reference ( / )"
          value={text}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => {
            setText(target.value);
            setSaid('');
          }}
        />
        <div role="status" className="small muted">
          {said}
        </div>
      </form>
    </search>
  );
}
