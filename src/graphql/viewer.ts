import type { ConnectedAccount } from '../domain/accounts.ts';
import { encodeId } from '../domain/ids.ts';
import type { Capability } from '../domain/provider.ts';
import type { Credential } from '../keys.ts';
import type { BucketState } from './bucket.ts';
import { builder } from './builder.ts';
import { Environment, Provider } from './enums.ts';

const Viewer = builder.objectRef<Credential>('Viewer').implement({
  description: 'Who is asking, as the API key says.',
  fields: (t) => ({
    merchantId: t.id({ description: 'Id of the merchant.', resolve: ({ merchantId }) => encodeId('mer', merchantId) }),
    merchantName: t.exposeString('merchantName', { description: 'Name of the merchant.' }),
    environment: t.expose('environment', { type: Environment, description: 'Whether money is real.' }),
    scopes: t.stringList({
      description: 'What the key may do: a handful of scopes.',
      resolve: ({ scopes }) => [...scopes],
    }),
  }),
});

const ProviderCapabilities = builder.objectRef<ConnectedAccount>('ProviderCapabilities').implement({
  description: 'What a connected provider can do for this merchant.',
  fields: (t) => ({
    provider: t.field({ type: Provider, description: 'The provider.', resolve: ({ provider }) => provider.name }),
    currencies: t.field({
      type: ['CurrencyCode'],
      description: 'Currencies it can move: a handful.',
      resolve: ({ capabilities }) => [...capabilities.currencies],
    }),
    operations: t.stringList({
      description: 'Operations it offers: a dozen at most.',
      resolve: ({ provider }) => Object.keys(provider.operations) as Capability[],
    }),
    partialCapture: t.boolean({
      description: 'Whether less than what is reserved can be captured.',
      resolve: ({ capabilities }) => capabilities.partialCapture,
    }),
    partialRefund: t.boolean({
      description: 'Whether less than what is captured can be given back.',
      resolve: ({ capabilities }) => capabilities.partialRefund,
    }),
    autoReserve: t.boolean({
      description: "Whether the merchant is approved to reserve without the payer's swipe.",
      resolve: ({ capabilities }) => capabilities.autoReserve,
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
    description: 'What each connected provider can do for this merchant: four at most.',
    directives: { cost: { weight: 2 } },
    resolve: async (_root, _args, { deps, caller }) => [...(await deps.accounts.list(caller.merchantId))],
  }),
  rateLimit: t.field({
    type: RateLimit,
    description: 'How much the key may still ask for.',
    resolve: (_root, _args, { bucket, cost, deps }) => ({ ...bucket.state(), cost, now: deps.clock.now() }),
  }),
}));
