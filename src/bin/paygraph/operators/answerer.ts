/** Answers one document of an operator's, or throws a `CommandError`. `acts` when it changes something. */
export type Answerer = <R>(document: string, variables: object, how: { readonly acts: boolean }) => Promise<R>;
