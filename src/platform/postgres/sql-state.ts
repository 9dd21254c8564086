/** PostgreSQL's code behind an error, whichever of the shapes of pg, Prisma and its adapter it comes in. */
export function sqlState(error: unknown): string | undefined {
  for (let at: unknown = error, depth = 0; typeof at === 'object' && at !== null && depth < 6; depth++) {
    const { code, originalCode, cause, meta } = at as {
      code?: unknown;
      originalCode?: unknown;
      cause?: unknown;
      meta?: { driverAdapterError?: unknown };
    };
    if (typeof originalCode === 'string') return originalCode;
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !/^P\d{4}$/.test(code)) return code;
    if (code === 'P2034') return '40001';
    at = meta?.driverAdapterError ?? cause;
  }
  return undefined;
}

/** Whether the same transaction may succeed when it is tried again. */
export function isSerialisationFailure(error: unknown): boolean {
  const state = sqlState(error);
  return state === '40001' || state === '40P01';
}

/** The constraint that a unique violation broke, or undefined for any other error. */
export function brokenUnique(error: unknown): string | undefined {
  if (sqlState(error) !== '23505' && (error as { code?: unknown })?.code !== 'P2002') return undefined;
  const text = JSON.stringify(error, (_key, value) => (typeof value === 'bigint' ? String(value) : value)) ?? '';
  return (
    /"(?:constraint|index)":\s*(?:\{[^}]*"index":\s*)?"([a-z_]+)"/.exec(text)?.[1] ??
    (error as { constraint?: string }).constraint ??
    ''
  );
}
