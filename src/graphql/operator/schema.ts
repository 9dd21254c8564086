import { specifiedDirectives } from 'graphql';
import { directives } from '../schema/directives.ts';
import { operatorBuilder } from './builder.ts';
import './merchants.ts';
import './api-keys.ts';
import './accounts.ts';
import './attention.ts';
import './audit-records.ts';
import './last-audit.ts';
import './open-work.ts';
import './operations.ts';
import './operator-keys.ts';
import './processes.ts';
import './sealing.ts';
import './viewer.ts';

/** What operators are served, and nobody else. */
export const operatorSchema = operatorBuilder.toSchema({
  directives: [...specifiedDirectives, ...directives],
  sortSchema: false,
});
