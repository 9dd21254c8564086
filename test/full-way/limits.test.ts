import '../support/full-way.ts';
import '../http/limits.test.ts';
