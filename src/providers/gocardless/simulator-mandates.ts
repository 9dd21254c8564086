import { z } from 'zod';
import { ok, refuse } from '../../domain/result.ts';
import type { Turn } from '../../sandbox/simulator.ts';
import { resubmitMandate } from './simulator-days.ts';
import { creditorId } from './simulator-guard.ts';
import type { Handler } from './simulator-handler.ts';
import { actionInput, metadata, readInput } from './simulator-input.ts';
import { pageOf } from './simulator-lists.ts';
import {
  canMoveMandate,
  isUsable,
  keepMandate,
  moveMandate,
  nextChargeDate,
  recordMandate,
} from './simulator-mandate-life.ts';
import { all, find, type MandateRecord } from './simulator-records.ts';
import { notFound, wrongState } from './simulator-replies.ts';

const reinstatementsMax = 10;

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
