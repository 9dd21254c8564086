import type { InboxItem, InboxProblem as Problem, InboxState as State } from '../../generated/prisma/client.ts';
import { encodeId } from '../../kernel/ids.ts';
import { masked } from '../../kernel/masked-text.ts';
import { builder } from '../schema/builder.ts';
import { described, Provider } from '../schema/enums.ts';
import { Node } from '../schema/node.ts';

/** Everything of a notification but its id, which names it in events that any key may read. */
const readsNotifications = { requiresScope: { scope: 'operations:resolve' } } as const;

const ProviderNotificationStatus = builder.enumType('ProviderNotificationStatus', {
  description: 'What has become of a notification. May grow.',
  values: {
    WAITING: { value: 'WAITING', description: 'It is about to be processed, or is tried again.' },
    PARKED: { value: 'PARKED', description: 'It is about something that is not known here, and waits for it to come.' },
    DEAD: { value: 'DEAD', description: 'It was given up, and is kept for a person: a dead letter.' },
    PROCESSED: { value: 'DONE', description: 'It was processed.' },
  } as const satisfies Record<string, { value: State; description: string }>,
});

export const ProviderNotificationProblem = builder.enumType('ProviderNotificationProblem', {
  description: 'Why a notification has not been processed. May grow.',
  values: described<Problem>({
    UNREADABLE: 'It could not be read, or says something that we have no word for.',
    NOT_APPLIED: 'It was read and could not be applied: the provider could not be asked, or contradicts what we know.',
    NOT_FOUND: 'It is about something that you have not made here. The account may serve another system of yours.',
  }),
});

const whatToDo: Readonly<Record<Problem, Partial<Record<State, string>>>> = {
  UNREADABLE: {
    DEAD: "Look at `text`, and at the thing in the provider's own pages: it may have moved. Once we can read it, or it turned out to be harmless, call `reprocessProviderNotification`.",
  },
  NOT_APPLIED: {
    WAITING: 'Nothing yet: it is tried again.',
    DEAD: "Compare the thing here with the provider's own pages. When the cause is mended, call `reprocessProviderNotification`.",
  },
  NOT_FOUND: {
    PARKED: 'Nothing: it is taken up by itself when the thing becomes known here.',
    DEAD: 'Nothing, when another system of yours uses the same account. Otherwise find out who made the thing at the provider.',
  },
};

export const ProviderNotification = builder.objectRef<InboxItem>('ProviderNotification').implement({
  description:
    'Something that a provider has told by its webhook or its list of events. What has been processed shows on the thing that it was about.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({
      description: 'Id of the notification: inb_ and 26 characters.',
      resolve: ({ id }) => encodeId('inb', id),
    }),
    provider: t.expose('provider', { type: Provider, description: 'Who told it.', directives: readsNotifications }),
    accountId: t.id({
      description: 'Id of your account with the provider.',
      directives: readsNotifications,
      resolve: ({ accountId }) => encodeId('acc', accountId),
    }),
    status: t.field({
      type: ProviderNotificationStatus,
      description: 'What has become of it.',
      directives: readsNotifications,
      resolve: ({ state }) => state,
    }),
    problem: t.expose('problem', {
      type: ProviderNotificationProblem,
      nullable: true,
      description: 'Why it has not been processed. Null before the first attempt, and once it has been.',
      directives: readsNotifications,
    }),
    detail: t.string({
      nullable: true,
      description: 'What went wrong at the last attempt, for support. Null when nothing has.',
      directives: readsNotifications,
      resolve: ({ lastError }) => lastError && masked(lastError),
    }),
    about: t.string({
      description: "What it is about, in the provider's words: a kind and an id.",
      directives: readsNotifications,
      resolve: ({ about }) => masked(about.slice(0, aboutShown)),
    }),
    text: t.string({
      nullable: true,
      description:
        'The beginning of what was told, 4 KiB at most, with anything like a secret, an address or a number of a person hidden. Null once it is no longer kept.',
      directives: { ...readsNotifications, cost: { weight: 1 } },
      resolve: async (item, _args, { reader, deps }) => {
        const body = (item.item as { readonly body?: object } | null)?.body;
        // What we read of it names nobody. What we could not read lies in the message as it came.
        if (body && Object.keys(body).length > 0 && item.problem !== 'UNREADABLE') return masked(JSON.stringify(body));
        const { merchantId, receiptId } = item;
        const receipt = await reader.webhookReceipt.findUnique({
          where: { merchantId_id: { merchantId, id: receiptId } },
          select: { bodySealed: true },
        });
        if (!receipt) return null;
        const opened = deps.sealer.open(Buffer.from(receipt.bodySealed), `webhook_receipt.body:${receiptId}`);
        return masked(opened.subarray(0, textBytesRead).toString('utf8'));
      },
    }),
    receivedAt: t.expose('receivedAt', {
      type: 'DateTime',
      description: 'When it reached us.',
      directives: readsNotifications,
    }),
    attempts: t.exposeInt('failures', {
      description: 'How often it was tried in vain since it came, or since it was taken up again.',
      directives: readsNotifications,
    }),
    nextAttemptAt: t.expose('nextAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it is tried next. Null when nothing is planned.',
      directives: readsNotifications,
    }),
    whatToDo: t.string({
      nullable: true,
      description: 'What you can do about it, in a plain sentence or two. Null when it is processed, or about to be.',
      directives: readsNotifications,
      resolve: ({ problem, state }) => (problem && whatToDo[problem][state]) ?? null,
    }),
  }),
});

const aboutShown = 120;
// More than is shown, so that what runs over the end is hidden before it is cut.
const textBytesRead = 16_384;
