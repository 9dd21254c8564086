import { z } from 'zod';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { isWebAddress, readJson } from '../kit/input.ts';
import type { Reply, Step, WireRequest } from '../kit/simulator.ts';
import { problem } from './replies.ts';

/** Reads a JSON body by its schema, or refuses in the API's form, naming the first thing that is wrong. */
export function readInput<T>(step: Step, request: WireRequest, schema: z.ZodType<T>): Result<T, Reply> {
  const body = readJson(request);
  if (!body.ok)
    return refuse(problem(step, request, body.error === 'otherType' ? 'unsupported-media-type' : 'invalid-json'));
  const parsed = schema.safeParse(body.value);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return refuse(
    problem(
      step,
      request,
      'validation-error',
      `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'is not valid'}`,
    ),
  );
}

/** Text of at least one character and at most so many. */
export const text = (lengthMax: number) =>
  z
    .string()
    .min(1)
    .refine((value) => [...value].length <= lengthMax, `The maximum length is ${lengthMax}.`);

/** Whole minor units, as a plain integer. */
export const minor = (min: number) => z.int().min(min).max(999_999_999_999);

export const link = z.string().max(2_048).refine(isWebAddress, 'The address must use https.');
