import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { pathOf } from '../nouns.ts';
import { Card } from './basics.tsx';

/** What is known of a thing. What is not known is left out. */
export function Facts({
  title,
  of,
}: {
  readonly title: string;
  readonly of: readonly (readonly [string, ReactNode])[];
}) {
  return (
    <Card title={title}>
      <dl className="facts-list card-body">
        {of
          .filter(([, value]) => value !== null && value !== undefined && value !== '')
          .map(([name, value]) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </Card>
  );
}

export const Id = ({ id }: { readonly id: string }) => <code style={{ overflowWrap: 'anywhere' }}>{id}</code>;

/** An id that leads to its page, where it has one. */
export function Related({ id }: { readonly id: string | null | undefined }) {
  if (!id) return null;
  const path = pathOf(id);
  return path ? (
    <Link href={path}>
      <Id id={id} />
    </Link>
  ) : (
    <Id id={id} />
  );
}

export const metadataFacts = (metadata: Readonly<Record<string, string>>): readonly (readonly [string, ReactNode])[] =>
  Object.entries(metadata);
