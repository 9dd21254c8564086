import { type DocumentNode, GraphQLError, parse, validate } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { type DocumentLimits, errorsMax, tokensMax } from '../limits/limits.ts';
import { payForReading } from '../limits/preflight.ts';
import { refusal } from '../limits/refusals.ts';
import { checkShape } from '../limits/shape.ts';
import type { ServerState } from './options.ts';

/** What comes before a document can run: points for reading it, its tokens, its shape, and only then validation. */
export function reading({ limits }: { readonly limits: DocumentLimits }): Plugin<object, ServerState> {
  const shapeProblem = createShapeCheck(limits);
  return {
    onParse({ context, params, setParseFn }) {
      const { state } = context as unknown as ServerState;
      payForReading({ bucket: state.bucket, state }, String(params.source));
      setParseFn((source: string, parseOptions: object) => {
        try {
          return parse(source, { ...parseOptions, maxTokens: tokensMax });
        } catch (error) {
          if (error instanceof Error && tooManyTokens.test(error.message))
            throw refusal('TOKEN_LIMIT', `The document has more than ${tokensMax} tokens.`, { limit: tokensMax });
          throw error;
        }
      });
    },
    onValidate({ params: { documentAST }, setResult, setValidationFn }) {
      const problem = shapeProblem(documentAST as DocumentNode);
      if (problem) setResult([problem]);
      setValidationFn((schema, document, rules, _types, options) =>
        validate(schema, document as DocumentNode, rules, { ...options, maxErrors: errorsMax }),
      );
    },
  };
}

const tooManyTokens = /contains more that (\d+) tokens/;

/** The refusal of a document's shape, or null. Documents that are kept since they come again are judged once. */
function createShapeCheck(limits: DocumentLimits): (document: DocumentNode) => GraphQLError | null {
  const known = new WeakMap<DocumentNode, GraphQLError | null>();
  const judge = (document: DocumentNode): GraphQLError | null => {
    try {
      checkShape(document, limits);
      return null;
    } catch (error) {
      if (error instanceof GraphQLError) return error;
      throw error;
    }
  };
  return (document) => {
    const kept = known.get(document);
    if (kept !== undefined) return kept;
    const problem = judge(document);
    known.set(document, problem);
    return problem;
  };
}
