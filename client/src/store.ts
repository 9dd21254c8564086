/** How far one has come in the log. */
export interface Place {
  /** The cursor to go on from. */
  readonly cursor: string;
  /** The sequence of the last event that was taken; null where it is not known. */
  readonly sequence: string | null;
}

/** Where the place is kept: a row beside what the events lead to, a file, the storage of a browser. */
export interface PlaceStore {
  /** The place that was saved last; null when there is none. */
  load(): Promise<Place | null> | Place | null;
  /** Called after each event that was taken, and waited for. */
  save(place: Place): Promise<void> | void;
}

/** For as long as the process lives. */
export function memoryStore(first: Place | null = null): PlaceStore {
  let place = first;
  return {
    load: () => place,
    save(next) {
      place = next;
    },
  };
}

/** In the storage of a browser, `localStorage` or `sessionStorage`, under a name. */
export function webStore(
  storage: { getItem(name: string): string | null; setItem(name: string, value: string): void },
  name: string,
): PlaceStore {
  return {
    load() {
      const text = storage.getItem(name);
      const place: unknown = text === null ? null : parsed(text);
      return isPlace(place) ? place : null;
    },
    save: (place) => storage.setItem(name, JSON.stringify(place)),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isPlace(value: unknown): value is Place {
  const { cursor, sequence } = (value ?? {}) as Partial<Place>;
  return typeof cursor === 'string' && (sequence === null || typeof sequence === 'string');
}
