import type { ProviderName } from '../../domain/port/provider.ts';
import { builder } from './builder.ts';
import { Provider } from './enums.ts';

export const Node = builder.interfaceRef<object>('Node').implement({
  description: 'Anything that has an id of its own and can be fetched by it.',
  fields: (t) => ({ id: t.id({ description: "Opaque, typed id: its prefix names the type. Never a provider's id." }) }),
});

interface VersionedRow {
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const Versioned = builder.interfaceRef<VersionedRow>('Versioned').implement({
  description: 'Anything that changes step by step: its version grows by one with every step.',
  fields: (t) => ({
    version: t.exposeInt('version', {
      description: 'Grows by one with every change. Pass it as `expectedVersion` to act only on what was seen.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created here.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed here.' }),
  }),
});

interface ProviderBackedRow {
  readonly provider: ProviderName;
  readonly providerReference: string | null;
  readonly externalId: string | null;
  readonly lastProviderSyncAt: Date | null;
}

export const ProviderBacked = builder.interfaceRef<ProviderBackedRow>('ProviderBacked').implement({
  description: 'Anything that mirrors an object in the book of a provider.',
  fields: (t) => ({
    provider: t.expose('provider', { type: Provider, description: 'The provider in whose book it stands.' }),
    providerReference: t.exposeString('providerReference', {
      nullable: true,
      description: "The provider's own id of it. Null until the provider has named it.",
    }),
    externalId: t.exposeString('externalId', {
      nullable: true,
      description:
        "The caller's own reference, unique for life among the merchant's things of this noun. Null only where none was given.",
    }),
    lastProviderSyncAt: t.expose('lastProviderSyncAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the provider last said how it stands. Null until it has said so once.',
    }),
  }),
});
