import { z } from 'zod';
import { jsonReply } from '../kit/replies.ts';
import type { Step } from '../kit/simulator.ts';
import { after, minuteMs } from '../kit/time.ts';
import type { Handler } from './handler.ts';
import { amount, link, links, patch, readInput, text, timeoutMinutes } from './input.ts';
import { cancelAgreement, recordAgreement } from './life.ts';
import { landing } from './links.ts';
import { newPayment } from './payments.ts';
import { type AgreementRecord, agreementOf, keepAgreement } from './records.ts';
import { conflict, noContent, notFound, refusal } from './replies.ts';

const pageSizeMax = 2_000;
const frequency = z.literal([0, 1, 2, 4, 12, 26, 52, 365]);
const fields = {
  externalId: text(64),
  amount: amount(0n),
  plan: text(30),
  description: text(60),
};

const newAgreement = z
  .object({
    external_id: fields.externalId.nullish(),
    amount: fields.amount.nullish(),
    currency: z.enum(['DKK', 'EUR']),
    country_code: z.enum(['DK', 'FI']),
    plan: fields.plan,
    description: fields.description.nullish(),
    frequency: frequency.nullish(),
    next_payment_date: z.iso.date().nullish(),
    links: links(['user-redirect', 'success-callback', 'cancel-callback'], ['cancel-redirect']),
    expiration_timeout_minutes: timeoutMinutes,
    mobile_phone_number: z
      .string()
      .regex(/^(45\d{8}|358\d{5,12})$/, 'The phone number must hold the country code and digits only.')
      .nullish(),
    retention_period_hours: z.int().min(0).max(24).nullish(),
    disable_notification_management: z.boolean().nullish(),
    notifications_on: z.boolean().nullish(),
    one_off_payment: z
      .object({
        amount: amount(1n),
        external_id: fields.externalId,
        description: fields.description.nullish(),
        expiration_timeout_minutes: timeoutMinutes.nullish(),
      })
      .nullish(),
  })
  .refine(({ country_code, currency }) => (country_code === 'DK') === (currency === 'DKK'), {
    path: ['currency'],
    message: 'The currency does not go with the country: DK has DKK, FI has EUR.',
  });

export const createAgreement: Handler = (step, request) => {
  const input = readInput(step, request, newAgreement);
  if (!input.ok) return input.error;
  const asked = input.value;
  const id = step.newId();
  const firstPaymentId = asked.one_off_payment ? step.newId() : null;
  const agreement = keepAgreement(step, {
    id,
    externalId: asked.external_id ?? null,
    status: 'Pending',
    plan: asked.plan,
    description: asked.description ?? null,
    amount: asked.amount ?? null,
    currency: asked.currency,
    countryCode: asked.country_code,
    frequency: asked.frequency ?? 0,
    nextPaymentDate: asked.next_payment_date ?? null,
    expirationTimeoutMinutes: asked.expiration_timeout_minutes,
    links: asked.links,
    mobilePhoneNumber: asked.mobile_phone_number ?? null,
    retentionPeriodHours: asked.retention_period_hours ?? 0,
    disableNotificationManagement: asked.disable_notification_management ?? false,
    notificationsOn: asked.notifications_on ?? true,
    createdAt: step.now.toISOString(),
    acceptedAt: null,
    canceledAt: null,
    firstPaymentId,
    autoReserveFails: false,
  });
  step.setTimer('agreementExpires', id, after(step, agreement.expirationTimeoutMinutes * minuteMs));
  recordAgreement(step, 'agreementCreated', agreement);
  const first = asked.one_off_payment;
  if (first && firstPaymentId !== null) {
    newPayment(step, agreement, {
      id: firstPaymentId,
      externalId: first.external_id,
      amount: first.amount,
      description: first.description ?? '',
      expirationTimeoutMinutes: first.expiration_timeout_minutes ?? null,
      userRedirect: agreement.links['user-redirect'],
    });
  }
  return jsonReply(201, {
    id,
    ...(firstPaymentId !== null && { one_off_payment_id: firstPaymentId }),
    links: [{ rel: 'mobile-pay', href: landing(step, agreement) }],
  });
};

