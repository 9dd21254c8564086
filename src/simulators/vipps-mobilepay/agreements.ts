import { z } from 'zod';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { emptyReply, jsonReply } from '../kit/replies.ts';
import type { Reply, Step, WireRequest } from '../kit/simulator.ts';
import { after, minuteMs } from '../kit/time.ts';
import { newCharge } from './charges.ts';
import type { Handler } from './handler.ts';
import { keyOf } from './idempotency.ts';
import { link, minor, readInput, text } from './input.ts';
import { soon } from './later.ts';
import { acceptAgreement, recordAgreement, stopAgreement, withEvent } from './life.ts';
import { landing } from './links.ts';
import { type AgreementRecord, agreementOf, byEitherId, chargeOf, keepAgreement, type Pricing } from './records.ts';
import { problem } from './replies.ts';
import { currencies, settingsOf } from './settings.ts';

const acceptWithinMinutes = 10;
const suggestedMax = { NO: 2_000_000, DK: 30_000_000, FI: 200_000 } as const;

const interval = z.object({ unit: z.enum(['YEAR', 'MONTH', 'WEEK', 'DAY']), count: z.int().min(1).max(31) });
const pricing = z.object({
  type: z.enum(['LEGACY', 'VARIABLE', 'FLEXIBLE']).default('LEGACY'),
  amount: minor(0).optional(),
  suggestedMaxAmount: minor(1).optional(),
  currency: z.enum(['NOK', 'DKK', 'EUR']),
});
const price = minor(0);
const campaign = z.discriminatedUnion('type', [
  z.object({ type: z.literal('PRICE_CAMPAIGN'), price, end: z.iso.datetime({ offset: true }) }),
  z.object({ type: z.literal('PERIOD_CAMPAIGN'), price, period: interval }),
  z.object({
    type: z.literal('EVENT_CAMPAIGN'),
    price,
    eventDate: z.iso.datetime({ offset: true }),
    eventText: text(15),
  }),
]);

const draft = z.object({
  pricing,
  merchantRedirectUrl: link,
  merchantAgreementUrl: link.optional(),
  productName: text(45),
  productDescription: text(100).nullish(),
  interval: interval.nullish(),
  phoneNumber: z.string().max(15).nullish(),
  skipLandingPage: z.boolean().nullish(),
  externalId: text(64).nullish(),
  campaign: campaign.nullish(),
  initialCharge: z
    .object({
      amount: minor(1),
      description: text(100),
      transactionType: z.enum(['DIRECT_CAPTURE', 'RESERVE_CAPTURE']),
      orderId: z
        .string()
        .regex(/^[A-Za-z0-9-]{1,64}$/)
        .nullish(),
      externalId: text(64).nullish(),
    })
    .nullish(),
});
type Draft = z.output<typeof draft>;

export const draftAgreement: Handler = (step, request) => {
  const input = readInput(step, request, draft);
  if (!input.ok) return input.error;
  const asked = input.value;
  const refusal = whyNotDrafted(step, request, asked);
  if (refusal) return refusal;
  const { market } = settingsOf(step);
  const id = `agr_${step.newId().replaceAll('-', '').slice(0, 10)}`;
  const first = asked.initialCharge ?? null;
  const agreement = keepAgreement(
    step,
    withEvent(
      step,
      {
        id,
        uuid: step.newId(),
        status: 'PENDING',
        pricing: asked.pricing as Pricing,
        interval: asked.interval ?? null,
        productName: asked.productName,
        productDescription: asked.productDescription ?? null,
        merchantAgreementUrl: asked.merchantAgreementUrl ?? '',
        merchantRedirectUrl: asked.merchantRedirectUrl,
        externalId: asked.externalId ?? null,
        phoneNumber: asked.phoneNumber ?? null,
        campaign: asked.campaign ?? null,
        countryCode: market,
        skipLandingPage: asked.skipLandingPage ?? false,
        createdAt: step.now.toISOString(),
        start: null,
        stop: null,
        initialChargeId: first ? (first.orderId ?? `chr-${step.newId().slice(0, 8)}`) : null,
        history: [],
      },
      'CREATE',
      'MERCHANT',
    ),
  );
  step.setTimer('agreementExpires', id, after(step, acceptWithinMinutes * minuteMs));
  recordAgreement(step, 'agreementDrafted', agreement);
  if (first)
    newCharge(step, agreement, {
      ...first,
      id: agreement.initialChargeId ?? '',
      externalId: first.externalId ?? null,
      type: 'INITIAL',
      due: null,
      retryDays: 0,
      key: keyOf(request),
    });
  return jsonReply(201, {
    agreementId: id,
    uuid: agreement.uuid,
    vippsConfirmationUrl: landing(step, agreement),
    chargeId: agreement.initialChargeId,
  });
};

