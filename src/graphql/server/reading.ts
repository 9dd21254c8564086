import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Documents } from '../execution/documents.ts';
import { payForReading } from '../limits/preflight.ts';
import type { ServerState } from './options.ts';

/** What comes before a document can run: points for reading it, its tokens, its shape, and only then validation. */
export function reading(documents: Documents): Plugin<object, ServerState> {
  return {
    onParse({ context, params, setParseFn }) {
      const { state } = context as unknown as ServerState;
      payForReading({ bucket: state.bucket, state }, String(params.source));
      setParseFn((source: string) => documents.parse(source));
    },
    onValidate({ params: { schema, documentAST }, setResult }) {
      setResult(documents.problems(schema as GraphQLSchema, documentAST as DocumentNode));
    },
  };
}
