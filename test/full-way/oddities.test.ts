import '../support/full-way.ts';
import '../http/oddities.test.ts';
