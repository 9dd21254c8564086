import type { ExecutionResult } from 'graphql';
import { refusal } from './refusals.ts';

/**
 * How many bytes of JSON a value is, counted without making them, and no further than just past `max`. An answer holds its rows' texts
 * as often as they were asked for, and only as text do they take room each time.
 */
export function jsonBytes(value: unknown, max: number): number {
  let bytes = 0;
  const count = (part: unknown): void => {
    if (bytes > max) return;
    if (typeof part === 'string') bytes += textBytes(part);
    else if (Array.isArray(part)) {
      bytes += 2 + Math.max(0, part.length - 1);
      for (const item of part) {
        if (bytes > max) return;
        count(item);
      }
    } else if (typeof part === 'object' && part !== null) {
      const inner = Object.entries(part).filter(([, one]) => one !== undefined);
      bytes += 2 + Math.max(0, inner.length - 1);
      for (const [name, one] of inner) {
        if (bytes > max) return;
        bytes += textBytes(name) + 1;
        count(one);
      }
    } else bytes += String(part).length;
  };
  count(value);
  return bytes;
}

// Most texts need no escape; the rest are asked of JSON itself.
const escaped = /["\\\p{Cc}\p{Cs}]/u;
const textBytes = (text: string): number =>
  escaped.test(text) ? Buffer.byteLength(JSON.stringify(text)) : Buffer.byteLength(text) + 2;

/** The answer, or in place of one that is too large the refusal of it, before any of its text is made. */
export function capped<Result extends ExecutionResult>(result: Result, max: number): Result | ExecutionResult {
  const { data, errors } = result;
  const fits =
    jsonBytes(data ?? null, max) <= max && (errors === undefined || jsonBytes(errors.map(toJson), max) <= max);
  return fits ? result : { errors: [tooLarge(max)] };
}

const toJson = (error: { toJSON(): unknown }): unknown => error.toJSON();

const tooLarge = (limit: number) =>
  refusal(
    'ANSWER_TOO_LARGE',
    `The answer has more than ${limit} bytes: ask for fewer fields, or for smaller pages. A mutation was carried out: send it again with the same idempotency key, and ask for less.`,
    { limit },
  );
