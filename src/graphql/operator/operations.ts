import { encodeId, uuidOf } from '../../kernel/ids.ts';
import { masked } from '../../kernel/masked-text.ts';
import type { Place } from '../../kernel/place.ts';
import { findOperation, listUnresolved, type OperationOfAny } from '../../merchants/operation-trail.ts';
import { explanationOf, subjectIdOf } from '../operation/type.ts';
import { badInput } from '../schema/page.ts';
import { toReason } from '../schema/reason.ts';
import { operatorBuilder, sharedEnum } from './builder.ts';
import { pageType, pageWords, readPageOf } from './page.ts';
import { Provider } from './provider.ts';

const Status = sharedEnum('OperationStatus');
const timeWords = { type: 'DateTime', nullable: true } as const;

const OperationType = operatorBuilder.objectRef<OperationOfAny>('Operation').implement({
  description:
    'One intention sent to a provider, and what became of it; nothing of what was sent, which may name a payer.',
  fields: (t) => ({
    id: t.id({ description: 'Id of the operation: opr_ and 26 characters.', resolve: ({ id }) => encodeId('opr', id) }),
    merchantId: t.id({
      description: 'The merchant whose it is.',
      resolve: ({ merchantId }) => encodeId('mer', merchantId),
    }),
    merchantName: t.exposeString('merchantName', { description: 'What that one is called.' }),
    provider: t.field({ type: Provider, description: 'Where.', resolve: ({ provider }) => provider as never }),
    kind: t.exposeString('kind', { description: 'What was asked of the provider, for example payment.capture.' }),
    status: t.field({ type: Status, description: 'What has become of it.', resolve: ({ status }) => status as never }),
    subjectId: t.id({
      description: 'Id of the agreement, mandate, billing request, payment or receipt that it is about.',
      resolve: subjectIdOf,
    }),
    amountMinor: t.exposeString('amountMinor', {
      nullable: true,
      description: 'What is captured or given back by it, in minor units of `currency`. Null where it is neither.',
    }),
    currency: t.exposeString('currency', {
      nullable: true,
      description: 'The currency of `amountMinor`, as ISO 4217 has it. Null where there is none.',
    }),
    problem: t.string({
      nullable: true,
      description: 'What went wrong, masked. Null when nothing is out of the ordinary.',
      resolve: ({ reason }) => {
        const message = toReason(reason)?.message;
        return message === undefined ? null : masked(message);
      },
    }),
    explanation: t.string({
      description: 'A plain sentence for a person: what is known, what is waited for, what happens next.',
      resolve: explanationOf,
    }),
    requestedBy: t.exposeString('actor', { description: 'Who asked for it: key_… of a merchant.' }),
    sends: t.exposeInt('sends', { description: 'How often it was sent, each time as the same.' }),
    asked: t.exposeInt('pollCount', { description: 'How often the provider was asked what became of it.' }),
    requestedAt: t.expose('requestedAt', { type: 'DateTime', description: 'When it was asked for.' }),
    sentAt: t.expose('sentAt', { ...timeWords, description: 'When it was last about to be sent. Null before that.' }),
    completedAt: t.expose('completedAt', {
      ...timeWords,
      description: 'When its outcome was known. Null until then.',
    }),
    nextAskAt: t.expose('nextAt', {
      ...timeWords,
      description: 'When it is sent, or asked about, next. Null when nothing is planned.',
    }),
  }),
});
const OperationPage = pageType('OperationPage', OperationType, 'operations');

const reads = { requiresScope: { scope: 'merchants:read' } } as const;
const placeBySince = ({ sentAt, requestedAt, id }: OperationOfAny): Place => ({
  atMs: (sentAt ?? requestedAt).getTime(),
  id,
});

operatorBuilder.queryField('unresolvedOperations', (t) =>
  t.field({
    type: OperationPage,
    description:
      'Operations of which nobody knows whether they happened, of all merchants or of one, the longest waiting first.',
    directives: { cost: { weight: 2, multiplier: 'first' }, ...reads },
    args: {
      merchantId: t.arg.id({ description: 'Those of one merchant only.' }),
      first: t.arg.int({ description: pageWords.first }),
      after: t.arg.string({ description: pageWords.after }),
    },
    resolve: (_root, { merchantId: publicId, ...page }, context) => {
      const merchantId = publicId ? uuidOf('mer', publicId) : null;
      if (publicId && !merchantId) throw badInput('expected the id of a merchant: mer_…');
      return readPageOf<OperationOfAny>(context, page, {
        list: 'unresolved operations',
        filter: merchantId,
        placeOf: placeBySince,
        read: (after, limit) => listUnresolved(context.deps.db, { merchantId, after, limit }),
      });
    },
  }),
);

operatorBuilder.queryField('operation', (t) =>
  t.field({
    type: OperationType,
    nullable: true,
    description: 'One operation of a merchant, however it stands. Null where there is none with this id.',
    directives: { cost: { weight: 2 }, ...reads },
    args: {
      merchantId: t.arg.id({ required: true, description: 'Whose it is: mer_…' }),
      id: t.arg.id({ required: true, description: 'Its id: opr_…' }),
    },
    resolve: (_root, { merchantId, id }, { deps }) =>
      findOperation(deps.db, { merchantId: uuidOf('mer', merchantId), id: uuidOf('opr', id) }),
  }),
);
