import { z } from 'zod';
import { ok, refuse } from '../../kernel/result.ts';
import type { Step } from '../kit/simulator.ts';
import { resubmitMandate } from './days.ts';
import { creditorId } from './guard.ts';
import type { Handler } from './handler.ts';
import { actionInput, metadata, readInput, text } from './input.ts';
import { pageOf } from './lists.ts';
import {
  canMoveMandate,
  enterMandate,
  isUsable,
  keepMandate,
  moveMandate,
  nextChargeDate,
  recordMandate,
} from './mandate-life.ts';
import { all, find, type MandateRecord } from './records.ts';
import { flawed, linkNotFound, notFound, wrongState } from './replies.ts';
import { mandateCurrencies, mandateSchemes, schemes } from './schemes.ts';
import { settingsOf } from './settings.ts';

const reinstatementsMax = 10;

const newMandate = z.object({
  links: z.object({ customer_bank_account: z.string(), creditor: z.string().nullish() }),
  scheme: z.enum(mandateSchemes, 'is not included in the list').nullish(),
  reference: text(140).nullish(),
  metadata: metadata.nullish(),
});

/** A mandate on a bank account that is there already. What the payer has to agree to at the bank cannot be made so. */
export const createMandate: Handler = (step, request) => {
  const input = readInput(request, 'mandates', newMandate);
  if (!input.ok) return input;
  const asked = input.value;
  const account = find(step, 'customer_bank_accounts', asked.links.customer_bank_account);
  if (!account || (asked.links.creditor && asked.links.creditor !== creditorId)) return refuse(linkNotFound);
  const scheme = asked.scheme ?? mandateCurrencies[account.currency];
  if (!scheme || schemes[scheme].instant || schemes[scheme].currency !== account.currency)
    return refuse(flawed({ field: 'scheme', message: 'is not of this bank account', pointer: '/mandates/scheme' }));
  const { reference } = asked;
  if (reference && !settingsOf(step).customReferences) {
    const message = 'custom references are not enabled';
    return refuse(flawed({ field: 'reference', message, pointer: '/mandates/reference' }));
  }
  const mandate = enterMandate(
    step,
    {
      status: 'pending_submission',
      scheme,
      customerId: account.customerId,
      bankAccountId: account.id,
      mandateType: 'bank_debit',
      reference: reference ?? `SBX-${step.newId().slice(0, 6).toUpperCase()}`,
      metadata: asked.metadata ?? {},
      consentType: null,
      consentParameters: null,
      authorisationSource: null,
      fundsSettlement: 'managed',
      verifiedAt: null,
    },
    { origin: 'api', metadata: asked.metadata },
  );
  return ok({ id: mandate.id, body: { mandates: toWire(step, mandate) } });
};

export const getMandate: Handler = (step, _request, id) => {
  const mandate = find(step, 'mandates', id);
  return mandate ? ok({ body: { mandates: toWire(step, mandate) } }) : refuse(notFound);
};

export const listMandates: Handler = (step, request) => {
  const page = pageOf(request, all(step, 'mandates'), {
    equal: {
      status: ({ status }) => status,
      scheme: ({ scheme }) => scheme,
      reference: ({ reference }) => reference,
      mandate_type: ({ mandateType }) => mandateType,
      creditor: () => creditorId,
      customer: ({ customerId }) => customerId,
      customer_bank_account: ({ bankAccountId }) => bankAccountId,
    },
    range: { created_at: ({ createdAt }) => createdAt },
  });
  if (!page.ok) return page;
  return ok({ body: { mandates: page.value.rows.map((row) => toWire(step, row)), meta: page.value.meta } });
};

export const updateMandate: Handler = (step, request, id) => {
  const mandate = find(step, 'mandates', id);
  if (!mandate) return refuse(notFound);
  const input = readInput(request, 'mandates', z.object({ metadata: metadata.nullish() }));
  if (!input.ok) return input;
  const changed = keepMandate(step, { ...mandate, metadata: input.value.metadata ?? mandate.metadata });
  recordMandate(step, 'mandateChanged', changed);
  return ok({ body: { mandates: toWire(step, changed) } });
};

export const cancelMandate: Handler = (step, request, id) => {
  const mandate = find(step, 'mandates', id);
  if (!mandate) return refuse(notFound);
  const input = readInput(request, 'data', actionInput);
  if (!input.ok) return input;
  if (!canMoveMandate(mandate, 'cancelled'))
    return refuse(wrongState('cancellation_failed', `The mandate is ${mandate.status} and cannot be cancelled`));
  const cancelled = moveMandate(step, mandate, 'cancelled', {
    origin: 'api',
    cause: 'mandate_cancelled',
    metadata: input.value.metadata,
  });
  return ok({ body: { mandates: toWire(step, cancelled) } });
};

export const reinstateMandate: Handler = (step, request, id) => {
  const mandate = find(step, 'mandates', id);
  if (!mandate) return refuse(notFound);
  const input = readInput(request, 'data', actionInput);
  if (!input.ok) return input;
  if (isUsable(mandate))
    return refuse(wrongState('mandate_not_inactive', `The mandate is ${mandate.status} and needs no reinstatement`));
  if (!canMoveMandate(mandate, 'resubmission_requested') || mandate.reinstatements >= reinstatementsMax)
    return refuse(wrongState('mandate_not_reinstatable', `The mandate is ${mandate.status} and cannot be reinstated`));
  const resubmitted = resubmitMandate(
    step,
    { ...mandate, reinstatements: mandate.reinstatements + 1 },
    { origin: 'api', cause: 'resubmission_requested', metadata: input.value.metadata },
  );
  return ok({ body: { mandates: toWire(step, resubmitted) } });
};

function toWire(step: Step, mandate: MandateRecord): object {
  return {
    id: mandate.id,
    created_at: mandate.createdAt,
    reference: mandate.reference,
    status: mandate.status,
    scheme: mandate.scheme,
    next_possible_charge_date: nextChargeDate(step, mandate),
    payments_require_approval: false,
    metadata: mandate.metadata,
    mandate_type: mandate.mandateType,
    consent_type: mandate.consentType,
    consent_parameters: mandate.consentParameters,
    authorisation_source: mandate.authorisationSource,
    funds_settlement: mandate.fundsSettlement,
    verified_at: mandate.verifiedAt,
    links: {
      creditor: creditorId,
      customer: mandate.customerId,
      ...(mandate.newMandateId === undefined ? {} : { new_mandate: mandate.newMandateId }),
      ...(mandate.bankAccountId !== null && { customer_bank_account: mandate.bankAccountId }),
    },
  };
}
