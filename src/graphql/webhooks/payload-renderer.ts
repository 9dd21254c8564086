import { type DocumentNode, execute } from 'graphql';
import { encodeId } from '../../kernel/ids.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { timeZoneDefault } from '../../kernel/time-zone.ts';
import type { RenderPayloads, Shape } from '../../partner-webhooks/endpoint.ts';
import type { Bucket } from '../limits/bucket.ts';
import { createContext, type GraphqlDeps } from '../schema/context.ts';
import { liveSchema, sandboxSchema } from '../schema/schema.ts';
import { masked } from '../server/masking.ts';
import { eventVariable, payloadOperation, payloadProblem } from './payload-document.ts';

/** What an endpoint's payloads cost is bounded when its document is saved. */
const unbounded: Bucket = {
  take: () => ({ ok: true }),
  confirm: () => null,
  giveBack: () => undefined,
  state: () => ({ limit: 0, available: 0, restoreRate: 0, fullInMs: 0 }),
};

/** Documents that were parsed and judged, by environment, scopes and text. */
const documentsKept = 256;

/**
 * Makes the data of payloads: the endpoint's own selection, by the same schema and context as a request of its merchant, with the
 * scopes of the key that saved it, over what is committed.
 */
export function createPayloadRenderer(deps: GraphqlDeps): RenderPayloads {
  const judged = new Map<string, DocumentNode | string>();
  const schemaOf = ({ environment }: Shape) => (environment === 'LIVE' ? liveSchema : sandboxSchema);

  /** Judged anew in each process, since the schema may have moved on since the document was saved. */
  const operationOf = (shape: Shape): DocumentNode | string => {
    const key = JSON.stringify([shape.environment, shape.scopes, shape.document]);
    let known = judged.get(key);
    if (known === undefined) {
      known = payloadProblem(schemaOf(shape), shape.document, shape.scopes) ?? payloadOperation(shape.document);
      const oldest = judged.size >= documentsKept ? judged.keys().next().value : undefined;
      if (oldest !== undefined) judged.delete(oldest);
      judged.set(key, known);
    }
    return known;
  };

  return async (shape, eventIds) => {
    const document = operationOf(shape);
    if (typeof document === 'string') return eventIds.map(() => refuse(`the document does not hold: ${document}`));
    const { merchantId, endpointId, environment, scopes } = shape;
    const actor = encodeId('whe', endpointId);
    // One for the whole batch, so that what its events lead to is loaded together.
    const contextValue = createContext({
      deps,
      state: {
        credential: {
          keyId: endpointId,
          merchantId,
          merchantName: '',
          environment,
          scopes,
          expiresAt: null,
          actor,
          allowedOrigins: [],
          timeZone: timeZoneDefault,
        },
        requestId: actor,
        bucket: unbounded,
        signal: new AbortController().signal,
        resumeAfter: null,
        cursor: null,
      },
    });
    return Promise.all(
      eventIds.map(async (eventId): Promise<Result<unknown, string>> => {
        const { data, errors } = await execute({
          schema: schemaOf(shape),
          document,
          contextValue,
          variableValues: { [eventVariable]: encodeId('evt', eventId) },
        });
        for (const error of errors ?? []) masked(deps.log, actor, error);
        return errors || !data?.node ? refuse('the payload could not be made') : ok(data.node);
      }),
    );
  };
}
