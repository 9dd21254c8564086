import { z } from 'zod';

/** What can go wrong with the reply to a call. */
export const replyFaults = [
  'ok',
  'refuse',
  'timeoutNoEffect',
  'effectThenTimeout',
  'effectLater',
  'effectThenReset',
  'resetNoEffect',
  '5xxNoEffect',
  '5xxAfterEffect',
  'html502',
  'truncatedJson',
  'slowDrip',
  'hugeBody',
  'wrongAmount',
  'wrongCurrency',
  'rateLimit',
  'expiredToken',
] as const;
/** What can go wrong with a callback. */
export const pushFaults = [
  'duplicatePush',
  'pushBeforeReply',
  'pushLate',
  'pushReordered',
  'neverPush',
  'badSignature',
] as const;
export type ReplyFault = (typeof replyFaults)[number];
export type PushFault = (typeof pushFaults)[number];
export type FaultName = ReplyFault | PushFault;

const day = 86_400_000;
const args = z.strictObject({
  /** duplicatePush: how many come in all. rateLimit: how many calls are turned away. */
  n: z.int().min(1).max(1_000).optional(),
  /** effectLater, pushLate: by how much. */
  ms: z
    .int()
    .min(0)
    .max(400 * day)
    .optional(),
  /** refuse: which status. */
  code: z.int().min(400).max(499).optional(),
  /** 5xxNoEffect, 5xxAfterEffect: which status. */
  status: z.int().min(500).max(599).optional(),
  /** hugeBody: how much. */
  bytes: z
    .int()
    .min(1)
    .max(100 * 1024 * 1024)
    .optional(),
  /** slowDrip: the wait between two bytes. */
  everyMs: z.int().min(1).max(10_000).optional(),
  /** html502: whether the thing was done all the same. */
  effect: z.boolean().optional(),
  /** rateLimit: what Retry-After says; null leaves it out. */
  retryAfterSeconds: z.int().min(0).max(3_600).nullable().optional(),
});
export type FaultArgs = z.infer<typeof args>;

const drawn = z.strictObject({ fault: z.enum([...replyFaults, ...pushFaults]), args: args.optional() });
/** One line of a fault script: which call or callback it waits for, and what is then to go wrong. */
export const faultLine = z
  .strictObject({
    operation: z.string().max(64).optional(),
    subject: z.string().max(64).optional(),
    fault: drawn.shape.fault.optional(),
    args: args.optional(),
    /** Draws one of these each time, by the script's seed. */
    oneOf: z
      .array(drawn.extend({ weight: z.int().min(1).max(1_000).optional() }))
      .min(1)
      .max(50)
      .optional(),
    times: z.int().min(1).max(1_000_000).optional(),
  })
  .refine((line) => (line.fault === undefined) !== (line.oneOf === undefined), 'give either fault or oneOf')
  .refine(
    (line) => new Set((line.oneOf ?? []).map(({ fault }) => isPushFault(fault))).size < 2,
    'oneOf mixes faults of replies and of callbacks',
  );
export type FaultLine = z.infer<typeof faultLine>;

/** Whether it befalls a callback; the others befall replies. */
export function isPushFault(fault: FaultName): fault is PushFault {
  return (pushFaults as readonly string[]).includes(fault);
}