function whyNotDrafted(step: Step, request: WireRequest, asked: Draft): Reply | null {
  const settings = settingsOf(step);
  const bad = (detail: string) => problem(step, request, 'validation-error', detail);
  if (!settings.recurringActive) return problem(step, request, 'invalid-sale-unit');
  const { type, amount, suggestedMaxAmount, currency } = asked.pricing;
  if (currency !== currencies[settings.market]) return bad('pricing.currency: is not that of the sales unit');
  if (type === 'LEGACY' && amount === undefined) return bad('pricing.amount: is required for LEGACY');
  if (type === 'VARIABLE' && suggestedMaxAmount === undefined)
    return bad('pricing.suggestedMaxAmount: is required for VARIABLE');
  if ((suggestedMaxAmount ?? 0) > suggestedMax[settings.market])
    return problem(step, request, 'invalid-suggested-max-amount');
  if (asked.campaign && type !== 'LEGACY') return bad('campaign: is for LEGACY pricing only');
  if (settings.market === 'NO' && !asked.merchantAgreementUrl) return bad('merchantAgreementUrl: is required');
  if (asked.skipLandingPage && !settings.skipLandingPageApproved) return problem(step, request, 'unsupported-feature');
  // Elsewhere a bad number is passed over.
  if (asked.skipLandingPage && !/^\d{7,15}$/.test(asked.phoneNumber ?? '')) return bad('phoneNumber: is not valid');
  if (asked.initialCharge?.transactionType === 'DIRECT_CAPTURE' && !settings.directCaptureApproved)
    return problem(step, request, 'unsupported-feature', 'DIRECT_CAPTURE');
  if (asked.initialCharge?.orderId && chargeOf(step, asked.initialCharge.orderId))
    return problem(step, request, 'conflict', 'orderId has been used before');
  return null;
}

export const getAgreement: Handler = (step, request, { agreement: id = '' }) => {
  const agreement = byEitherId(step, id);
  return agreement ? jsonReply(200, toWire(step, agreement)) : problem(step, request, 'resource-not-found');
};

/** One status at a time, ACTIVE where none is named. */
export const listAgreements: Handler = (step, request) => {
  const query = new URLSearchParams(request.query);
  const number = (name: string, usual: number, max: number) => {
    const given = query.get(name);
    const value = given === null ? usual : /^\d{1,9}$/.test(given) ? Number(given) : 0;
    return value >= 1 && value <= max ? value : null;
  };
  const [page, size] = [number('pageNumber', 1, 999_999), number('pageSize', 500, 2_000)];
  const after = Number(query.get('createdAfter') ?? 0);
  if (page === null || size === null || Number.isNaN(after)) return problem(step, request, 'validation-error');
  const status = query.get('status') ?? 'ACTIVE';
  const found = step.documents
    .list<AgreementRecord>('agreement')
    .filter((one) => one.status === status && Date.parse(one.createdAt) >= after)
    .slice((page - 1) * size, page * size);
  return jsonReply(
    200,
    found.map((one) => toWire(step, one)),
  );
};

const update = z.object({
  productName: text(45).optional(),
  productDescription: text(100).optional(),
  merchantAgreementUrl: link.optional(),
  externalId: text(64).optional(),
  pricing: z.object({ amount: minor(0).optional(), suggestedMaxAmount: minor(1).optional() }).optional(),
  interval: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('FLEXIBLE') }),
      z.strictObject({ type: z.literal('RECURRING'), period: interval }),
    ])
    .optional(),
  status: z.literal('STOPPED').optional(),
});

