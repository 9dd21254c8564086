import '../support/full-way.ts';
import '../http/strangers.test.ts';
