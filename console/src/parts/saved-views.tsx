import { useState } from 'react';
import { Link } from 'wouter';
import type { NounName } from '../nouns.ts';
import { useSession } from '../session.tsx';
import { Button } from './basics.tsx';
import { Ask } from './dialog.tsx';
import { Field } from './pickers.tsx';

/** Filters that somebody gave a name: the address that shows them. */
export interface SavedView {
  readonly text: string;
  readonly search: string;
}
const viewsMax = 20;
const nameMax = 40;
/** What no browser may keep, not even by mistake in a search box. */
const isKey = /\b[so]k_(?:test|live)_/;

/** Kept by this browser for one list of one merchant. What cannot be read is as if there were none. */
export function savedViews(storage: Pick<Storage, 'getItem' | 'setItem'>, place: string) {
  const name = `paygraph-views ${place}`;
  return {
    read(): readonly SavedView[] {
      try {
        const kept: unknown = JSON.parse(storage.getItem(name) ?? '[]');
        return Array.isArray(kept) ? kept.filter(isView).slice(0, viewsMax) : [];
      } catch {
        return [];
      }
    },
    write(views: readonly SavedView[]): void {
      storage.setItem(name, JSON.stringify(views));
    },
  };
}
const isView = (value: unknown): value is SavedView => {
  const { text, search } = (value ?? {}) as Partial<Record<keyof SavedView, unknown>>;
  return typeof text === 'string' && typeof search === 'string';
};

/** Why a view cannot be saved under a name; null where it can. */
export function notSavable(views: readonly SavedView[], { text, search }: SavedView): string | null {
  if (text.length > nameMax) return `expected ${nameMax} characters at most`;
  if (isKey.test(decodeURIComponent(search)) || isKey.test(text)) return 'expected no key: a browser must not keep it';
  const isNew = views.every((view) => view.text !== text);
  return isNew && views.length >= viewsMax ? `expected ${viewsMax} views at most: forget one first` : null;
}

/** The views that this browser keeps of a list, and what saves or forgets the one that is shown. */
export function SavedViews({ noun, search }: { readonly noun: NounName; readonly search: string }) {
  const { merchantId = '' } = useSession();
  const store = savedViews(localStorage, `${merchantId} ${noun}`);
  const [views, setViews] = useState(store.read);
  const [asking, setAsking] = useState(false);
  const [name, setName] = useState('');
  const shown = views.find((view) => view.search === search);
  const keep = (next: readonly SavedView[]): void => {
    store.write(next);
    setViews(next);
  };
  const view = { text: name.trim(), search };
  const wrong = notSavable(views, view);
  return (
    <>
      {views.map((each) => (
        <Link
          key={each.text}
          href={`/${noun}?${each.search}`}
          className="button"
          data-size="small"
          data-kind={each === shown ? 'primary' : 'plain'}
          aria-current={each === shown ? 'true' : undefined}
        >
          {each.text}
        </Link>
      ))}
      {shown ? (
        <Button kind="quiet" size="small" onPress={() => keep(views.filter((each) => each !== shown))}>
          Forget “{shown.text}”
        </Button>
      ) : search ? (
        <Button
          kind="quiet"
          size="small"
          onPress={() => {
            setName('');
            setAsking(true);
          }}
        >
          Save this view
        </Button>
      ) : null}
      {asking ? (
        <Ask
          title="Save this view"
          about="This browser keeps it. Whoever else is to have it gets its address."
          does="Save it"
          ready={view.text !== '' && !wrong}
          act={async () => {
            keep([...views.filter(({ text }) => text !== view.text), view]);
            return undefined;
          }}
          onClose={() => setAsking(false)}
        >
          <Field label="Name" value={name} onChange={setName} wrong={wrong} autoFocus />
        </Ask>
      ) : null}
    </>
  );
}
