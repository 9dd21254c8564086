import { pino } from 'pino';
import { currentTraceId } from './observing/tracing.ts';

/** What the rest of the program needs of a logger: an event with its ids, then a plain sentence. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** A line that is there for each request: written with as little work as may be, since its fields are named in one place. */
  request?(fields: LogFields): void;
}
export type LogFields = Readonly<Record<string, unknown>>;

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

// Text may be logged under these names only; any other text shows as [hidden], because text is where secrets, names and
// account numbers travel. Numbers, booleans and dates are always shown.
const textFields: ReadonlySet<string> = new Set(
  `accountId addresses agreementId alarm apiKeyId captureId deliveryId endpointId eventId inboxId keyId merchantId operationId paymentId receiptId refundId
  requestId runId subjectId traceId capability channel code dataDir error event from host kind lane mailId method migration migrations
  mode name noun operation origin outcome path provider providerCode providerRef reason scenario server signal simulator state
  status step subject timer to topic type url verdict version worker`.split(/\s+/),
);
const textLengthMax = 300;
const framesMax = 12;

/** JSON lines on standard error, so that what a command prints for people or pipes stays clean. */
export function createLogger(level: LogLevel, destination: LineSink = heldLines(pino.destination(2))): Log {
  const logger = pino(
    { level, base: null, mixin: whichTrace, formatters: { log: shown, level: (label) => ({ level: label }) } },
    destination,
  );
  if (!logger.isLevelEnabled('info')) return logger;
  const hold = destination.hold ?? destination.write;
  return Object.assign(logger, {
    request: (fields: LogFields) =>
      hold.call(destination, `${JSON.stringify({ level: 'info', time: Date.now(), ...fields, msg: 'request' })}\n`),
  });
}

const whichTrace = (): object => {
  const traceId = currentTraceId();
  return traceId ? { traceId } : {};
};

/** Where lines go; those of requests may be held for a moment, in their order among the others. */
interface LineSink {
  write(line: string): void;
  hold?(line: string): void;
}

const heldForMs = 100;
const heldCharactersMax = 32 * 1024;

/** To write each line of a request by itself costs as much as a small request does. */
function heldLines(out: pino.DestinationStream): LineSink {
  let held = '';
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (held) out.write(held);
    held = '';
  };
  process.once('exit', flush);
  return {
    write(line) {
      flush();
      out.write(line);
    },
    hold(line) {
      held += line;
      if (held.length > heldCharactersMax) flush();
      else timer ??= setTimeout(flush, heldForMs).unref();
    },
  };
}

function shown(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      value instanceof Error ? errorFields(value) : field(name, value),
    ]),
  );
}

function field(name: string, value: unknown): unknown {
  if (value === null || value === undefined || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value instanceof Date) return value;
  if (typeof value === 'bigint') return value.toString();
  if (name === 'err') return { message: '[hidden]' };
  if (!textFields.has(name)) return '[hidden]';
  if (typeof value === 'string') return value.slice(0, textLengthMax);
  if (Array.isArray(value)) return value.slice(0, 20).map((item) => field(name, item));
  return '[hidden]';
}

/**
 * An error as far as it is safe to keep: an error object of a database or HTTP client carries statements, parameters, bodies
 * and headers, so only these few parts are copied, never the object.
 */
function errorFields(error: Error, depth = 0): Record<string, unknown> {
  const code =
    'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? { code: error.code } : {};
  const stack = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    name: error.name,
    ...code,
    message: errorMessage(error),
    stack: stack?.slice(0, framesMax).map((line) => line.trim()),
    ...(error.cause instanceof Error && depth < 3 ? { cause: errorFields(error.cause, depth + 1) } : {}),
  };
}

function errorMessage(error: Error): string {
  // Prisma quotes the whole call with its values and puts what is wrong on the last line.
  const text = error.name.startsWith('PrismaClient') ? (error.message.trim().split('\n').at(-1) ?? '') : error.message;
  // PostgreSQL ends a message about bad input with the input itself: invalid input syntax for type uuid: "…".
  return text.replace(/: "[\s\S]*"$/, ': [hidden]').slice(0, textLengthMax);
}
