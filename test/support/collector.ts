import { startListener } from './listener.ts';

/** A span as a collector of OpenTelemetry is sent it. */
export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Null for the first of a trace, and for one whose parent was not sent by us. */
  readonly parent: string | null;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A collector that keeps what it is sent, by OTLP in JSON over HTTP. */
export interface Collector {
  readonly url: string;
  readonly spans: readonly CollectedSpan[];
  /** Everything that it was sent, as it came. */
  text(): string;
  close(): Promise<void>;
}

interface Sent {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
        readonly name: string;
        readonly attributes?: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
      }[];
    }[];
  }[];
}

export async function startCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const texts: string[] = [];
  const listener = await startListener(({ path, body }, response) => {
    if (path === '/v1/traces') {
      texts.push(body.toString());
      for (const { scopeSpans } of (JSON.parse(body.toString()) as Sent).resourceSpans)
        for (const { spans: some } of scopeSpans)
          for (const { traceId, spanId, parentSpanId, name, attributes = [] } of some)
            spans.push({
              traceId,
              spanId,
              parent: parentSpanId || null,
              name,
              attributes: Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]])),
            });
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  return { url: listener.url, spans, text: () => texts.join('\n'), close: () => listener.close() };
}
