import type { OperatorCredential } from '../../access/operator-keys.ts';
import { operatorBuilder } from './builder.ts';

const ViewerType = operatorBuilder.objectRef<OperatorCredential>('OperatorViewer').implement({
  description: 'Whoever asks.',
  fields: (t) => ({
    id: t.exposeID('actor', {
      description: 'Id of the key, opk_ and 26 characters; or command-line, where it works on the database itself.',
    }),
    name: t.exposeString('name', { description: 'Whose key it is.' }),
    scopes: t.stringList({ description: 'What it may do: ten at most.', resolve: ({ scopes }) => [...scopes] }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When the key ends.' }),
  }),
});

operatorBuilder.queryField('viewer', (t) =>
  t.field({
    type: ViewerType,
    description: 'Whose key asks, and what it may do.',
    directives: { cost: { weight: 0 } },
    resolve: (_root, _args, { credential }) => credential,
  }),
);
