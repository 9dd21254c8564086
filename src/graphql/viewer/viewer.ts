import type { Credential } from '../../access/api-keys.ts';
import { pauseOf } from '../../domain/command/supported.ts';
import type { MerchantProvider } from '../../domain/port/accounts.ts';
import type { Capability } from '../../domain/port/provider.ts';
import { encodeId } from '../../kernel/ids.ts';
import type { BucketState } from '../limits/bucket.ts';
import { builder } from '../schema/builder.ts';
import { Environment, Provider } from '../schema/enums.ts';
import { StatusReason } from '../schema/reason.ts';

const Viewer = builder.objectRef<Credential>('Viewer').implement({
  description: 'Who is asking, as the API key says.',
  fields: (t) => ({
    merchantId: t.id({ description: 'Id of the merchant.', resolve: ({ merchantId }) => encodeId('mer', merchantId) }),
    merchantName: t.exposeString('merchantName', { description: 'Name of the merchant.' }),
    environment: t.expose('environment', { type: Environment, description: 'Whether money is real.' }),
    timeZone: t.exposeString('timeZone', {
      description: 'By which days are counted: a name of the IANA time zone database. The operator sets it.',
    }),
    scopes: t.stringList({
      description: 'What the key may do: a handful of scopes.',
      resolve: ({ scopes }) => [...scopes],
    }),
  }),
});

const ProviderCapabilities = builder.objectRef<MerchantProvider>('ProviderCapabilities').implement({
  description:
    "What a provider offers, and what the merchant's account with it can do. A mutation beyond this is answered with NOT_SUPPORTED_BY_PROVIDER.",
  fields: (t) => ({
    provider: t.field({ type: Provider, description: 'The provider.', resolve: ({ provider }) => provider.name }),
    connected: t.boolean({
      description:
        'Whether the merchant has an account with it. Without one, nothing below but the operations says anything.',
      resolve: ({ connected }) => connected !== null,
    }),
    pausedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'Since when nothing is sent, because the provider refuses the credentials of the account, or they cannot be read here. Null when all is well.',
      resolve: ({ connected }) => connected?.pausedAt ?? null,
    }),
    pausedBecause: t.field({
      type: StatusReason,
      nullable: true,
      description: 'Why nothing is sent. Null when all is well.',
      resolve: ({ connected }) => connected && pauseOf(connected),
    }),
    calledBack: t.boolean({
      description:
        'Whether the provider calls this API back for the account. Until it does, what becomes of things is found by asking, within an hour.',
      resolve: ({ connected }) => connected?.connected ?? false,
    }),
    notCalledBackBecause: t.string({
      nullable: true,
      description:
        "Why it does not, and whose the address of callbacks is where it is another system's (MobilePay has one for all). Null when all is well, or when it has not been tried yet.",
      resolve: ({ connected }) => (connected && !connected.connected ? connected.connectProblem : null),
    }),
    currencies: t.field({
      type: ['CurrencyCode'],
      description: 'Currencies that the account can move: a handful. Empty without an account.',
      resolve: ({ connected }) => [...(connected?.capabilities.currencies ?? [])],
    }),
    operations: t.stringList({
      description: 'Operations that the provider offers, for example mandate.create: two dozen at most.',
      resolve: ({ provider }) => Object.keys(provider.operations) as Capability[],
    }),
    debtorCheck: t.boolean({
      description: 'Whether the provider can be asked about a debtor: `debtorCheck`.',
      resolve: ({ provider }) => provider.debtorCheck !== undefined,
    }),
    institutions: t.boolean({
      description: 'Whether the provider can be asked for the banks at which payers can approve: `institutions`.',
      resolve: ({ provider }) => provider.institutions !== undefined,
    }),
    partialCapture: t.boolean({
      description: 'Whether less than what is reserved can be captured.',
      resolve: ({ connected }) => connected?.capabilities.partialCapture ?? false,
    }),
    partialRefund: t.boolean({
      description: 'Whether less than what is captured can be given back.',
      resolve: ({ connected }) => connected?.capabilities.partialRefund ?? false,
    }),
    autoReserve: t.boolean({
      description: "Whether the merchant is approved to reserve without the payer's swipe.",
      resolve: ({ connected }) => connected?.capabilities.autoReserve ?? false,
    }),
  }),
});

interface RateLimitShape extends BucketState {
  readonly cost: number;
  readonly now: Date;
}
const RateLimit = builder.objectRef<RateLimitShape>('RateLimit').implement({
  description: 'Points that the key may spend. Each request takes its cost from a bucket that fills again with time.',
  fields: (t) => ({
    limit: t.exposeInt('limit', { description: 'Size of the bucket in points.' }),
    cost: t.exposeInt('cost', { description: 'Points that this request asked for.' }),
    remaining: t.exposeInt('available', { description: 'Points left, with this request taken off.' }),
    used: t.int({
      description: 'Points spent and not filled again yet.',
      resolve: ({ limit, available }) => limit - available,
    }),
    resetAt: t.field({
      type: 'DateTime',
      description: 'When the bucket is full again.',
      resolve: ({ now, fullInMs }) => new Date(now.getTime() + fullInMs),
    }),
  }),
});

builder.queryFields((t) => ({
  viewer: t.field({
    type: Viewer,
    description: 'Who is asking.',
    resolve: (_root, _args, { credential }) => credential,
  }),
  providers: t.field({
    type: [ProviderCapabilities],
    description: 'What each provider offers, and what it can do for this merchant: four at most.',
    directives: { cost: { weight: 2 } },
    resolve: async (_root, _args, { deps, caller }) => [...(await deps.accounts.providersOf(caller.merchantId))],
  }),
  rateLimit: t.field({
    type: RateLimit,
    description: 'How much the key may still ask for.',
    resolve: (_root, _args, { bucket, cost, deps }) => ({ ...bucket.state(), cost, now: deps.clock.now() }),
  }),
}));
