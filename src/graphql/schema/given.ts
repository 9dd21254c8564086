import type { CommandResult } from '../../domain/command/command.ts';
import type { InputProblem } from '../../domain/port/provider.ts';
import { refuse } from '../../kernel/result.ts';
import { unstorablePaths } from './text.ts';

/** What is wrong with texts of the input before any amount is looked at; amounts add to it. A text itself is never repeated. */
export function problemsOf(input: object): InputProblem[] {
  return unstorablePaths(input, ['input']).map((path) => ({
    path,
    rule: 'text',
    message: 'expected text without U+0000 and without half of a surrogate pair',
  }));
}

/** What the command comes to; it is not asked when the input is broken already. */
export async function outcome(
  problems: readonly InputProblem[],
  command: () => Promise<CommandResult>,
): Promise<CommandResult> {
  return problems.length > 0 ? refuse({ kind: 'invalidInput', code: 'INVALID_INPUT', problems }) : command();
}

export type Given<T> = T extends Date | readonly unknown[]
  ? T
  : T extends object
    ? { [K in keyof T as undefined extends T[K] ? never : K]: Given<T[K]> } & {
        [K in keyof T as undefined extends T[K] ? K : never]?: Given<NonNullable<T[K]>>;
      }
    : T;

/** The input without what was left out, at any depth: to us null and absent are the same. */
export function given<T>(input: T): Given<T> {
  if (typeof input !== 'object' || input === null || input instanceof Date || Array.isArray(input))
    return input as Given<T>;
  return Object.fromEntries(
    Object.entries(input)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [name, given(value)]),
  ) as Given<T>;
}
