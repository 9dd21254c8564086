import type { AccountDeps } from '../../merchants/account.ts';
import { destinationProblem } from '../../partner-webhooks/address.ts';
import type { GraphqlDeps } from '../schema/context.ts';

/** A merchant's own settings lead nowhere inside; our own address is told to providers that are outside. */
export const accountDeps = (deps: GraphqlDeps): AccountDeps => ({
  ...deps,
  addresses: {
    provider: (url) => destinationProblem(url, deps.reach),
    callback: (url) => destinationProblem(url, { ...deps.reach, loopback: false }),
  },
});
