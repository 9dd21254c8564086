import '../support/full-way.ts';
import '../http/bodies.test.ts';
