import { z } from 'zod';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { isWebAddress, readJson } from '../kit/input.ts';
import type { WireRequest } from '../kit/simulator.ts';
import { type Flaw, flawed, misused, type Refusal } from './replies.ts';

/** Reads what stands in the envelope of a JSON body, or says all that is wrong with it. */
export function readInput<T>(request: WireRequest, envelope: string, schema: z.ZodType<T>): Result<T, Refusal> {
  const body = readBody(request);
  if (!body.ok) return body;
  // An action without parameters may come without a body.
  const inside =
    body.value === null && envelope === 'data'
      ? {}
      : (body.value?.[envelope] ?? (envelope === 'data' ? {} : undefined));
  if (typeof inside !== 'object' || inside === null || Array.isArray(inside))
    return refuse(misused(400, 'invalid_document_structure', `The body must hold the object ${envelope}`));
  const parsed = schema.safeParse(inside);
  return parsed.success ? ok(parsed.data) : refuse(toRefusal(parsed.error, envelope));
}

/** All flaws of an input at once; wrong types come before wrong values, as GoCardless reads the document first. */
export function toRefusal(error: z.ZodError, envelope: string): Refusal {
  const pointer = (path: readonly PropertyKey[]) => `/${[envelope, ...path.map(String)].join('/')}`;
  const mistyped = error.issues.filter(({ code }) => code === 'invalid_type' || code === 'invalid_union');
  if (mistyped.length > 0) {
    return {
      type: 'invalid_api_usage',
      status: 422,
      message: 'Invalid type',
      pointers: mistyped.map(({ path }) => pointer(path)),
    };
  }
  return flawed(
    ...error.issues.map(({ path, message }): Flaw => {
      return { field: String(path.at(-1) ?? envelope), message, pointer: pointer(path) };
    }),
  );
}

function readBody(request: WireRequest): Result<Record<string, unknown> | null, Refusal> {
  if (request.body === '') return ok(null);
  const body = readJson(request);
  if (!body.ok && body.error === 'otherType')
    return refuse(misused(415, 'unsupported_media_type', 'The content type must be application/json'));
  // What is not JSON and what is no object are refused alike.
  return body.ok && typeof body.value === 'object' && body.value !== null && !Array.isArray(body.value)
    ? ok(body.value as Record<string, unknown>)
    : refuse(misused(400, 'invalid_document_structure', 'The body is not a JSON object'));
}

/** Text of at least one character that is not blank. */
export const text = (lengthMax = 255) =>
  z
    .string()
    .refine((value) => value.trim() !== '', "can't be blank")
    .refine((value) => [...value].length <= lengthMax, `is too long (maximum is ${lengthMax} characters)`);

/** The same, where a missing one is a flaw and not a wrong type. */
export const neededText = (lengthMax = 255) =>
  z.preprocess((value) => value ?? '', text(lengthMax)) as z.ZodType<string>;

/** Whole minor units; digits in quotes are taken for the number. */
export const amount = z
  .union([
    z.int(),
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  ])
  .refine((value) => value > 0, 'must be greater than 0');

/** At most three pairs of text. */
export const metadata = z
  .record(z.string(), z.string())
  .refine((pairs) => Object.keys(pairs).length <= 3, 'must have at most 3 keys')
  .refine((pairs) => Object.keys(pairs).every((key) => key.length <= 50), 'keys must be at most 50 characters long')
  .refine(
    (pairs) => Object.values(pairs).every((value) => value.length <= 500),
    'values must be at most 500 characters long',
  );

/** An address that people are sent to. */
export const address = z.string().refine(isWebAddress, 'must be an https address');

/** What every action may carry. */
export const actionInput = z.object({ metadata: metadata.nullish() });