export const listAgreements: Handler = (step, request) => {
  const query = new URLSearchParams(request.query);
  const number = (name: string, usual: string) => Number(/^\d{1,6}$/.exec(query.get(name) ?? usual)?.[0] ?? 0);
  const [pageNumber, pageSize] = [number('pageNumber', ''), number('pageSize', String(pageSizeMax))];
  if (pageNumber < 1) return refusal(step, request, 400, 'pageNumber is required and starts from 1.');
  if (pageSize < 1 || pageSize > pageSizeMax)
    return refusal(step, request, 400, `pageSize must lie between 1 and ${pageSizeMax}.`);
  const status = query.get('status');
  const offset = (pageNumber - 1) * pageSize;
  const agreements =
    status === null
      ? step.documents.list<AgreementRecord>('agreement', { limit: pageSize, offset })
      : step.documents
          .list<AgreementRecord>('agreement')
          .filter((agreement) => agreement.status.toLowerCase() === status.toLowerCase())
          .slice(offset, offset + pageSize);
  return jsonReply(200, [{ page_size: pageSize, agreements: agreements.map((agreement) => toWire(step, agreement)) }]);
};

export const getAgreement: Handler = (step, _request, ids) => {
  const agreement = agreementOf(step, ids.agreement);
  return agreement ? jsonReply(200, toWire(step, agreement)) : notFound;
};

const agreementPatch = patch({
  '/amount': fields.amount,
  '/plan': fields.plan,
  '/description': fields.description,
  '/frequency': frequency,
  '/external_id': fields.externalId,
  '/success-callback': link,
  '/cancel-callback': link,
  '/cancel-redirect': link,
  '/disable_notification_management': z.boolean(),
});
const patched: Readonly<Record<string, string>> = {
  '/external_id': 'externalId',
  '/disable_notification_management': 'disableNotificationManagement',
};

export const patchAgreement: Handler = (step, request, ids) => {
  const agreement = agreementOf(step, ids.agreement);
  if (!agreement) return notFound;
  const input = readInput(step, request, agreementPatch);
  if (!input.ok) return input.error;
  const own: Record<string, unknown> = {};
  const changedLinks: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(input.value)) {
    if (/-(callback|redirect)$/.test(path)) changedLinks[path.slice(1)] = value;
    else own[patched[path] ?? path.slice(1)] = value;
  }
  if (agreement.status !== 'Pending' && agreement.status !== 'Accepted') return conflict;
  const kept = keepAgreement(step, { ...agreement, ...own, links: { ...agreement.links, ...changedLinks } });
  recordAgreement(step, 'agreementUpdated', kept);
  return noContent;
};

export const cancelAgreementByMerchant: Handler = (step, request, ids) => {
  const agreement = agreementOf(step, ids.agreement);
  if (!agreement) return notFound;
  if (agreement.status !== 'Pending' && agreement.status !== 'Accepted') {
    return refusal(
      step,
      request,
      412,
      `The agreement is ${agreement.status}; only a pending or accepted one can be cancelled.`,
    );
  }
  cancelAgreement(step, agreement, 40003);
  return noContent;
};

function toWire(step: Step, agreement: AgreementRecord): object {
  return {
    id: agreement.id,
    date_created: agreement.createdAt,
    date_accepted: agreement.acceptedAt,
    date_canceled: agreement.canceledAt,
    external_id: agreement.externalId,
    amount: agreement.amount === null ? null : Number(agreement.amount),
    currency: agreement.currency,
    next_payment_date: agreement.nextPaymentDate,
    frequency: agreement.frequency,
    plan: agreement.plan,
    description: agreement.description,
    status: agreement.status,
    country_code: agreement.countryCode,
    links: [
      ...Object.entries(agreement.links).map(([rel, href]) => ({ rel, href })),
      ...(agreement.status === 'Pending' ? [{ rel: 'mobile-pay', href: landing(step, agreement) }] : []),
    ],
    expiration_timeout_minutes: agreement.expirationTimeoutMinutes,
  };
}
