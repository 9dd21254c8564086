import type { CodegenConfig } from '@graphql-codegen/cli';

/** Typed documents from the printed schema, for the example and for the tests. They stand in `documents.ts`, and are sent as text. */
const documents = (folder: string): CodegenConfig['generates'] => ({
  [`${folder}/generated/`]: {
    documents: `${folder}/documents.ts`,
    preset: 'client',
    presetConfig: { fragmentMasking: false },
    config: {
      documentMode: 'string',
      enumsAsTypes: true,
      useTypeImports: true,
      strictScalars: true,
      scalars: {
        ID: 'string',
        Int64: 'string',
        MinorUnits: 'string',
        CurrencyCode: 'string',
        DateTime: 'string',
        Date: 'string',
        Url: 'string',
        Duration: 'string',
        EventCursor: 'string',
        IdempotencyKey: 'string',
        Metadata: 'Record<string, string>',
        Sha256: 'string',
      },
    },
  },
});

const config: CodegenConfig = {
  schema: 'schema/schema.graphql',
  importExtension: '.ts',
  generates: { ...documents('test/examples'), ...documents('test/graphql') },
};

export default config;
