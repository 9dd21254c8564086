/** What a command came to when it was not done. Its code is what the program ends with. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;
  constructor(message: string, exitCode: number = exitCodes.couldNot) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What the program ends with, as programs read it. */
export const exitCodes = {
  /** The answer is no: a refusal or a finding. */
  no: 1,
  /** It could not be carried out: wrong arguments, or no database. */
  couldNot: 2,
  /** Not signed in, or not allowed. */
  notAllowed: 4,
  /** A person ended it. */
  interrupted: 130,
} as const;

/** The answer is no. */
export const refused = (message: string): CommandError => new CommandError(message, exitCodes.no);

/** A word of the API's, as it is typed: `unknown-outcome`. */
export const typed = (name: string): string => name.toLowerCase().replaceAll('_', '-');

/** What comes of a command: data for programs, or words for people. Data goes to stdout in either case, words about it to stderr. */
export interface Shown {
  readonly data: unknown;
  readonly words: string;
  /** Said beside it to a person, for example that a secret is shown once. */
  readonly note?: string;
}

export function show({ data, words, note }: Shown, json: boolean): void {
  console.log(json ? JSON.stringify(data) : words);
  if (note && !json) console.error(note);
}

/** A table for people: columns as wide as they need to be. */
export function table(
  rows: readonly Readonly<Record<string, string | null>>[],
  columns: readonly string[],
  empty: string,
): string {
  if (rows.length === 0) return empty;
  const lines = [
    columns.map((name) => name.toUpperCase()),
    ...rows.map((row) => columns.map((name) => row[name] ?? '–')),
  ];
  const widths = columns.map((_name, i) => Math.max(...lines.map((line) => [...(line[i] ?? '')].length)));
  return lines
    .map((line) =>
      line
        .map((text, i) => text + ' '.repeat((widths[i] ?? 0) - [...text].length))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A time in a table. */
export const shownTime = (at: string | null): string | null => at?.replace(/\.\d+Z$/, 'Z') ?? null;
