import '../support/full-way.ts';
import '../graphql/client-tokens.test.ts';
