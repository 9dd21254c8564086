import type { OperatorCredential } from '../../access/operator-keys.ts';
import type { GraphqlDeps } from '../schema/context.ts';
import type { Served } from '../server/server.ts';
import { createOperatorContext, type OperatorsWorld } from './context.ts';
import { operatorSchema } from './schema.ts';

export type { OperatorsWorld } from './context.ts';

/** What operators are served at `/operator/graphql`. It has no streams. */
export const servedToOperators = (deps: GraphqlDeps, world: OperatorsWorld): Served<OperatorCredential> => ({
  path: '/operator/graphql',
  log: deps.log,
  observe: deps.observe,
  schemaFor: () => operatorSchema,
  contextFor: (state) => createOperatorContext(deps, world, state),
});
