import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaProps } from 'react-aria-components/Button';
import { Refusal } from '../api/refusal.ts';
import { serverNow } from '../api/server-clock.ts';
import { useSession } from '../session.tsx';
import { type MoneyShown, moneyText, spanText, timeText, words } from './format.ts';
import { type Tone, toneOf } from './tone.ts';

interface ButtonProps extends Omit<AriaProps, 'className' | 'style'> {
  readonly kind?: 'plain' | 'primary' | 'danger' | 'quiet';
  readonly size?: 'normal' | 'small';
  readonly className?: string;
}
/** While it is pending a press does nothing, and the focus stays. The library's own way to say so announces by an element that is gone a moment later. */
export function Button({ kind = 'plain', size = 'normal', className = '', isPending, onPress, ...rest }: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      {...(isPending || !onPress ? {} : { onPress })}
      className={`button ${className}`}
      data-kind={kind}
      data-size={size}
      data-busy={isPending ? '' : undefined}
    />
  );
}

export function Tag({
  status,
  children,
  tone,
}: {
  readonly status?: string;
  readonly children?: ReactNode;
  readonly tone?: Tone;
}) {
  return (
    <span className="tag" data-tone={tone ?? toneOf(status ?? '')}>
      {children ?? words(status ?? '')}
    </span>
  );
}

export const Money = ({ of }: { readonly of: MoneyShown | null | undefined }) =>
  of ? <span className="number nowrap">{moneyText(of)}</span> : <span className="muted">–</span>;

/** A time in the zone of all pages; in UTC for whoever points at it. */
export function Time({ at }: { readonly at: string | null | undefined }) {
  const { timeZone } = useSession();
  if (!at) return <span className="muted">–</span>;
  return (
    <time dateTime={at} title={at} className="number nowrap">
      {timeText(at, timeZone)}
    </time>
  );
}

/** How long ago it was, by the server's clock. */
export const Since = ({ at }: { readonly at: string }) => (
  <span className="nowrap">
    {spanText(serverNow() - Date.parse(at))} (<Time at={at} />)
  </span>
);

/** A sentence of the server's, with the instants in it as all other times are shown. */
export const Sentence = ({ of }: { readonly of: string }) =>
  of
    .split(/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/)
    .map((part, index) => (index % 2 === 1 ? <Time key={part} at={part} /> : part));

export function Notice({
  tone = 'calm',
  title,
  children,
}: {
  readonly tone?: Tone | 'accent';
  readonly title?: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className="notice" data-tone={tone}>
      {title ? <strong>{title}</strong> : null}
      {children}
    </div>
  );
}

export const Empty = ({ title, children }: { readonly title: string; readonly children?: ReactNode }) => (
  <div className="empty">
    <strong>{title}</strong>
    {children}
  </div>
);

export const Waiting = ({ lines = 4 }: { readonly lines?: number }) => (
  <div className="card-body stack" role="status">
    <span className="hidden-text">Loading</span>
    {Array.from({ length: lines }, (_, line) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: lines that are all alike and never move
      <div key={line} className="wait" style={{ width: `${92 - ((line * 23) % 50)}%` }} />
    ))}
  </div>
);

/** What went wrong: in the server's words, with its code, what its log can be searched by, and the next step. */
export function Failed({ error, again }: { readonly error: unknown; readonly again?: (() => void) | undefined }) {
  const refusal = error instanceof Refusal ? error : null;
  const scope = /needs? (?:the scope )?([a-z_]+:[a-z]+)/.exec(refusal?.message ?? '')?.[1];
  return (
    <div role="alert">
      <Notice tone={refusal?.code === 'FORBIDDEN' ? 'warn' : 'bad'} title={titleOf(refusal)}>
        <p>{refusal?.message ?? (error instanceof Error ? error.message : String(error))}</p>
        {scope ? <p>Sign in with a key that has {scope}.</p> : null}
        {refusal?.requestId ? (
          <p className="small muted">
            {refusal.code}, request <code>{refusal.requestId}</code>
          </p>
        ) : null}
        {again ? (
          <div>
            <Button size="small" onPress={again}>
              Try again
            </Button>
          </div>
        ) : null}
      </Notice>
    </div>
  );
}
const titleOf = (refusal: Refusal | null): string => {
  if (refusal?.code === 'FORBIDDEN') return 'This key may not see it';
  if (refusal?.code === 'RATE_LIMITED') return 'Too much was asked at once';
  return refusal?.status === 0 ? 'The server cannot be reached' : 'This could not be read';
};

export const PageHead = ({
  title,
  about,
  children,
  above,
}: {
  readonly title: ReactNode;
  readonly about?: ReactNode;
  readonly children?: ReactNode;
  readonly above?: ReactNode;
}) => (
  <header className="page-head">
    <div>
      {above ? <div className="crumbs">{above}</div> : null}
      <h1>{title}</h1>
      {about ? <p>{about}</p> : null}
    </div>
    {children ? <div className="row">{children}</div> : null}
  </header>
);

export const Card = ({
  title,
  aside,
  children,
}: {
  readonly title?: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) => (
  <section className="card" aria-label={title}>
    {title ? (
      <div className="card-head">
        <h2>{title}</h2>
        {aside}
      </div>
    ) : null}
    {children}
  </section>
);
