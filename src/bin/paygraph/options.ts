import { type Command, InvalidArgumentError } from 'commander';

/** The option that every command has, from its first day. */
export const asJson = (command: Command): Command =>
  command.option('--json', 'one JSON document on stdout, for programs', false);

/** A list with commas between. */
export const list = (text: string): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** A whole number from one to `most`. */
export const count =
  (most: number, what = 'number') =>
  (text: string): number => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < 1 || number > most)
      throw new InvalidArgumentError(`Expected a whole ${what} from 1 to ${most}.`);
    return number;
  };

/** A whole number of days, from one to `most`. */
export const days = (most: number): ((text: string) => number) => count(most, 'number of days');

const units = { s: 1_000, m: 60_000, h: 3_600_000 } as const;
/** A duration in milliseconds, as people type it. */
export function duration(text: string): number {
  const match = /^([1-9]\d{0,5})([smh])$/.exec(text);
  if (!match) throw new InvalidArgumentError('Expected a number of seconds, minutes or hours, such as 30s, 10m or 1h.');
  return Number(match[1]) * units[match[2] as keyof typeof units];
}

/** The options of a list, which is read page by page. */
export const asList = (command: Command): Command =>
  command
    .option('--limit <count>', `how many to show, ${shownMax} at most`, count(shownMax), shownDefault)
    .option('--after <cursor>', 'those after this place, which the list before it told');
const shownMax = 100_000;
const shownDefault = 100;
