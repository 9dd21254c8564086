import { GraphQLObjectType, GraphQLSchema, specifiedDirectives } from 'graphql';
import { builder } from './builder.ts';
import { directives } from './directives.ts';
import './scalars.ts';
import './agreement.ts';
import './payment.ts';
import './transfer.ts';
import './capture-refund.ts';
import './operation.ts';
import './event.ts';
import './lists.ts';
import './queries.ts';
import './event-log.ts';
import './unresolved.ts';
import './idempotency.ts';
import './viewer.ts';
import './mutations.ts';
import './transfer-mutations.ts';
import './unmatched.ts';
import './resolve-operation.ts';
import './sandbox.ts';
import './subscriptions.ts';

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
