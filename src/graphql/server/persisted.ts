import { createHash } from 'node:crypto';
import type { Plugin } from 'graphql-yoga';
import { payForReading } from '../limits/preflight.ts';
import { refusal } from '../limits/refusals.ts';
import type { ServerState } from './options.ts';

/** What of a request may say which document it is about. */
export interface DocumentAsked {
  readonly query?: unknown;
  /** By the specification of GraphQL over HTTP: `sha256:…`, or the name in the list of trusted documents. */
  readonly documentId?: unknown;
  readonly extensions?: unknown;
}

/** Documents by their SHA-256: kept when they come (Apollo's automatic persisted queries), or trusted from the start. */
export interface PersistedDocuments {
  /** The text to run; undefined where none came and none is named. Throws the refusal. */
  textOf(asked: DocumentAsked): string | undefined;
}

/** Texts by the names by which they are asked for. */
export type TrustedDocuments = ReadonlyMap<string, string>;

/**
 * What is kept is shared by all merchants: whoever names a text by its hash knows it. Among several processes each keeps its own; a client sends
 * the text once to each, as the protocol has it.
 */
const kept = { documents: 1_024, characters: 2 * 1_024 * 1_024, length: 16_384 };

/**
 * By our own hand, since the plugins of Yoga know the full way alone: hashes are asked for to be quick, and the direct way and sockets do not
 * come by it.
 */
export function createPersistedDocuments(trusted: TrustedDocuments | null = null): PersistedDocuments {
  if (trusted) {
    const texts = new Set(trusted.values());
    return { textOf: (asked) => trustedText(trusted, texts, asked) };
  }
  const store = createStore();
  return {
    textOf(asked) {
      const text = textIn(asked);
      const hash = hashIn(asked);
      if (hash === null) return text;
      if (text === undefined) {
        const known = store.get(hash);
        if (known === undefined) throw notFound();
        return known;
      }
      if (sha256(text) !== hash) throw mismatch();
      store.keep(hash, text);
      return text;
    },
  };
}

function trustedText(trusted: TrustedDocuments, texts: ReadonlySet<string>, asked: DocumentAsked): string {
  const text = textIn(asked);
  const hash = hashIn(asked);
  const named = hash === null ? undefined : (trusted.get(hash) ?? trusted.get(`sha256:${hash}`));
  if (named !== undefined && text !== undefined && named !== text) throw mismatch();
  if (named !== undefined) return named;
  if (text !== undefined && texts.has(text)) return text;
  throw refusal('FORBIDDEN', 'This server runs the documents alone that it was given; this is none of them.', {
    reason: 'DOCUMENT_NOT_TRUSTED',
  });
}

/** For what comes by the full way: the document is put in before anything looks for it. */
export function resolvingDocuments(persisted: PersistedDocuments): Plugin<object, ServerState> {
  return {
    onParams({ params, setParams, context }) {
      const { state } = context as unknown as Partial<ServerState>;
      const query = paidFor(state, () => persisted.textOf(params));
      if (query !== undefined && query !== params.query) setParams({ ...params, query });
    },
  };
}

/** What is refused costs a point, as everything does that was looked at. */
export function paidFor<T>(state: ServerState['state'] | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (state) payForReading({ bucket: state.bucket, state }, '');
    throw error;
  }
}

const textIn = ({ query }: DocumentAsked): string | undefined =>
  typeof query === 'string' && query !== '' ? query : undefined;

function hashIn({ documentId, extensions }: DocumentAsked): string | null {
  const asked = (extensions as { readonly persistedQuery?: unknown } | null | undefined)?.persistedQuery;
  if (asked === undefined || asked === null) return typeof documentId === 'string' ? bare(documentId) : null;
  const { version, sha256Hash } = asked as { readonly version?: unknown; readonly sha256Hash?: unknown };
  if (version !== 1 || typeof sha256Hash !== 'string')
    throw refusal('BAD_USER_INPUT', 'expected persistedQuery with version 1 and sha256Hash');
  return bare(sha256Hash);
}

const bare = (id: string): string => id.replace(/^sha256:/, '').slice(0, 200);
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The words are Apollo's: its clients look for them, and send the text next. */
const notFound = () => refusal('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
const mismatch = () => refusal('BAD_USER_INPUT', 'expected the query that the given hash is the SHA-256 of');

/** What was used last stays. */
function createStore(): { get(hash: string): string | undefined; keep(hash: string, text: string): void } {
  const texts = new Map<string, string>();
  let characters = 0;
  const put = (hash: string, text: string): void => {
    texts.delete(hash);
    texts.set(hash, text);
  };
  return {
    get(hash) {
      const text = texts.get(hash);
      if (text !== undefined) put(hash, text);
      return text;
    },
    keep(hash, text) {
      if (text.length > kept.length) return;
      if (!texts.has(hash)) characters += text.length;
      put(hash, text);
      for (const [oldest, { length }] of texts) {
        if (texts.size <= kept.documents && characters <= kept.characters) return;
        texts.delete(oldest);
        characters -= length;
      }
    },
  };
}
