import { z } from 'zod';
import { action } from '../kit/actions.ts';
import { minor, text } from './input.ts';
import { recordAgreement, withEvent } from './life.ts';
import { type AgreementRecord, keepAgreement } from './records.ts';

const agreements = z.strictObject({
  agreements: z
    .array(
      z.strictObject({
        uuid: z.guid(),
        externalId: text(64).nullable().default(null),
        productName: text(45),
        productDescription: text(100).nullable().default(null),
        currency: z.enum(['DKK', 'EUR']),
        amount: minor(0).nullable().default(null),
        interval: z
          .object({ unit: z.enum(['YEAR', 'MONTH', 'WEEK', 'DAY']), count: z.int().min(1).max(31) })
          .nullable()
          .default(null),
      }),
    )
    .min(1)
    .max(1_000),
});

/** What the provider did with the accepted agreements of MobilePay Subscriptions: each has a new id here, and the old one as its uuid (notes §6). */
export const takeOverAgreements = action(agreements, (step, input) => {
  const known = new Set(step.documents.list<AgreementRecord>('agreement').map(({ uuid }) => uuid));
  const fresh = input.agreements.filter(({ uuid }) => !known.has(uuid.toLowerCase()));
  for (const { uuid, externalId, productName, productDescription, currency, amount, interval } of fresh) {
    const now = step.now.toISOString();
    const agreement = keepAgreement(
      step,
      withEvent(
        step,
        {
          id: `agr_${step.newId().replaceAll('-', '').slice(0, 10)}`,
          uuid: uuid.toLowerCase(),
          status: 'ACTIVE',
          // Without an amount it is shown as one that varies.
          pricing:
            amount === null
              ? { type: 'VARIABLE', currency, suggestedMaxAmount: 2_000_000, maxAmount: 2_000_000 }
              : { type: 'LEGACY', currency, amount },
          interval,
          productName,
          productDescription,
          merchantAgreementUrl: '',
          merchantRedirectUrl: '',
          externalId,
          phoneNumber: null,
          campaign: null,
          countryCode: currency === 'EUR' ? 'FI' : 'DK',
          skipLandingPage: false,
          createdAt: now,
          start: now,
          stop: null,
          initialChargeId: null,
          history: [],
        },
        'ACTIVATE',
        'ADMIN',
      ),
    );
    recordAgreement(step, 'agreementTakenOver', agreement);
  }
  return { ok: true, value: { takenOver: fresh.length, known: input.agreements.length - fresh.length } };
});
