import { z } from 'zod';
import { action } from '../kit/actions.ts';
import { recordAgreement } from './life.ts';
import { keepAgreement } from './records.ts';

const wanted = z.strictObject({
  count: z.int().min(1).max(1_000),
  /** Each is called so, with its number. */
  externalIdPrefix: z.string().min(1).max(50),
});

/** Agreements that the merchant made before, by another system, and that their payers have accepted. Those that are there already stay. */
export const agreementsMadeElsewhere = action(wanted, (step, { count, externalIdPrefix }) => {
  const now = step.now.toISOString();
  const known = new Set(
    step.documents.list<{ externalId: string | null }>('agreement').map(({ externalId }) => externalId),
  );
  const names = Array.from({ length: count }, (_, n) => `${externalIdPrefix}${n + 1}`).filter(
    (name) => !known.has(name),
  );
  for (const externalId of names)
    recordAgreement(
      step,
      'agreementCreated',
      keepAgreement(step, {
        id: step.newId(),
        externalId,
        status: 'Accepted',
        plan: 'Weekly box',
        description: 'Vegetables',
        amount: '49.00',
        currency: 'DKK',
        countryCode: 'DK',
        frequency: 52,
        nextPaymentDate: null,
        expirationTimeoutMinutes: 30,
        links: {
          'user-redirect': 'https://shop.example/back',
          'success-callback': 'https://shop.example/accepted',
          'cancel-callback': 'https://shop.example/ended',
        },
        mobilePhoneNumber: null,
        retentionPeriodHours: 0,
        disableNotificationManagement: false,
        notificationsOn: true,
        createdAt: now,
        acceptedAt: now,
        canceledAt: null,
        firstPaymentId: null,
        autoReserveFails: false,
      }),
    );
  return { ok: true, value: { made: names.length, known: count - names.length } };
});
