import { sqlState } from './postgres/sql-state.ts';

// Codes of PostgreSQL, its driver and Node that say the database is away, full or stopping: come again later.
// A transaction that the server ended for being idle (25P03) was held up by us: nothing of it is written, and it may be tried again.
const awayStates = /^(?:08...|53...|57P0.|25006|25P03)$/;
const awayCodes = new Set([
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
]);
const awayMessages =
  /timeout exceeded when trying to connect|the database does not answer|Query read timeout|connection error and is not queryable|Connection terminated|Cannot use a pool after|server closed the connection|Can't reach database|^ConnectionClosed$/i;

/** Whether an error says that the database cannot serve us now. */
export function databaseIsAway(error: unknown): boolean {
  const state = sqlState(error);
  if (state && awayStates.test(state)) return true;
  for (let at: unknown = error, depth = 0; typeof at === 'object' && at !== null && depth < 6; depth++) {
    const { code, message, cause, originalError } = at as {
      code?: unknown;
      message?: unknown;
      cause?: unknown;
      originalError?: unknown;
    };
    if (awayCodes.has(String(code)) || awayMessages.test(String(message))) return true;
    at = originalError ?? cause;
  }
  return false;
}
