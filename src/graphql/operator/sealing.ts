import { operatorBuilder } from './builder.ts';
import type { Sealed } from './context.ts';

const SealingType = operatorBuilder.objectRef<Sealed>('Sealing').implement({
  description: 'How far everything that is sealed has come to be under the present key.',
  fields: (t) => ({
    activeKey: t.exposeString('active', { description: 'The key under which new values are sealed.' }),
    outlived: t.exposeBoolean('outlived', {
      description:
        'Whether that key was made for an earlier ENCRYPTION_KEY: `npm run reseal` then makes another, and seals everything anew.',
    }),
    left: t.exposeInt('left', { description: 'Values that are still under another key.' }),
  }),
});

operatorBuilder.queryField('sealing', (t) =>
  t.field({
    type: SealingType,
    nullable: true,
    description: 'The progress of `npm run reseal`. Looks at every sealed value. Null where this process cannot tell.',
    directives: { cost: { weight: 100 }, requiresScope: { scope: 'merchants:read' } },
    resolve: async (_root, _args, { world }) => (await world.sealed?.()) ?? null,
  }),
);
