import type { MandateConsent as MandateConsentShape } from '../../domain/port/provider.ts';
import { builder } from '../schema/builder.ts';

export const MandateConsent = builder.objectRef<MandateConsentShape>('MandateConsent').implement({
  description: 'What a payer has consented to at the bank. A payment beyond it fails.',
  fields: (t) => ({
    startDate: t.field({
      type: 'Date',
      nullable: true,
      description: 'The first day on which may be collected. Null without one.',
      resolve: ({ startDate }) => startDate ?? null,
    }),
    endDate: t.field({
      type: 'Date',
      nullable: true,
      description: 'The last day on which may be collected. Null without one.',
      resolve: ({ endDate }) => endDate ?? null,
    }),
    maxAmountPerPayment: t.field({
      type: 'MinorUnits',
      nullable: true,
      description: 'The most that one payment may be, in minor units. Null without such a limit.',
      resolve: ({ maxAmountPerPayment }) => minorUnits(maxAmountPerPayment),
    }),
    maxAmountPerPeriod: t.field({
      type: 'MinorUnits',
      nullable: true,
      description: 'How much may be collected within a period, in minor units. Null without such a limit.',
      resolve: ({ maxAmountPerPeriod }) => minorUnits(maxAmountPerPeriod),
    }),
    maxPaymentsPerPeriod: t.int({
      nullable: true,
      description: 'How many payments there may be within a period. Null without such a limit.',
      resolve: ({ maxPaymentsPerPeriod }) => maxPaymentsPerPeriod ?? null,
    }),
    period: t.string({
      nullable: true,
      description: "The period, in the provider's word: day, week, month, year or flexible. Null without one.",
      resolve: ({ period }) => period ?? null,
    }),
  }),
});

function minorUnits(amount: string | undefined): bigint | null {
  return amount === undefined ? null : BigInt(amount);
}
