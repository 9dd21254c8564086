import { operatorBuilder } from './builder.ts';
import type { LastAudit } from './context.ts';

const Check = operatorBuilder.objectRef<LastAudit['checks'][number]>('AuditCheck').implement({
  description: 'What became of one check of an audit.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'I1 to I12, as `paygraph audit` names it.' }),
    sentence: t.exposeString('sentence', { description: 'What must hold.' }),
    outcome: t.exposeString('outcome', { description: 'held, broken, or not checked.' }),
    breachCount: t.exposeInt('breachCount', {
      description: 'How many rows break it: 0 when it held. `paygraph audit` names them.',
    }),
  }),
});

const AuditRunType = operatorBuilder.objectRef<LastAudit>('AuditRun').implement({
  description: 'An audit of everything: whether money, ledger and history agree.',
  fields: (t) => ({
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it began.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', description: 'When it ended.' }),
    broken: t.exposeBoolean('broken', { description: 'Whether it found anything.' }),
    checks: t.field({
      type: [Check],
      description: 'What it looked at: a dozen checks.',
      resolve: ({ checks }) => [...checks],
    }),
  }),
});

operatorBuilder.queryField('lastAudit', (t) =>
  t.field({
    type: AuditRunType,
    nullable: true,
    description:
      'The last `paygraph audit`, whose findings are in `attention` too, as is that there was none for a day. Null where there has been none.',
    directives: { cost: { weight: 2 }, requiresScope: { scope: 'merchants:read' } },
    resolve: async (_root, _args, { world }) => (await world.lastAudit?.()) ?? null,
  }),
);
