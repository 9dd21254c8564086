import type { OperatorRecord as OperatorRecordRow } from '../../generated/prisma/client.ts';
import { encodeId, type IdPrefix, uuidOf } from '../../kernel/ids.ts';
import { type AuditRecordRow, listAuditRecords } from '../../merchants/audit-trail.ts';
import { listOperatorRecords } from '../../merchants/operator-record.ts';
import { badInput } from '../schema/page.ts';
import { operatorBuilder } from './builder.ts';
import { pageType, pageWords, placeByCreation, readPageOf } from './page.ts';

const AuditRecord = operatorBuilder.objectRef<AuditRecordRow>('AuditRecord').implement({
  description:
    'Who did what to a merchant, its keys, accounts and open work. Written with the change itself, never changed and never removed.',
  fields: (t) => ({
    id: t.id({ description: 'Id of the record: aud_ and 26 characters.', resolve: ({ id }) => encodeId('aud', id) }),
    merchantId: t.id({
      description: 'In whose name it was done.',
      resolve: ({ merchantId }) => encodeId('mer', merchantId),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was done.' }),
    actor: t.exposeString('actor', {
      description: 'Who did it: key_… of a merchant, opk_… of an operator, or command-line.',
    }),
    action: t.exposeString('action', { description: 'What was done.' }),
    subjectId: t.id({
      description: 'To what it was done.',
      resolve: ({ subjectType, subjectId }) => encodeId(subjectType as IdPrefix, subjectId),
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why, as whoever did it said. Null when nothing was said.',
    }),
    requestId: t.exposeID('requestId', { description: 'Id of the request that did it.' }),
    details: t.string({
      description: 'What was changed, as JSON text, without anything secret.',
      resolve: ({ details }) => JSON.stringify(details),
    }),
  }),
});
const AuditRecordPage = pageType('AuditRecordPage', AuditRecord, 'audit records');

operatorBuilder.queryField('auditRecords', (t) =>
  t.field({
    type: AuditRecordPage,
    description: 'Who did what and why, of all merchants or of one. Newest first.',
    directives: { cost: { weight: 2, multiplier: 'first' }, requiresScope: { scope: 'audit:read' } },
    args: {
      merchantId: t.arg.id({ description: 'Those of one merchant only.' }),
      first: t.arg.int({ description: pageWords.first }),
      after: t.arg.string({ description: pageWords.after }),
    },
    resolve: (_root, { merchantId: publicId, ...page }, context) => {
      const merchantId = publicId ? uuidOf('mer', publicId) : null;
      if (publicId && !merchantId) throw badInput('expected the id of a merchant: mer_…');
      return readPageOf<AuditRecordRow>(context, page, {
        list: 'audit records',
        filter: merchantId,
        placeOf: placeByCreation,
        read: (before, limit) => listAuditRecords(context.deps.db, { merchantId, before, limit }),
      });
    },
  }),
);

const OperatorRecord = operatorBuilder.objectRef<OperatorRecordRow>('OperatorRecord').implement({
  description:
    'What an operator did, or was refused: written before it was done, with what came of it afterwards. Never removed.',
  fields: (t) => ({
    id: t.id({ description: 'Id of the record: opc_ and 26 characters.', resolve: ({ id }) => encodeId('opc', id) }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was begun.' }),
    actor: t.exposeString('actor', { description: 'Who: opk_… of a key.' }),
    action: t.exposeString('action', { description: 'What: the name of the mutation.' }),
    merchantId: t.id({
      nullable: true,
      description: 'In whose name. Null where it is about no merchant.',
      resolve: ({ inNameOf }) => inNameOf && encodeId('mer', inNameOf),
    }),
    subjectId: t.exposeString('subject', {
      nullable: true,
      description:
        'Id of what it was asked for or led to, as it was given. Null where the input names nothing but a merchant.',
    }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why. Null when nothing was said.' }),
    requestId: t.exposeID('requestId', {
      description: "Id of the request: what it changed stands under the same in the merchant's `auditRecords`.",
    }),
    outcome: t.exposeString('outcome', {
      nullable: true,
      description: 'done, the kind of the refusal, or failed. Null while it is under way, and of one that was cut off.',
    }),
  }),
});
const OperatorRecordPage = pageType('OperatorRecordPage', OperatorRecord, 'operator records');

operatorBuilder.queryField('operatorRecords', (t) =>
  t.field({
    type: OperatorRecordPage,
    description: 'What operators did and were refused, in whose name and why. Newest first.',
    directives: { cost: { weight: 2, multiplier: 'first' }, requiresScope: { scope: 'audit:read' } },
    args: {
      merchantId: t.arg.id({ description: 'In the name of one merchant only.' }),
      first: t.arg.int({ description: pageWords.first }),
      after: t.arg.string({ description: pageWords.after }),
    },
    resolve: (_root, { merchantId: publicId, ...page }, context) => {
      const merchantId = publicId ? uuidOf('mer', publicId) : null;
      if (publicId && !merchantId) throw badInput('expected the id of a merchant: mer_…');
      return readPageOf<OperatorRecordRow>(context, page, {
        list: 'operator records',
        filter: merchantId,
        placeOf: placeByCreation,
        read: (before, limit) => listOperatorRecords(context.deps.db, { merchantId, before, limit }),
      });
    },
  }),
);
