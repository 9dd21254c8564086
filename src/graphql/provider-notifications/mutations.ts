import type { InboxItem } from '../../generated/prisma/client.ts';
import { type Reprocessed, reprocess } from '../../inbox/reprocess.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { builder } from '../schema/builder.ts';
import { mutation } from '../schema/mutation.ts';
import { load, mutationPayload } from '../schema/payload.ts';
import { ProviderNotification } from './type.ts';

const ReprocessProviderNotificationInput = builder.inputType('ReprocessProviderNotificationInput', {
  description: 'Takes up again what a provider has told.',
  fields: (t) => ({
    idempotencyKey: t.field({
      type: 'IdempotencyKey',
      required: true,
      description: 'Your own key: a repeat takes nothing up twice.',
    }),
    notificationId: t.id({
      required: true,
      description: 'The notification, from `unprocessedProviderNotifications`.',
    }),
  }),
});

const ReprocessProviderNotificationPayload = mutationPayload<Reprocessed>('ReprocessProviderNotificationPayload', {
  description: 'A notification is processed again, a moment later.',
  fields: (t) => ({
    notification: t.field({
      type: ProviderNotification,
      description: 'The notification as it is after the step.',
      resolve: ({ notificationId }, _args, context) => load<InboxItem>(context, 'inb', notificationId),
    }),
  }),
});

mutation('reprocessProviderNotification', {
  description:
    'Processes again what a provider has told and could not be processed, from the beginning of its attempts. What has been applied is never applied twice.',
  scope: 'operations:resolve',
  input: ReprocessProviderNotificationInput,
  asks: 'What is taken up again.',
  payload: ReprocessProviderNotificationPayload,
  result: 'The notification, or why it was not taken up.',
  refusals: ['notFound', 'invalidState'],
  run: (input, { deps, caller }) =>
    reprocess(deps, caller, { ...input, notificationId: uuidOf('inb', input.notificationId) }),
});
