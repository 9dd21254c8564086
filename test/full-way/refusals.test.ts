import '../support/full-way.ts';
import '../graphql/refusals.test.ts';
