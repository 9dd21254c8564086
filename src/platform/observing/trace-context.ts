/**
 * The trace that a caller has begun, by the header `traceparent` of W3C Trace Context; null where none came, or none that may be believed.
 */
export function traceIdOf(traceparent: string | string[] | undefined): string | null {
  if (typeof traceparent !== 'string') return null;
  const traceId = form.exec(traceparent)?.[1];
  return traceId && !/^0+$/.test(traceId) ? traceId : null;
}

// A version to come may have more behind the flags; ff is none.
const form = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/;