export const patchAgreement: Handler = (step, request, { agreement: id = '' }) => {
  const agreement = byEitherId(step, id);
  if (!agreement) return problem(step, request, 'resource-not-found');
  const input = readInput(step, request, update);
  if (!input.ok) return input.error;
  const { status, ...changes } = input.value;
  const illegal = () =>
    problem(step, request, 'illegal-agreement-update', `Cannot update an agreement that is ${agreement.status}`);
  if (status !== undefined) {
    if (Object.keys(changes).length > 0) return problem(step, request, 'validation-error', 'status: must be alone');
    if (agreement.status === 'STOPPED') return emptyReply(204);
    if (agreement.status !== 'ACTIVE' && agreement.status !== 'PENDING') return illegal();
    return soon(step, 'stopLater', agreement.id, () => stopAgreement(step, agreement, 'MERCHANT', keyOf(request)), {
      key: keyOf(request),
    });
  }
  if (agreement.status !== 'ACTIVE') return illegal();
  const changed = changedBy(agreement, changes);
  if (!changed.ok) return problem(step, request, 'validation-error', changed.error);
  return soon(
    step,
    'changeLater',
    agreement.id,
    () => recordAgreement(step, 'agreementChanged', keepAgreement(step, changed.value), keyOf(request)),
    { key: keyOf(request), changed: changed.value },
  );
};

function changedBy(
  agreement: AgreementRecord,
  { pricing: told, interval: rhythm, ...words }: Omit<z.output<typeof update>, 'status'>,
): Result<AgreementRecord, string> {
  if (told?.amount !== undefined && agreement.pricing.type !== 'LEGACY')
    return refuse('pricing.amount: for LEGACY only');
  if (told?.suggestedMaxAmount !== undefined && agreement.pricing.type !== 'VARIABLE')
    return refuse('pricing.suggestedMaxAmount: for VARIABLE only');
  return ok({
    ...agreement,
    ...words,
    pricing: { ...agreement.pricing, ...told },
    ...(rhythm ? { interval: rhythm.type === 'FLEXIBLE' ? null : rhythm.period } : {}),
  } as AgreementRecord);
}

/** What was taken in with 202, by its timer. */
export const agreementLater: Readonly<Record<string, (step: Step, id: string) => void>> = {
  stopLater(step, id) {
    const agreement = agreementOf(step, id);
    const { key = '' } = step.documents.get<{ key?: string }>('later', `stopLater ${id}`) ?? {};
    if (agreement?.status === 'ACTIVE' || agreement?.status === 'PENDING')
      stopAgreement(step, agreement, 'MERCHANT', key);
  },
  changeLater(step, id) {
    const kept = step.documents.get<{ key: string; changed: AgreementRecord }>('later', `changeLater ${id}`);
    const agreement = agreementOf(step, id);
    if (kept && agreement?.status === 'ACTIVE')
      recordAgreement(
        step,
        'agreementChanged',
        keepAgreement(step, { ...kept.changed, history: agreement.history }),
        kept.key,
      );
  },
};

/** In the test environment alone: the payer's yes, by a call. */
export const forceAccept: Handler = (step, request, { agreement: id = '' }) => {
  const agreement = byEitherId(step, id);
  if (!agreement) return problem(step, request, 'resource-not-found');
  const input = readInput(step, request, z.object({ phoneNumber: z.string().regex(/^\d{7,15}$/) }));
  if (!input.ok) return input.error;
  const accepted = acceptAgreement(step, agreement);
  return accepted.ok ? emptyReply(204) : problem(step, request, 'operation-failed', `It is ${agreement.status}`);
};

function toWire(step: Step, agreement: AgreementRecord): object {
  const { createdAt, initialChargeId: _, phoneNumber: __, skipLandingPage: ___, history, ...shown } = agreement;
  return {
    ...shown,
    interval: agreement.interval ?? {},
    created: createdAt,
    sub: null,
    userinfoUrl: null,
    ...(agreement.status === 'PENDING' && { vippsConfirmationUrl: landing(step, agreement) }),
    ...(settingsOf(step).agreementHistory && { history }),
  };
}
