import type { Step } from './simulator.ts';

type Reader = Pick<Step, 'documents'>;

/** One kind of thing that a provider keeps. */
export interface Collection<T> {
  /** The record, or null when there is none. */
  find(reader: Reader, id: string | null): T | null;
  /** The record that another one points to; that it is missing would be a mistake of the simulator. */
  given(reader: Reader, id: string): T;
  /** Writes a record and gives it back. */
  keep(reader: Reader, record: T): T;
  /** Those of a parent, oldest first. */
  of(reader: Reader, parent: string): readonly T[];
  /** Newest first. */
  latest(reader: Reader, limit: number): readonly T[];
}

/** A collection by its name, the id of its records, and what they belong to. */
export function collection<T>(
  name: string,
  idOf: (record: T) => string,
  parentOf?: (record: T) => string,
): Collection<T> {
  const find: Collection<T>['find'] = ({ documents }, id) => (id === null ? null : documents.get<T>(name, id));
  return {
    find,
    given(reader, id) {
      const record = find(reader, id);
      if (record === null) throw new Error(`${name} ${id} is gone`);
      return record;
    },
    keep({ documents }, record) {
      documents.put(name, idOf(record), record, parentOf?.(record));
      return record;
    },
    of: ({ documents }, parent) => documents.list<T>(name, { parent }),
    latest: ({ documents }, limit) => documents.list<T>(name, { newestFirst: true, limit }),
  };
}

/** The next of the numbers that a provider gives out, from the one after `from`. */
export function nextNumber({ documents }: Reader, counter: string, from = 0): number {
  const next = (documents.get<number>('counter', counter) ?? from) + 1;
  documents.put('counter', counter, next);
  return next;
}

/** An id in capitals and digits, as many providers write theirs. */
export function compactId(step: Pick<Step, 'newId'>): string {
  return step.newId().replaceAll('-', '').toUpperCase();
}
