import { firstDueOn } from '../../domain/payment/create-charge.ts';
import type { Agreement, Mandate } from '../../generated/prisma/client.ts';
import { builder } from '../schema/builder.ts';
import { AuthorityOrigin, AuthorityStatus } from '../schema/enums.ts';
import { Node, ProviderBacked, Versioned } from '../schema/node.ts';
import { StatusReason, toReason } from '../schema/reason.ts';

/** The rows that may stand behind a payment authority; grows with each kind. */
export type AuthorityRow = Agreement | Mandate;

export const PaymentAuthority = builder.interfaceRef<AuthorityRow>('PaymentAuthority').implement({
  description: "A payer's standing consent, on which payments may be asked for.",
  interfaces: [Node, Versioned, ProviderBacked],
  fields: (t) => ({
    status: t.expose('status', { type: AuthorityStatus, description: 'Where the consent stands.' }),
    statusReason: t.field({
      type: StatusReason,
      nullable: true,
      description: 'Why it ended, or waits. Null when nothing is out of the ordinary.',
      resolve: ({ reason }) => toReason(reason),
    }),
    origin: t.expose('origin', { type: AuthorityOrigin, description: 'Whether it was asked for here.' }),
    earliestDueOn: t.field({
      type: 'Date',
      nullable: true,
      description:
        'The first day for which a charge can be asked for now: `dueOn` of a charge is this day or a later one. It is counted by the rules and clocks of the provider, and moves on by itself. Where charges go by file it is the first day that the next file reaches. Null where the provider takes no charges or names no day, and while nothing can be taken on the consent.',
      directives: { cost: { weight: 1 } },
      resolve: async (authority, _args, { loaders }) => {
        const [connected, now] = await Promise.all([
          loaders.account.load(authority.accountId),
          loaders.now.load('now'),
        ]);
        return firstDueOn(connected, authority, now);
      },
    }),
    metadata: t.field({
      type: 'Metadata',
      description: "The caller's own notes.",
      resolve: ({ metadata }) => metadata as Record<string, string>,
    }),
  }),
});

/** The column by which payments and events say that they belong to such a row. */
export const subjectFieldOf = (authority: AuthorityRow): 'agreementId' | 'mandateId' =>
  'scheme' in authority ? 'mandateId' : 'agreementId';
