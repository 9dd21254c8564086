import { z } from 'zod';
import { ok, refuse } from '../../kernel/result.ts';
import type { Turn } from '../kit/simulator.ts';
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
export const createMandate: Handler = (turn, request) => {
  const input = readInput(request, 'mandates', newMandate);
  if (!input.ok) return input;
  const asked = input.value;
  const account = find(turn, 'customer_bank_accounts', asked.links.customer_bank_account);
  if (!account || (asked.links.creditor && asked.links.creditor !== creditorId)) return refuse(linkNotFound);
  const scheme = asked.scheme ?? mandateCurrencies[account.currency];
  if (!scheme || schemes[scheme].instant || schemes[scheme].currency !== account.currency)
    return refuse(flawed({ field: 'scheme', message: 'is not of this bank account', pointer: '/mandates/scheme' }));
  const { reference } = asked;
  if (reference && !settingsOf(turn).customReferences) {
    const message = 'custom references are not enabled';
    return refuse(flawed({ field: 'reference', message, pointer: '/mandates/reference' }));
  }
  const mandate = enterMandate(
    turn,
    {
      status: 'pending_submission',
      scheme,
      customerId: account.customerId,
      bankAccountId: account.id,
      mandateType: 'bank_debit',
      reference: reference ?? `SBX-${turn.newId().slice(0, 6).toUpperCase()}`,
      metadata: asked.metadata ?? {},
      consentType: null,
      consentParameters: null,
      authorisationSource: null,
      fundsSettlement: 'managed',
      verifiedAt: null,
    },
    { origin: 'api', metadata: asked.metadata },
  );
  return ok({ id: mandate.id, body: { mandates: toWire(turn, mandate) } });
};

export const getMandate: Handler = (turn, _request, id) => {
  const mandate = find(turn, 'mandates', id);
  return mandate ? ok({ body: { mandates: toWire(turn, mandate) } }) : refuse(notFound);
};

export const listMandates: Handler = (turn, request) => {
  const page = pageOf(request, all(turn, 'mandates'), {
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
  return ok({ body: { mandates: page.value.rows.map((row) => toWire(turn, row)), meta: page.value.meta } });
};

export const updateMandate: Handler = (turn, request, id) => {
  const mandate = find(turn, 'mandates', id);
  if (!mandate) return refuse(notFound);
  const input = readInput(request, 'mandates', z.object({ metadata: metadata.nullish() }));
  if (!input.ok) return input;
  const changed = keepMandate(turn, { ...mandate, metadata: input.value.metadata ?? mandate.metadata });
  recordMandate(turn, 'mandateChanged', changed);
  return ok({ body: { mandates: toWire(turn, changed) } });
};

export const cancelMandate: Handler = (turn, request, id) => {
  const mandate = find(turn, 'mandates', id);
  if (!mandate) return refuse(notFound);
  const input = readInput(request, 'data', actionInput);
  if (!input.ok) return input;
  if (!canMoveMandate(mandate, 'cancelled'))
    return refuse(wrongState('cancellation_failed', `The mandate is ${mandate.status} and cannot be cancelled`));
  const cancelled = moveMandate(turn, mandate, 'cancelled', {
    origin: 'api',
    cause: 'mandate_cancelled',
    metadata: input.value.metadata,
  });
  return ok({ body: { mandates: toWire(turn, cancelled) } });
};

export const reinstateMandate: Handler = (turn, request, id) => {
  const mandate = find(turn, 'mandates', id);
  if (!mandate) return refuse(notFound);
  const input = readInput(request, 'data', actionInput);
  if (!input.ok) return input;
  if (isUsable(mandate))
    return refuse(wrongState('mandate_not_inactive', `The mandate is ${mandate.status} and needs no reinstatement`));
  if (!canMoveMandate(mandate, 'resubmission_requested') || mandate.reinstatements >= reinstatementsMax)
    return refuse(wrongState('mandate_not_reinstatable', `The mandate is ${mandate.status} and cannot be reinstated`));
  const resubmitted = resubmitMandate(
    turn,
    { ...mandate, reinstatements: mandate.reinstatements + 1 },
    { origin: 'api', cause: 'resubmission_requested', metadata: input.value.metadata },
  );
  return ok({ body: { mandates: toWire(turn, resubmitted) } });
};

function toWire(turn: Turn, mandate: MandateRecord): object {
  return {
    id: mandate.id,
    created_at: mandate.createdAt,
    reference: mandate.reference,
    status: mandate.status,
    scheme: mandate.scheme,
    next_possible_charge_date: nextChargeDate(turn, mandate),
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
      ...(mandate.bankAccountId !== null && { customer_bank_account: mandate.bankAccountId }),
    },
  };
}
