import type { Config } from '../platform/config.ts';
import { productVersion } from '../telemetry/version.ts';

/** The SDK is loaded where spans are sent, and nowhere else. */
export async function startTracing(how: NonNullable<Config['tracing']>): Promise<() => Promise<void>> {
  const sdk = await import('../telemetry/tracing-sdk.ts').catch((error: unknown) => {
    if ((error as { code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error(
      'OTEL_EXPORTER_OTLP_ENDPOINT is set, and what sends spans is not installed: it is one of the optional packages, which --omit=optional leaves out',
    );
  });
  return sdk.startTracing(how.endpoint, { name: how.serviceName, version: productVersion() });
}
