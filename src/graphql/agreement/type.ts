import { encodeId } from '../../kernel/ids.ts';
import { currency, money } from '../../kernel/money.ts';
import { PaymentAuthority } from '../payment/authority.ts';
import { builder } from '../schema/builder.ts';
import { AgreementFrequency } from '../schema/enums.ts';
import { Money } from '../schema/money.ts';
import { NextAction, onPage } from '../schema/next-action.ts';
import { Node, ProviderBacked, Versioned } from '../schema/node.ts';

export const Agreement = builder.prismaObject('Agreement', {
  description:
    "A payer's consent given in an app: one-off payments may be asked for on it, also together with its creation.",
  interfaces: [PaymentAuthority, Node, Versioned, ProviderBacked],
  fields: (t) => ({
    id: t.id({ description: 'Id of the agreement: agr_ and 26 characters.', resolve: ({ id }) => encodeId('agr', id) }),
    plan: t.exposeString('plan', { description: 'What the payer sees as the name of the agreement.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What the payer sees beneath the name. Null when none was given.',
    }),
    amount: t.field({
      type: Money,
      nullable: true,
      description: 'The amount shown to the payer as the regular charge. Null when none was given.',
      resolve: ({ amountMinor, currency: code }) => (amountMinor === null ? null : money(amountMinor, currency(code))),
    }),
    frequency: t.expose('frequency', {
      type: AgreementFrequency,
      description: 'How often the payer has been told to expect a charge. One-off payments do not touch it.',
    }),
    nextPaymentDate: t.field({
      type: 'Date',
      nullable: true,
      description: 'The day of the first regular charge, as told to the payer. Null when none was given.',
      resolve: ({ nextPaymentDate }) => nextPaymentDate?.toISOString().slice(0, 10) ?? null,
    }),
    formerProviderReference: t.exposeString('formerReference', {
      nullable: true,
      description:
        'The id that it had at the provider that it was made with, where it has moved to the one that took that place. Null where it has not.',
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when the payer may accept. Null until the provider has it.',
    }),
    payerCanCancel: t.boolean({
      description:
        'Whether the payer may end the agreement. With some providers not while an uncaptured reservation exists: only the merchant may then.',
      select: { provider: true, _count: { select: { payments: { where: { state: 'AUTHORIZED' } } } } },
      resolve: async ({ provider, _count }, _args, { loaders }) =>
        _count.payments === 0 || (await loaders.capabilities.load(provider))?.payerEndsReserved === true,
    }),
    nextAction: t.field({
      type: NextAction,
      nullable: true,
      description: 'What the payer has to do now. Null when nothing is waited for.',
      resolve: (agreement) => (agreement.status === 'PENDING' ? onPage(agreement) : null),
    }),
  }),
});
