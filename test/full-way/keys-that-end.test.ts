import '../support/full-way.ts';
import '../graphql/keys-that-end.test.ts';
