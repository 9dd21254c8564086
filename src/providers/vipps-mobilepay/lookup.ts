import type { z } from 'zod';
import type { ProviderRef } from '../../domain/port/provider.ts';
import { type Found, foundIn, type Reply, read } from '../kit/client.ts';
import { type Call, name, send } from './client.ts';
import type { Refusal } from './reasons.ts';
import { gatewayProblem, problem } from './wire.ts';

/** Reading what Vipps MobilePay has: paths, GETs and bodies that explain a refusal. */

const root = '/recurring/v3';
export const agreementsPath = `${root}/agreements`;
export const webhooksPath = '/webhooks/v1/webhooks';

/** Ids in a path are encoded, whatever they hold. */
export function agreementPath(ref: ProviderRef): string {
  return `${agreementsPath}/${encodeURIComponent(ref.id)}`;
}
export function chargesPath(agreement: ProviderRef): string {
  return `${agreementPath(agreement)}/charges`;
}
export function chargePath(ref: ProviderRef): string {
  return `${chargesPath(containerOf(ref))}/${encodeURIComponent(ref.id)}`;
}

/** What a thing lies in. A reference without it was never made by this adapter. */
export function containerOf(ref: ProviderRef): ProviderRef {
  if (!ref.within) throw new Error(`expected a ${ref.kind} reference with what it lies in; got ${ref.id} alone`);
  return ref.within;
}

// 500 agreements of a kilobyte or two.
export const listBytesMax = 4 * 1024 * 1024;

/** A GET, read by a schema. */
export async function lookUp<T>(
  call: Call,
  path: string,
  schema: z.ZodType<T>,
  replyBytesMax?: number,
): Promise<Found<T>> {
  const reply = await send(call, { method: 'GET', path, ...(replyBytesMax === undefined ? {} : { replyBytesMax }) });
  // A gateway's own 404 has another shape, and says nothing of the thing.
  return foundIn(reply, schema, { provider: name, isMissing: (answer) => read(answer, problem)?.title != null });
}

/** What a body says of a refusal. Of the type only the part behind # counts: its address has changed before. */
export function readRefusal(reply: Reply): Refusal {
  const body = read(reply, problem);
  const gateway = read(reply, gatewayProblem);
  const identifier = /#([a-z][a-z-]{1,60})$/.exec(body?.type ?? '')?.[1] ?? null;
  const said =
    body?.detail ??
    body?.title ??
    gateway?.responseInfo?.responseMessage ??
    gateway?.result?.message ??
    gateway?.message ??
    '';
  const clean = said
    .replace(/[<>\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, 200);
  return { problem: identifier, detail: clean === '' ? null : clean };
}
