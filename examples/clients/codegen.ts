import { readFileSync } from 'node:fs';
import type { CodegenConfig } from '@graphql-codegen/cli';

/** What each scalar is in an answer: published with the library, as `@paygraph/client/scalars.json`. */
const scalars = JSON.parse(readFileSync(new URL('../../client/scalars.json', import.meta.url), 'utf8'));

/** Types for your documents. Without the map every scalar would be `unknown`, amounts too. */
const config: CodegenConfig = {
  schema: 'schema/schema.graphql',
  documents: 'examples/clients/documents.graphql',
  generates: {
    'paygraph.ts': {
      plugins: ['typescript', 'typescript-operations'],
      config: { scalars, strictScalars: true, enumsAsTypes: true, useTypeImports: true },
    },
  },
};
export default config;
