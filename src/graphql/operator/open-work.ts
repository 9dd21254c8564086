import { resolveOperation } from '../../domain/operation/resolve.ts';
import { reprocess } from '../../inbox/reprocess.ts';
import { encodeId, uuidOf } from '../../kernel/ids.ts';
import { recordDone } from '../../merchants/audit-record.ts';
import { act, forMerchant, mapped, reasonWords, repeatWords } from './act.ts';
import { operatorBuilder, sharedEnum } from './builder.ts';

const Verdict = sharedEnum('OperationVerdict');
const merchantWords = 'Whose it is: mer_…';

const OperationPayload = operatorBuilder.objectRef<{ readonly operationId: string }>('OperationPayload').implement({
  description: 'An operation was settled by a person.',
  fields: (t) => ({ operationId: t.exposeID('operationId', { description: 'The operation: opr_…' }) }),
});

act('resolveOperation', {
  description:
    'Settles an operation whose outcome only a person can find out. Nothing is sent; who decided and why stays in the event log and in the audit record.',
  scope: 'operations:resolve',
  input: operatorBuilder.inputType('ResolveOperationInput', {
    description: 'Settles an operation whose outcome is not known.',
    fields: (t) => ({
      idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: repeatWords }),
      merchantId: t.id({ required: true, description: merchantWords }),
      operationId: t.id({ required: true, description: 'The operation, from `attentionItems`: opr_…' }),
      outcome: t.field({ type: Verdict, required: true, description: 'What was found out.' }),
      reason: t.string({
        required: true,
        description: 'How that is known, 1 to 300 characters. It stays in the event log; name no payer.',
      }),
    }),
  }),
  payload: OperationPayload,
  run: ({ merchantId, idempotencyKey, operationId, outcome, reason }, context) =>
    forMerchant(context, merchantId, async (merchant) => {
      const caller = context.inNameOf(merchant, reason);
      const id = uuidOf('opr', operationId);
      const input = { idempotencyKey, operationId: id, outcome: outcome as 'HAPPENED' | 'DID_NOT_HAPPEN', reason };
      const done = await resolveOperation(context.deps, caller, input, (tx, now) =>
        recordDone(tx, now, caller, {
          action: 'resolveOperation',
          subjectType: 'opr',
          subjectId: id ?? '',
          details: { outcome },
        }),
      );
      return mapped(done, () => ({ operationId }));
    }),
});

const NotificationPayload = operatorBuilder
  .objectRef<{ readonly notificationId: string }>('ProviderNotificationPayload')
  .implement({
    description: "A provider's news is processed again, a moment later.",
    fields: (t) => ({ notificationId: t.exposeID('notificationId', { description: 'The news: inb_…' }) }),
  });

act('reprocessProviderNotification', {
  description:
    "Takes up again a provider's news that waits, is parked or was given up. What has been applied is never applied twice.",
  scope: 'inbox:write',
  input: operatorBuilder.inputType('ReprocessProviderNotificationInput', {
    description: "Takes up again a provider's news.",
    fields: (t) => ({
      idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: repeatWords }),
      merchantId: t.id({ required: true, description: merchantWords }),
      notificationId: t.id({ required: true, description: 'The news, from `attentionItems`: inb_…' }),
      reason: t.string({ description: reasonWords }),
    }),
  }),
  payload: NotificationPayload,
  run: ({ merchantId, idempotencyKey, notificationId, reason }, context) =>
    forMerchant(context, merchantId, async (merchant) => {
      const caller = context.inNameOf(merchant, reason);
      const input = { idempotencyKey, notificationId: uuidOf('inb', notificationId) };
      const done = await reprocess(context.deps, caller, input, (tx, now, id) =>
        recordDone(tx, now, caller, {
          action: 'reprocessProviderNotification',
          subjectType: 'inb',
          subjectId: id,
          details: {},
        }),
      );
      return mapped(done, ({ notificationId: id }) => ({ notificationId: encodeId('inb', id) }));
    }),
});
