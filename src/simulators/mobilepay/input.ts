import { z } from 'zod';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { readAmount, toMinor } from '../kit/amounts.ts';
import { isWebAddress, readJson } from '../kit/input.ts';
import type { Reply, Step, WireRequest } from '../kit/simulator.ts';
import { refusal } from './replies.ts';

/** Reads a JSON body by its schema, or refuses with 400 and the first thing that is wrong. */
export function readInput<T>(step: Step, request: WireRequest, schema: z.ZodType<T>): Result<T, Reply> {
  const bad = (message: string) => refuse(refusal(step, request, 400, message));
  const body = readJson(request, { types: /^application\/(json|json-patch\+json)\b/i });
  if (!body.ok)
    return bad(
      body.error === 'otherType' ? 'The content type must be application/json.' : 'The body is not valid JSON.',
    );
  const parsed = schema.safeParse(body.value);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return bad(`${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'is not valid'}`);
}

/** Text of at least one character and at most so many. */
export const text = (lengthMax: number) =>
  z
    .string()
    .min(1)
    .refine((value) => [...value].length <= lengthMax, `The maximum length is ${lengthMax}.`);

/** A decimal amount, quoted or not, of at least so many minor units. */
export const amount = (minorMin: bigint) =>
  z.union([z.string(), z.number()]).transform((value, context) => {
    const read = readAmount(value);
    if (read !== null && toMinor(read) >= minorMin) return read;
    context.addIssue({
      code: 'custom',
      message: 'The amount must be a decimal number with at most two decimals, not below the minimum.',
    });
    return z.NEVER;
  });

/** An address the provider calls or sends people to. */
export const link = z.string().refine(isWebAddress, 'The hyperlink reference must use https scheme');

/** From one minute to eighteen weeks. */
export const timeoutMinutes = z.int().min(1).max(181_440);

/** A list of `{rel, href}` with exactly the rels that are needed, each once, and at most the optional ones. */
export function links<N extends string, O extends string>(needed: readonly N[], optional: readonly O[]) {
  return z
    .array(z.object({ rel: z.string(), href: link }))
    .max(20)
    .transform((items, context) => {
      const rels = items.map(({ rel }) => rel);
      const allowed: readonly string[] = [...needed, ...optional];
      const wrong =
        needed.find((rel) => !rels.includes(rel)) ??
        rels.find((rel, index) => !allowed.includes(rel) || rels.indexOf(rel) !== index);
      if (wrong !== undefined) {
        context.addIssue({
          code: 'custom',
          message: `The links must hold ${needed.join(', ')}, each once; see ${wrong.slice(0, 40)}.`,
        });
        return z.NEVER;
      }
      return Object.fromEntries(items.map(({ rel, href }) => [rel, href])) as Record<N, string> &
        Partial<Record<O, string>>;
    });
}

/** A JSON Patch of `replace` operations, each on a path with its own rule; anything else is refused. */
export function patch(rules: Readonly<Record<string, z.ZodType>>) {
  const operation = z.object({ op: z.literal('replace'), path: z.string(), value: z.unknown() });
  return z
    .array(operation)
    .min(1)
    .max(20)
    .transform((operations, context) => {
      const values: Record<string, unknown> = {};
      for (const { path, value } of operations) {
        const rule = Object.hasOwn(rules, path) ? rules[path] : undefined;
        const read = rule?.safeParse(value);
        if (!read?.success) {
          context.addIssue({
            code: 'custom',
            message: `${path.slice(0, 80)}: ${read ? (read.error.issues[0]?.message ?? 'is not valid') : 'cannot be replaced'}`,
          });
          return z.NEVER;
        }
        values[path] = read.data;
      }
      return values;
    });
}
