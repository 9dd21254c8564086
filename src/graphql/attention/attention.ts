import { type AttentionKind, attentionKinds } from '../../attention/kinds.ts';
import { listMerchantAttention, merchantAttentionKinds, readMerchantAttention } from '../../attention/of-merchant.ts';
import { type AttentionGroup, type AttentionItem, type Severity, severities } from '../../attention/statements.ts';
import { builder } from '../schema/builder.ts';
import { described } from '../schema/enums.ts';

/** Nobody reads more of one kind in one answer; the lists of each noun have the rest. */
const itemsMax = 100;

const words = <Name extends string>(names: readonly Name[], say: (name: Name) => string) =>
  described<Name>(Object.fromEntries(names.map((name) => [name, say(name)])) as Record<Name, string>);

const Kind = builder.enumType('AttentionKind', {
  description: 'What needs attention. May grow.',
  values: words<AttentionKind>(merchantAttentionKinds, (name) => attentionKinds[name].says),
});

const severityWords: Readonly<Record<Severity, string>> = {
  NOTICE: 'Nothing to do yet.',
  WARNING: 'A person is needed.',
  CRITICAL: 'A person is needed now.',
};
const SeverityType = builder.enumType('AttentionSeverity', {
  description: 'How urgent it is. May grow.',
  values: words<Severity>(severities, (name) => severityWords[name]),
});

const Item = builder.objectRef<AttentionItem>('AttentionItem').implement({
  description: 'One thing that needs attention.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Id of the thing; `node` reads what it is.' }),
    since: t.expose('since', { type: 'DateTime', description: 'Since when it is so.' }),
    sentence: t.exposeString('sentence', { description: 'What it is, in a sentence, with nothing of a payer.' }),
    whatToDo: t.exposeString('whatToDo', { description: 'What a person does about it.' }),
    nextActAt: t.expose('nextAct', {
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

const Group = builder.objectRef<AttentionGroup>('AttentionGroup').implement({
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
    nextActAt: t.expose('nextAct', {
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

builder.queryField('attention', (t) =>
  t.field({
    type: [Group],
    description:
      'What of yours is stuck or about to be: one group for each kind of which there is any, a dozen at most. `attentionItems` lists exactly these.',
    directives: { cost: { weight: 20 }, requiresScope: { scope: 'operations:resolve' } },
    resolve: async (_root, _args, { deps, caller }) => [...(await readMerchantAttention(deps.db, caller.merchantId))],
  }),
);

builder.queryField('attentionItems', (t) =>
  t.field({
    type: [Item],
    description: 'What is behind a group, the most urgent first.',
    directives: { cost: { weight: 2, multiplier: 'first' }, requiresScope: { scope: 'operations:resolve' } },
    args: {
      kind: t.arg({ type: Kind, required: true, description: 'Of which kind.' }),
      first: t.arg.int({ description: `How many: 20 when left out, ${itemsMax} at most.` }),
    },
    resolve: async (_root, { kind, first }, { deps, caller }) => {
      const limit = Math.max(0, Math.min(first ?? 20, itemsMax));
      return [...(await listMerchantAttention(deps.db, caller.merchantId, kind, limit))];
    },
  }),
);
