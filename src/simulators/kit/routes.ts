import type { Call, Reply, Step, WireRequest } from './simulator.ts';

/** One call of a provider's interface: how it is asked for, what a fault script names it, and who answers it. */
export interface Route<Handler> {
  readonly method: string;
  /** Below the simulator's own segment; `:name` stands for an id. */
  readonly path: string;
  readonly operation: string;
  readonly handler: Handler;
}
/** The ids in a path by their names. */
export type PathIds = Readonly<Record<string, string>>;

/** All calls of a provider, and what they have in common. */
export interface CallTable<R extends Route<unknown>> {
  readonly routes: readonly R[];
  /** What an id may look like: the source of a regular expression. */
  readonly idForm: string;
  /** Paths are compared without regard to capitals. */
  readonly anyCase?: true;
  /** A slash at the end makes another path, which is not served. */
  readonly noSlashAtEnd?: true;
  authorise(step: Step, request: WireRequest): Reply | null;
  answer(step: Step, request: WireRequest, route: R, ids: PathIds): Reply;
  /** Ids of the things a call is about, for a fault script that means only one of them; those in the path, unless this says otherwise. */
  readonly subjects?: (ids: PathIds, request: WireRequest) => readonly string[];
  /** Answers a path that is served, but not by this method; without it, nothing is served there. */
  readonly notAllowed?: (step: Step) => Reply;
  /** Answers a path that is not served, where even that is in the provider's own form. */
  readonly notFound?: (step: Step) => Reply;
}

/** A line of a table. */
export function route<Handler>(method: string, path: string, operation: string, handler: Handler): Route<Handler> {
  return { method, path, operation, handler };
}

/** What a fault script may name: each call once. */
export function operationsOf(routes: readonly Route<unknown>[]): readonly string[] {
  return [...new Set(routes.map(({ operation }) => operation))];
}

/** Finds the call behind a request by a table; null where nothing is served. */
export function callFinder<R extends Route<unknown>>(table: CallTable<R>): (request: WireRequest) => Call | null {
  const { idForm, anyCase, noSlashAtEnd, subjects = Object.values } = table;
  const patterns = table.routes.map((candidate) => {
    const path = candidate.path.replace(/:(\w+)/g, `(?<$1>${idForm})`);
    return { candidate, pattern: new RegExp(`^${path}${noSlashAtEnd ? '' : '/?'}$`, anyCase && 'i') };
  });
  return (request) => {
    const there = patterns.flatMap(({ candidate, pattern }) => {
      const match = pattern.exec(request.path);
      return match ? [{ candidate, ids: match.groups ?? {} }] : [];
    });
    const found = there.find(({ candidate }) => candidate.method === request.method);
    const common = { wire: true, authorise: (step: Step) => table.authorise(step, request) };
    if (found) {
      const { candidate, ids } = found;
      return {
        ...common,
        operation: candidate.operation,
        subjects: subjects(ids, request),
        handle: (step) => table.answer(step, request, candidate, ids),
      };
    }
    const operation = there.length > 0 ? 'notAllowed' : 'notFound';
    const handle = table[operation];
    return handle ? { ...common, operation, subjects: [], handle } : null;
  };
}
