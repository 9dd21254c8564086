import type { DomainDeps } from '../../domain/command/deps.ts';
import type { AccountDeps } from '../../merchants/account.ts';
import { destinationProblem } from '../../partner-webhooks/address.ts';
import type { GraphqlDeps } from '../schema/context.ts';

/** A merchant's own settings lead nowhere inside; our own address is told to providers that are outside. */
export const accountDeps = (deps: DomainDeps & Pick<GraphqlDeps, 'reach'>): AccountDeps => ({
  ...deps,
  addresses: {
    provider: (url) => destinationProblem(url, deps.reach),
    callback: (url) => destinationProblem(url, { ...deps.reach, loopback: false }),
  },
});
