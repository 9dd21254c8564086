import { type AttentionKind, attentionKindNames, attentionKinds } from '../../attention/kinds.ts';
import { listAttention, readAttention } from '../../attention/read.ts';
import { type AttentionGroup, type AttentionItem, type Severity, severities } from '../../attention/statements.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { badInput } from '../schema/page.ts';
import { operatorBuilder } from './builder.ts';
import { pageType, pageWords, readPageOf } from './page.ts';

const Kind = operatorBuilder.enumType('AttentionKind', {
  description: 'What needs attention. May grow.',
  values: Object.fromEntries(
    attentionKindNames.map((name) => [name, { description: attentionKinds[name].says }]),
  ) as Record<AttentionKind, { description: string }>,
});

const severityWords: Readonly<Record<Severity, string>> = {
  NOTICE: 'Nothing to do yet.',
  WARNING: 'A person is needed.',
  CRITICAL: 'A person is needed now.',
};
const SeverityType = operatorBuilder.enumType('Severity', {
  description: 'How urgent it is.',
  values: Object.fromEntries(severities.map((name) => [name, { description: severityWords[name] }])) as Record<
    Severity,
    { description: string }
  >,
});

const Item = operatorBuilder.objectRef<AttentionItem>('AttentionItem').implement({
  description: 'One thing that needs attention.',
  fields: (t) => ({
    id: t.exposeID('id', {
      description:
        'Id of the thing; of an audit that is overdue, the last one, or the first merchant where there was none.',
    }),
    merchantId: t.exposeID('merchantId', {
      nullable: true,
      description: "The merchant whose it is. Null where it is no merchant's, such as an audit of everything.",
    }),
    merchantName: t.exposeString('merchantName', {
      nullable: true,
      description: "What that one is called. Null where it is no merchant's.",
    }),
    since: t.expose('since', { type: 'DateTime', description: 'Since when.' }),
    sentence: t.exposeString('sentence', { description: 'What it is, in a sentence, with nothing of a payer.' }),
    whatToDo: t.exposeString('whatToDo', { description: 'What a person does about it.' }),
    nextAct: t.expose('nextAct', {
      type: 'DateTime',
      nullable: true,
      description: 'When something is done by itself. Null when nothing is.',
    }),
    actBy: t.expose('actBy', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when a person must act. Null when there is no such time.',
    }),
  }),
});
const ItemPage = pageType('AttentionItemPage', Item, 'things that need attention');

const Group = operatorBuilder.objectRef<AttentionGroup>('AttentionGroup').implement({
  description: 'All that is of one kind and needs attention.',
  fields: (t) => ({
    kind: t.field({ type: Kind, description: 'What it is.', resolve: ({ kind }) => kind }),
    severity: t.field({
      type: SeverityType,
      description: 'How urgent it is.',
      resolve: ({ severity }) => severity,
    }),
    count: t.exposeInt('count', { description: 'How many: 1,000 at most.' }),
    countIsCapped: t.exposeBoolean('countIsCapped', { description: 'Whether there are more than are counted.' }),
    oldestSince: t.expose('oldestSince', { type: 'DateTime', description: 'Since when the oldest of them is so.' }),
    sentence: t.exposeString('sentence', { description: 'What it is, in a sentence.' }),
    whatToDo: t.exposeString('whatToDo', { description: 'What a person does about it.' }),
    nextAct: t.expose('nextAct', {
      type: 'DateTime',
      nullable: true,
      description: 'When something is done by itself. Null when nothing is.',
    }),
    actBy: t.expose('actBy', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when a person must act. Null when there is no such time.',
    }),
  }),
});

operatorBuilder.queryField('attention', (t) =>
  t.field({
    type: [Group],
    description:
      'What is stuck or about to be, of all merchants: one group for each kind of which there is any. The terminal and the metrics tell the same. `attentionItems` lists exactly these.',
    directives: { cost: { weight: 20 }, requiresScope: { scope: 'merchants:read' } },
    resolve: async (_root, _args, { deps }) => [...(await readAttention(deps.db))],
  }),
);

operatorBuilder.queryField('attentionItems', (t) =>
  t.field({
    type: ItemPage,
    description: 'What is behind a group, the most urgent first.',
    directives: { cost: { weight: 2, multiplier: 'first' }, requiresScope: { scope: 'merchants:read' } },
    args: {
      kind: t.arg({ type: Kind, required: true, description: 'Of which kind.' }),
      merchantId: t.arg.id({ description: 'Those of one merchant only.' }),
      first: t.arg.int({ description: pageWords.first }),
      after: t.arg.string({ description: pageWords.after }),
    },
    resolve: (_root, { kind, merchantId: publicId, ...page }, context) => {
      const merchantId = publicId ? uuidOf('mer', publicId) : null;
      if (publicId && !merchantId) throw badInput('expected the id of a merchant: mer_…');
      return readPageOf<AttentionItem>(context, page, {
        list: 'attention',
        filter: [kind, merchantId],
        placeOf: ({ place }) => place,
        read: (after, limit) => listAttention(context.deps.db, kind, { after, limit, merchantId }),
      });
    },
  }),
);
