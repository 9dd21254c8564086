import { type ReactNode, useState } from 'react';
import { Button, Sentence, Since, Time } from './basics.tsx';
import { countText, words } from './format.ts';
import type { Tone } from './tone.ts';

export interface GroupShown {
  readonly kind: string;
  readonly severity: string;
  readonly count: number;
  readonly countIsCapped: boolean;
  readonly oldestSince: string;
  readonly sentence: string;
  readonly whatToDo: string;
  readonly nextAct: string | null;
  readonly actBy: string | null;
}

const tones: Readonly<Record<string, Tone>> = { CRITICAL: 'bad', WARNING: 'warn', NOTICE: 'calm' };
const severities: Readonly<Record<string, string>> = {
  CRITICAL: 'A person is needed now',
  WARNING: 'A person is needed',
  NOTICE: 'Nothing to do yet',
};

/** All of a kind: how many, since when, what happens next; its things unfold. */
export function AttentionGroup({ group, items }: { readonly group: GroupShown; readonly items: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <article className="attention" data-tone={tones[group.severity] ?? 'calm'} aria-label={words(group.kind)}>
      <span className="count">
        {countText(group.count)}
        {group.countIsCapped ? '+' : ''}
      </span>
      <div>
        <h3>
          <Sentence of={group.sentence} />
        </h3>
        <p className="muted">{group.whatToDo}</p>
        <div className="facts">
          <span>{severities[group.severity] ?? words(group.severity)}</span>
          <span>
            Oldest: <Since at={group.oldestSince} />
          </span>
          {group.nextAct ? (
            <span>
              Next by itself: <Time at={group.nextAct} />
            </span>
          ) : null}
          {group.actBy ? (
            <span>
              Act by: <Time at={group.actBy} />
            </span>
          ) : null}
        </div>
      </div>
      <Button size="small" aria-expanded={open} onPress={() => setOpen(!open)}>
        {open ? 'Hide' : 'Show'}
      </Button>
      {open ? <ul>{items}</ul> : null}
    </article>
  );
}
