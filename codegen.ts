import type { CodegenConfig } from '@graphql-codegen/cli';
import scalars from './client/scalars.json' with { type: 'json' };

/** Typed documents from a printed schema, sent as text. They stand in `documents.ts` unless it is said where. */
const documents = (
  folder: string,
  schema: string,
  documents = `${folder}/documents.ts`,
): CodegenConfig['generates'] => ({
  [`${folder}/generated/`]: {
    schema,
    documents,
    preset: 'client',
    presetConfig: { fragmentMasking: false },
    config: {
      documentMode: 'string',
      enumsAsTypes: true,
      useTypeImports: true,
      strictScalars: true,
      scalars,
    },
  },
});

const config: CodegenConfig = {
  importExtension: '.ts',
  generates: {
    ...documents('test/examples', 'schema/schema.graphql'),
    ...documents('test/graphql', 'schema/schema.graphql'),
    ...documents('src/bin/paygraph/operators', 'schema/operator.graphql'),
    ...documents('console/src/merchant', 'schema/schema.graphql', 'console/src/merchant/*.graphql'),
    ...documents('console/src/operator', 'schema/operator.graphql', 'console/src/operator/*.graphql'),
  },
};

export default config;
