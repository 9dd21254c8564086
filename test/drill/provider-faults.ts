/** Lines for a simulator's fault script: a few of the next calls and callbacks go wrong, by the seed. Amounts that are echoed wrongly are for a person, and have cases of their own. */
export function faultScript(seed: number): { readonly faults: readonly object[]; readonly seed: number } {
  return {
    seed,
    faults: [
      { oneOf: replies, times: 12 },
      { oneOf: pushes, times: 8 },
    ],
  };
}

const replies = [
  { fault: 'ok', weight: 60 },
  ...[
    { fault: 'effectThenTimeout' },
    { fault: 'timeoutNoEffect' },
    { fault: 'effectThenReset' },
    { fault: 'resetNoEffect' },
    { fault: '5xxNoEffect' },
    { fault: '5xxAfterEffect' },
    { fault: 'html502' },
    { fault: 'html502', args: { effect: true } },
    { fault: 'truncatedJson' },
    { fault: 'slowDrip' },
    { fault: 'hugeBody' },
    { fault: 'rateLimit', args: { n: 2, retryAfterSeconds: 1 } },
    { fault: 'rateLimit', args: { n: 1, retryAfterSeconds: null } },
    { fault: 'expiredToken' },
    { fault: 'effectLater', args: { ms: 20_000 } },
    { fault: 'refuse', args: { code: 422 } },
  ].map((one) => ({ ...one, weight: 2 })),
];
const pushes = [
  { fault: 'duplicatePush', args: { n: 3 }, weight: 3 },
  { fault: 'pushBeforeReply', weight: 2 },
  { fault: 'pushLate', args: { ms: 30_000 }, weight: 2 },
  { fault: 'pushReordered', weight: 2 },
  { fault: 'neverPush', weight: 1 },
  { fault: 'badSignature', weight: 1 },
];
