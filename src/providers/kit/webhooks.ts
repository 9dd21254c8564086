import { createHash, timingSafeEqual } from 'node:crypto';
import type { InboundItem, RawRequest, SignatureCheck } from '../../domain/port/provider.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { readJson, readUtf8 } from './json.ts';

/** Whether a proof is one of those that are expected. All are tried, and neither length nor place of a difference shows in the time. */
export function isOneOf(given: string, expected: readonly string[]): boolean {
  const shown = digest(given);
  return expected.map((one) => timingSafeEqual(digest(one), shown)).includes(true);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The text of a delivery, bounded. */
export function deliveredText(
  { body }: Pick<RawRequest, 'body'>,
  bytesMax: number,
  options?: { readonly keepBom: boolean },
): Result<string, string> {
  if (body.byteLength > bytesMax) return refuse(`expected at most ${bytesMax} bytes`);
  const text = readUtf8(body, options);
  return text === null ? refuse('expected UTF-8') : ok(text);
}

/** The JSON of a delivery, bounded. */
export function deliveredJson(request: Pick<RawRequest, 'body'>, bytesMax: number): Result<unknown, string> {
  const text = deliveredText(request, bytesMax);
  return text.ok ? toJson(text.value) : text;
}

/** The JSON of a delivery whose text is read already. */
export function toJson(text: string): Result<unknown, string> {
  const json = readJson(text);
  return json.ok ? json : refuse(`expected JSON; ${json.error}`);
}

/**
 * The items of a delivery that holds several. One that cannot be read does not spoil the rest, since all of them would come again: it
 * is kept for a person beside the others. A delivery without one that can be read is malformed.
 */
export function splitBatch(
  bodies: readonly unknown[],
  { itemsMax, noun, one }: { readonly itemsMax: number; readonly noun: string; readonly one: string },
  toItem: (body: unknown) => InboundItem | null,
): Result<readonly InboundItem[], string> {
  if (bodies.length === 0 || bodies.length > itemsMax)
    return refuse(`expected 1 to ${itemsMax} ${noun}; got ${bodies.length}`);
  const items = bodies.map((body) => ({ body, item: toItem(body) }));
  if (items.every(({ item }) => item === null)) return refuse(`expected ${one}`);
  return ok(items.map(({ body, item }) => item ?? unreadableItem(body)));
}

/** One that is kept for a person: the delivery itself lies sealed in its receipt. */
export function unreadableItem(body: unknown): InboundItem {
  return {
    dedupeKey: `unreadable:${nameOf(JSON.stringify(body))}`,
    about: { kind: 'payment', id: 'unreadable' },
    body: {},
  };
}

/** A name for what has none of its own. */
export function nameOf(text: string): string {
  return digest(text).toString('hex');
}

/** How a provider wants its deliveries answered: taken in, or refused for their proof. What is malformed is 400 for all. */
export function answers({ taken, refused }: { readonly taken: number; readonly refused: number }) {
  const statuses: Record<SignatureCheck, number> = {
    verified: taken,
    unverified: taken,
    invalid: refused,
    stale: refused,
    malformed: 400,
  };
  return (check: SignatureCheck): { readonly status: number } => ({ status: statuses[check] });
}
