import '../support/full-way.ts';
import '../graphql/audit.test.ts';
