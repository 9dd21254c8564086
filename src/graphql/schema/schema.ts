import { GraphQLObjectType, GraphQLSchema, specifiedDirectives } from 'graphql';
import { builder } from './builder.ts';
import { directives } from './directives.ts';
import './scalars.ts';
import '../agreement/type.ts';
import '../mandate/type.ts';
import '../billing-request/type.ts';
import '../payment/type.ts';
import '../transfer/type.ts';
import '../payment/capture-refund.ts';
import '../payout/type.ts';
import '../operation/type.ts';
import '../provider-notifications/type.ts';
import '../events/type.ts';
import './nodes.ts';
import '../agreement/queries.ts';
import '../mandate/queries.ts';
import '../billing-request/queries.ts';
import '../payment/queries.ts';
import '../events/event-log.ts';
import '../payout/mutations.ts';
import '../payout/queries.ts';
import '../ledger/ledger.ts';
import '../ledger/statement.ts';
import '../totals/totals.ts';
import '../operation/unresolved.ts';
import '../attention/attention.ts';
import '../provider-notifications/queries.ts';
import '../idempotency/queries.ts';
import '../viewer/viewer.ts';
import '../agreement/mutations.ts';
import '../charge/mutations.ts';
import '../charge/file.ts';
import '../schedule/queries.ts';
import '../schedule/mutations.ts';
import '../payment/mutations.ts';
import '../mandate/mutations.ts';
import '../billing-request/mutations.ts';
import '../billing-request/institutions.ts';
import '../payer/debtor-check.ts';
import '../payer/erase.ts';
import '../transfer/mutations.ts';
import '../transfer/unmatched.ts';
import '../operation/resolve.ts';
import '../provider-notifications/mutations.ts';
import '../sandbox/mutations.ts';
import '../events/subscriptions.ts';
import '../events/updates.ts';
import '../merchants/account-mutations.ts';
import '../merchants/api-key-mutations.ts';
import '../merchants/audit-record.ts';
import '../merchants/allowed-origins.ts';
import '../merchants/client-tokens.ts';
import '../webhooks/delivery.ts';
import '../webhooks/mutations.ts';

/** The whole schema, as sandbox keys are served it and as it is printed. */
export const sandboxSchema = builder.toSchema({
  directives: [...specifiedDirectives, ...directives],
  sortSchema: false,
});

/** The schema for live keys: the same without what only a sandbox can do. */
export const liveSchema = withoutSandbox(sandboxSchema);

function withoutSandbox(schema: GraphQLSchema): GraphQLSchema {
  const config = schema.toConfig();
  const mutation = config.mutation?.toConfig();
  if (!mutation) throw new Error('the schema has no mutations');
  const fields = Object.fromEntries(
    Object.entries(mutation.fields).filter(([, { extensions }]) => !extensions?.sandboxOnly),
  );
  return new GraphQLSchema({
    ...config,
    mutation: new GraphQLObjectType({ ...mutation, fields }),
    types: config.types.filter((type) => type !== config.mutation && !type.extensions.sandboxOnly),
  });
}
