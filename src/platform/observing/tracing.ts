import {
  type Attributes,
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';

/**
 * Spans of what is done, by OpenTelemetry's API alone; where they go is the concern of whoever has loaded an SDK. Until one has, nothing is made and
 * nothing is asked: work is simply done.
 */
let traced = false;

/** Spans are made from now on, until what it gives back is called. */
export function beginTracing(): () => void {
  traced = true;
  return () => {
    traced = false;
  };
}

/** Whether spans are made. */
export const isTracing = (): boolean => traced;

export interface SpanOptions {
  readonly kind?: keyof typeof kinds;
  readonly attributes?: Attributes;
  /** What it is a part of, as it was stored with a row: a `traceparent`, or null for what nobody's trace leads to. Left out, what is being done now. */
  readonly parent?: string | null;
}
const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** Does work within a span that ends with it. */
export function inSpan<T>(name: string, options: SpanOptions, work: (span: Span | null) => Promise<T>): Promise<T> {
  if (!traced) return work(null);
  const { span, within } = begin(name, options);
  return context.with(within, async () => {
    try {
      return await work(span);
    } catch (error) {
      failed(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** A span whose end comes from elsewhere. */
export interface OpenSpan {
  readonly traceId: string;
  /** Does work as a part of it. */
  within<T>(work: () => T): T;
  /** It is called by this from now on. */
  rename(name: string): void;
  end(attributes: Attributes, ok: boolean): void;
}

/** Begins a span; null while nothing is traced. */
export function openSpan(name: string, options: SpanOptions): OpenSpan | null {
  if (!traced) return null;
  const { span, within } = begin(name, options);
  return {
    traceId: span.spanContext().traceId,
    within: (work) => context.with(within, work),
    rename: (to) => void span.updateName(to),
    end(attributes, ok) {
      span.setAttributes(attributes);
      if (!ok) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}

/** Does work that belongs to nobody's span, whoever has set it off. */
export function detached<T>(work: () => T): T {
  return traced ? context.with(ROOT_CONTEXT, work) : work();
}

/** What is being done, to be stored with a row that somebody takes up later; null while nothing is traced. */
export function currentTraceparent(): string | null {
  const at = traced ? trace.getSpanContext(context.active()) : undefined;
  if (!at) return null;
  return `00-${at.traceId}-${at.spanId}-${at.traceFlags & TraceFlags.SAMPLED ? '01' : '00'}`;
}

/** The trace of what is being done; null while nothing is traced. */
export function currentTraceId(): string | null {
  return (traced && trace.getSpanContext(context.active())?.traceId) || null;
}

/** Says within the span of what is being done that an event was written. */
export function noteEvent(type: string): void {
  if (traced) trace.getActiveSpan()?.addEvent('paygraph.event', { 'paygraph.event.type': type });
}

function begin(name: string, { kind = 'internal', attributes = {}, parent }: SpanOptions) {
  const from = parent === undefined ? context.active() : contextOf(parent);
  const span = trace.getTracer('paygraph').startSpan(name, { kind: kinds[kind], attributes }, from);
  return { span, within: trace.setSpan(from, span) };
}

/** The message of an error may hold anything; its name says what kind it is. */
function failed(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute('error.type', error instanceof Error ? error.name : 'error');
}

function contextOf(traceparent: string | null): Context {
  const [, traceId, spanId, flags] = form.exec(traceparent ?? '') ?? [];
  if (!traceId || !spanId || !flags) return ROOT_CONTEXT;
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

// W3C Trace Context. A version to come may have more behind the flags; ff is none, and ids of noughts are none.
const form = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;

/** The trace of a `traceparent`; null where it is none. */
export function traceIdOf(traceparent: string | string[] | undefined): string | null {
  return typeof traceparent === 'string' ? (form.exec(traceparent)?.[1] ?? null) : null;
}
