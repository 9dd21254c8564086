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

/** A whole number of days, from one to `most`. */
export const days =
  (most: number) =>
  (text: string): number => {
    const count = Number(text);
    if (!Number.isInteger(count) || count < 1 || count > most)
      throw new InvalidArgumentError(`Expected a whole number of days from 1 to ${most}.`);
    return count;
  };
