import { GraphQLError } from 'graphql';

/** Answers at the top level, by code: what HTTP says of them. Those that a caller can act upon are members of a union instead. */
export const topLevelStatus = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  GRAPHQL_PARSE_FAILED: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  BAD_USER_INPUT: 400,
  // No failure: the client sends the text next. Apollo's take only this status for it.
  PERSISTED_QUERY_NOT_FOUND: 200,
  DEPTH_LIMIT: 400,
  ALIAS_LIMIT: 400,
  TOKEN_LIMIT: 400,
  ROOT_FIELD_LIMIT: 400,
  DOCUMENT_LIMIT: 400,
  COST_LIMIT_EXCEEDED: 400,
  ANSWER_TOO_LARGE: 400,
  NOT_ACCEPTABLE: 406,
  TOO_MANY_SUBSCRIPTIONS: 429,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
  INTERNAL_SERVER_ERROR: 500,
} as const;
export type TopLevelCode = keyof typeof topLevelStatus;

/** A refusal of the whole request, with the status that HTTP gives it. */
export function refusal(
  code: TopLevelCode,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code, ...details, http: { status: topLevelStatus[code], headers } },
  });
}
