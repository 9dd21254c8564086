import type { ConnectedAccount } from '../../domain/port/accounts.ts';
import { pauseReasons } from '../../domain/port/pause-account.ts';
import { encodeId } from '../../kernel/ids.ts';
import { builder } from '../schema/builder.ts';
import type { Context } from '../schema/context.ts';
import { described, Provider } from '../schema/enums.ts';
import type { AccountRow } from '../schema/loaders.ts';
import { Node } from '../schema/node.ts';
import { StatusReason } from '../schema/reason.ts';

/** What only some keys may read: where the provider calls us, and how that goes. */
const readsAccounts = { requiresScope: { scope: 'accounts:read' } } as const;

type Status = 'ACTIVE' | 'PAUSED' | 'DISCONNECTED';
const ProviderAccountStatus = builder.enumType('ProviderAccountStatus', {
  description: 'Whether anything is sent for an account. May grow.',
  values: described<Status>({
    ACTIVE: 'It is at work.',
    PAUSED: 'Nothing is sent or asked: `pausedBecause` says why.',
    DISCONNECTED: 'It has no settings any more; connect it again.',
  }),
});

/** An account that was paused before its reason was kept had its credentials refused. */
const pauseOf = ({ pausedAt, pausedBecause }: AccountRow) => pausedAt && (pausedBecause ?? 'CREDENTIALS_REFUSED');

const connectedOf = ({ id }: AccountRow, { deps }: Context): Promise<ConnectedAccount | null> => deps.accounts.byId(id);

export const ProviderAccount = builder.objectRef<AccountRow>('ProviderAccount').implement({
  description: 'Your account with a provider.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Id of the account: acc_ and 26 characters.', resolve: ({ id }) => encodeId('acc', id) }),
    provider: t.expose('provider', { type: Provider, description: 'The provider.' }),
    status: t.field({
      type: ProviderAccountStatus,
      description: 'Whether anything is sent for it.',
      resolve: (row) => {
        const pause = pauseOf(row);
        return pause === 'DISCONNECTED' ? pause : pause ? 'PAUSED' : 'ACTIVE';
      },
    }),
    pausedAt: t.expose('pausedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when nothing is sent: `pausedBecause` says why. Null when all is well.',
    }),
    pausedBecause: t.field({
      type: StatusReason,
      nullable: true,
      description: 'Why nothing is sent. Null when all is well.',
      resolve: (row) => {
        const pause = pauseOf(row);
        return pause && pauseReasons[pause];
      },
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was connected first.' }),
    credentialsCheckedAt: t.expose('credentialsCheckedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When the provider was last asked whether it takes these credentials, and did: as they were given, or the account resumed. Null for an account from before it was kept.',
      directives: readsAccounts,
    }),
    lastCallbackAt: t.expose('lastCallbackAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the provider last called us about it, to the minute. Null when it never did.',
      directives: readsAccounts,
    }),
    callbackUrl: t.string({
      nullable: true,
      description:
        "The address at which the provider calls us. Whoever knows it may knock there, so it goes on the provider's own pages and nowhere else. Null once it is disconnected.",
      directives: { ...readsAccounts, cost: { weight: 1 } },
      resolve: async (row, _args, context) =>
        pauseOf(row) === 'DISCONNECTED' ? null : ((await connectedOf(row, context))?.callbackUrl ?? null),
    }),
    calledBack: t.boolean({
      description:
        'Whether the provider has been told that address, where there is a call for it. True where you set it by hand.',
      directives: { ...readsAccounts, cost: { weight: 1 } },
      resolve: async (row, _args, context) => (await connectedOf(row, context))?.connected ?? false,
    }),
    notCalledBackBecause: t.string({
      nullable: true,
      description:
        "Why it could not be told, and whose the address of callbacks is where it is another system's. Null when all is well, or when it has not been tried yet.",
      directives: { ...readsAccounts, cost: { weight: 1 } },
      resolve: async (row, _args, context) => {
        const connected = await connectedOf(row, context);
        return connected && !connected.connected ? connected.connectProblem : null;
      },
    }),
  }),
});
