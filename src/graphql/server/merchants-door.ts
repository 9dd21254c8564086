import type { Credential } from '../../access/api-keys.ts';
import { createContext, type GraphqlDeps } from '../schema/context.ts';
import { liveSchema, sandboxSchema } from '../schema/schema.ts';
import type { Connections } from './connections.ts';
import type { Served } from './server.ts';

/** What merchants are served at `/graphql`. */
export const servedToMerchants = (deps: GraphqlDeps, connections: Connections): Served<Credential> => ({
  path: '/graphql',
  log: deps.log,
  observe: deps.observe,
  trusted: deps.trustedDocuments ?? null,
  // Live keys, and all keys where there is no sandbox, are served a schema without what only a sandbox can do; chosen here, since a
  // socket has no request to choose by.
  schemaFor: (credential) => (deps.sandbox && credential?.environment === 'SANDBOX' ? sandboxSchema : liveSchema),
  contextFor: (state) => createContext({ deps, state }),
  openStream: (credential, close) => connections.open({ ...credential, close }),
});
