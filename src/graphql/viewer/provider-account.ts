import { encodeId } from '../../kernel/ids.ts';
import { builder } from '../schema/builder.ts';
import { Provider } from '../schema/enums.ts';
import type { AccountRow } from '../schema/loaders.ts';
import { Node } from '../schema/node.ts';

export const ProviderAccount = builder.objectRef<AccountRow>('ProviderAccount').implement({
  description: 'Your account with a provider.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Id of the account: acc_ and 26 characters.', resolve: ({ id }) => encodeId('acc', id) }),
    provider: t.expose('provider', { type: Provider, description: 'The provider.' }),
    pausedAt: t.expose('pausedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when nothing is sent, because the provider refuses its credentials. Null when all is well.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was connected first.' }),
  }),
});
