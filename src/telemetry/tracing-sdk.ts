import { context, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { beginTracing } from '../platform/observing/tracing.ts';

/**
 * Sends spans to a collector, by OTLP over HTTP. Sampling, batches and headers are set by the names of OpenTelemetry itself (OTEL_TRACES_SAMPLER,
 * OTEL_BSP_SCHEDULE_DELAY, OTEL_EXPORTER_OTLP_HEADERS, …), which its SDK reads. What it gives back sends what is left, and ends it.
 */
export function startTracing(
  endpoint: string,
  service: { readonly name: string; readonly version: string },
): () => Promise<void> {
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service.name, 'service.version': service.version }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: `${endpoint}/v1/traces` }))],
  });
  provider.register();
  const end = beginTracing();
  return async () => {
    end();
    // A collector that is away must not hold up the stop of what it watches.
    await provider.shutdown().catch(() => undefined);
    trace.disable();
    context.disable();
  };
}
