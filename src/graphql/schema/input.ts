import type { InputProblem } from '../../domain/port/provider.ts';
import type { Refusal, RefusalOf } from '../../kernel/refusal.ts';
import { type Result, refuse } from '../../kernel/result.ts';
import { unstorablePaths } from './text.ts';

/** What the fields say that many inputs have. */
export const idempotencyKeyField =
  'Your own key for this one operation. The same key with the same input gives the first outcome again and does nothing twice.';
export const expectedVersionField = 'Act only if the thing is still at this version.';

/** What is wrong with texts of the input before any amount is looked at; amounts add to it. A text itself is never repeated. */
export function problemsOf(input: object): InputProblem[] {
  return unstorablePaths(input, ['input']).map((path) => ({
    path,
    rule: 'text',
    message: 'expected text without U+0000 and without half of a surrogate pair',
  }));
}

/** What the command comes to; it is not asked when the input is broken already. */
export async function unlessBroken<T, R extends Refusal>(
  problems: readonly InputProblem[],
  command: () => Promise<Result<T, R>>,
): Promise<Result<T, R | RefusalOf<'invalidInput'>>> {
  return problems.length > 0 ? refuse({ kind: 'invalidInput', code: 'INVALID_INPUT', problems }) : command();
}

/**
 * The refusal with the paths of the input in place of the command's own, as a caller knows nothing of those. `inputPaths` has, for a
 * path within the command, the path within the input.
 */
export function inPathsOfInput(refusal: Refusal, inputPaths: Readonly<Record<string, string>> = {}): Refusal {
  const renamed = (path: string): string => {
    const found = Object.entries(inputPaths).find(([own]) => `${path}.`.startsWith(`input.${own}.`));
    return found ? `input.${found[1]}${path.slice(`input.${found[0]}`.length)}` : path;
  };
  const at = (path: readonly string[]): readonly string[] => renamed(path.join('.')).split('.');
  if (refusal.kind === 'keyReused')
    return { ...refusal, changedPaths: [...new Set(refusal.changedPaths.map(renamed))] };
  if (refusal.kind === 'invalidInput')
    return { ...refusal, problems: refusal.problems.map((problem) => ({ ...problem, path: at(problem.path) })) };
  return 'path' in refusal ? { ...refusal, path: at(refusal.path) } : refusal;
}

/** What an input is once nothing in it is null. */
export type WithoutNulls<T> = T extends Date
  ? T
  : T extends readonly (infer Item)[]
    ? readonly WithoutNulls<Item>[]
    : T extends object
      ? { [K in keyof T as undefined extends T[K] ? never : K]: WithoutNulls<T[K]> } & {
          [K in keyof T as undefined extends T[K] ? K : never]?: WithoutNulls<NonNullable<T[K]>>;
        }
      : T;

/** The input without what was left out, at any depth: to us null and absent are the same. */
export function withoutNulls<T>(input: T): WithoutNulls<T> {
  if (typeof input !== 'object' || input === null || input instanceof Date) return input as WithoutNulls<T>;
  if (Array.isArray(input)) return input.map(withoutNulls) as WithoutNulls<T>;
  return Object.fromEntries(
    Object.entries(input)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [name, withoutNulls(value)]),
  ) as WithoutNulls<T>;
}
