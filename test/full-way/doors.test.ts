import '../support/full-way.ts';
import '../http/doors.test.ts';
