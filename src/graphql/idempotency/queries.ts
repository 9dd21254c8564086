import type { GraphQLSchema } from 'graphql';
import { operationsBehind, type StoredOutcome } from '../../domain/command/idempotency.ts';
import type { Idempotency as IdempotencyRow } from '../../generated/prisma/client.ts';
import type { IdPrefix } from '../../kernel/ids.ts';
import { Agreement } from '../agreement/type.ts';
import { BillingRequest } from '../billing-request/type.ts';
import { Mandate } from '../mandate/type.ts';
import { ApiKey } from '../merchants/api-key.ts';
import { Capture, Refund } from '../payment/capture-refund.ts';
import { OneOffPayment } from '../payment/type.ts';
import { builder } from '../schema/builder.ts';
import { type OutcomeId, outcomePrefixes } from '../schema/idempotency.ts';
import { Transfer } from '../transfer/type.ts';
import { ProviderAccount } from '../viewer/provider-account.ts';
import { WebhookEndpoint } from '../webhooks/endpoint.ts';

const IdempotencyState = builder.enumType('IdempotencyState', {
  description: 'How far the operation behind a key has come.',
  values: {
    IN_PROGRESS: { description: 'It is on its way to the provider.' },
    COMPLETED: { description: 'It has an outcome, which may be a refusal, or that the outcome is not known.' },
  },
} as const);

const IdempotentResult = builder.unionType('IdempotentResult', {
  description: 'What an idempotency key led to. May grow.',
  types: [
    Agreement,
    Mandate,
    BillingRequest,
    OneOffPayment,
    Transfer,
    Capture,
    Refund,
    WebhookEndpoint,
    ApiKey,
    ProviderAccount,
  ],
});

type RecordRow = IdempotencyRow & { readonly inProgress: boolean };

const IdempotencyRecord = builder.objectRef<RecordRow>('IdempotencyRecord').implement({
  description: 'What became of an idempotency key.',
  fields: (t) => ({
    key: t.expose('key', { type: 'IdempotencyKey', description: 'The key.' }),
    operation: t.exposeString('mutation', { description: 'Name of the mutation that it was used for.' }),
    state: t.field({
      type: IdempotencyState,
      description: 'How far it has come.',
      resolve: ({ inProgress }) => (inProgress ? 'IN_PROGRESS' : 'COMPLETED'),
    }),
    firstSeenAt: t.expose('firstSeenAt', { type: 'DateTime', description: 'When the key was first used.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when the key is kept.' }),
    result: t.field({
      type: IdempotentResult,
      nullable: true,
      description: 'What it led to, as it stands now. Null when it was refused, or made no thing.',
      directives: { cost: { weight: 1 } },
      resolve: async ({ mutation, outcome }, _args, { loaders }, { schema }) => {
        const named = resultOf(schema, mutation, outcome as unknown as StoredOutcome);
        // A payment is of whichever kind it is.
        const row =
          named && (await (named.prefix === 'oop' ? loaders.payment.load(named.uuid) : loaders.node.load(named)));
        return row as never;
      },
    }),
  }),
});

function resultOf(
  schema: GraphQLSchema,
  mutation: string,
  outcome: StoredOutcome,
): { readonly prefix: IdPrefix; readonly uuid: string } | null {
  const field = schema.getMutationType()?.getFields()[mutation]?.extensions.leadsTo as OutcomeId | undefined;
  const uuid = field && outcome[field];
  return field && uuid ? { prefix: outcomePrefixes[field], uuid } : null;
}

builder.queryField('idempotencyRecord', (t) =>
  t.field({
    type: IdempotencyRecord,
    nullable: true,
    description:
      'What became of a key, for a caller that lost its answer. Null when the key was never used, or nothing was written.',
    directives: { cost: { weight: 2 } },
    args: { key: t.arg({ type: 'IdempotencyKey', required: true, description: 'The key.' }) },
    resolve: async (_root, { key }, { reader, caller: { merchantId } }) => {
      const row = await reader.idempotency.findUnique({ where: { merchantId_key: { merchantId, key } } });
      if (!row) return null;
      const ids = await operationsBehind(reader, row);
      const onTheWay = await reader.operation.count({
        where: { merchantId, id: { in: ids }, status: { in: ['REQUESTED', 'SENT'] } },
      });
      const { intent } = row.outcome as unknown as StoredOutcome;
      return { ...row, inProgress: onTheWay > 0 || intent !== undefined };
    },
  }),
);
