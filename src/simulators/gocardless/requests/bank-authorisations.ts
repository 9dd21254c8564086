import { z } from 'zod';
import { ok, type Result, refuse } from '../../../kernel/result.ts';
import type { Step } from '../../kit/simulator.ts';
import { after, minuteMs } from '../../kit/time.ts';
import type { By } from '../events.ts';
import type { Handler } from '../handler.ts';
import { newId } from '../ids.ts';
import { address, readInput } from '../input.ts';
import { institutionOf } from '../institutions.ts';
import { type BankAuthorisationRecord, type BillingRequestRecord, find, keep } from '../records.ts';
import { linkNotFound, notFound, type Refusal, wrongState } from '../replies.ts';
import { testAccountIn } from '../test-data.ts';
import { announceRequest, collectBankAccount, notNow, recordRequest, settle } from './actions.ts';
import { authorisationOf, currencyOf } from './graph.ts';

/** The timer after which the payer is too late at the bank. */
export const authorisationTimer = 'bankAuthorisationExpires';
const authorisationMinutes = 15;

const newAuthorisation = z.object({
  links: z.object({ billing_request: z.string() }),
  redirect_uri: address.nullish(),
});

export const createAuthorisation: Handler = (step, wire) => {
  const input = readInput(wire, 'bank_authorisations', newAuthorisation);
  if (!input.ok) return input;
  const request = find(step, 'billing_requests', input.value.links.billing_request);
  if (!request) return refuse(linkNotFound);
  const begun = beginAuthorisation(step, request, input.value.redirect_uri ?? null);
  if (!begun.ok) return begun;
  return ok({ id: begun.value.id, body: { bank_authorisations: authorisationToWire(step, begun.value) } });
};

export const getAuthorisation: Handler = (step, _wire, id) => {
  const authorisation = find(step, 'bank_authorisations', id);
  return authorisation
    ? ok({ body: { bank_authorisations: authorisationToWire(step, authorisation) } })
    : refuse(notFound);
};

/** Readies the payer's bank: for a quarter of an hour the payer can decide there. */
export function beginAuthorisation(
  step: Step,
  request: BillingRequestRecord,
  redirectUri: string | null,
): Result<BankAuthorisationRecord, Refusal> {
  const refusal = notNow(step, request, 'bank_authorisation');
  if (refusal) return refuse(refusal);
  if (request.institutionId === null)
    return refuse(wrongState('action_requirements_not_met', 'An institution must be selected first'));
  const authorisation = keepAuthorisation(step, {
    id: newId(step, 'bankAuthorisation'),
    createdAt: step.now.toISOString(),
    expiresAt: after(step, authorisationMinutes * minuteMs).toISOString(),
    billingRequestId: request.id,
    institutionId: request.institutionId,
    authorisationType: authorisationOf(request)?.type ?? 'payment',
    redirectUri,
    status: 'open',
    authorisedAt: null,
    visitedAt: null,
  });
  keep(step, 'billing_requests', { ...request, bankAuthorisationId: authorisation.id });
  step.setTimer(authorisationTimer, authorisation.id, new Date(authorisation.expiresAt));
  step.record({
    effect: 'bankAuthorisationCreated',
    subject: { kind: 'bankAuthorisation', id: authorisation.id, within: request.id },
  });
  return ok(authorisation);
}

/** The payer is at the bank for the first time. */
export function visitAuthorisation(step: Step, authorisation: BankAuthorisationRecord): BankAuthorisationRecord {
  if (authorisation.visitedAt !== null) return authorisation;
  const visited = keepAuthorisation(step, { ...authorisation, visitedAt: step.now.toISOString() });
  tell(step, visited, 'visited', { origin: 'payer' });
  return visited;
}

/** What the payer, or the bank, makes of it. Anything but a yes leaves the request open for another try. */
export function decideAuthorisation(
  step: Step,
  authorisation: BankAuthorisationRecord,
  status: 'authorised' | 'denied' | 'failed' | 'expired',
  by: By,
  cause?: string,
): Result<BankAuthorisationRecord, Refusal> {
  const request = find(step, 'billing_requests', authorisation.billingRequestId);
  if (authorisation.status !== 'open' || !request || notNow(step, request, 'bank_authorisation'))
    return refuse(wrongState('bank_authorisation_expired', 'The bank authorisation was decided before, or is over'));
  step.cancelTimer(authorisationTimer, authorisation.id);
  const authorisedAt = status === 'authorised' ? step.now.toISOString() : null;
  const decided = keepAuthorisation(step, { ...authorisation, status, authorisedAt });
  if (status === 'authorised') accept(step, request, by);
  recordRequest(step, effects[status], request, 'bank_authorisation');
  tell(step, decided, status, by, cause);
  return ok(decided);
}

/** The payer has not come back in time. */
export function expireAuthorisation(step: Step, id: string): void {
  const authorisation = find(step, 'bank_authorisations', id);
  if (authorisation) decideAuthorisation(step, authorisation, 'expired', { origin: 'payer' });
}

/** The one that the payer can decide now, if there is one. */
export function openAuthorisation(step: Step, request: BillingRequestRecord): BankAuthorisationRecord | null {
  const authorisation = find(step, 'bank_authorisations', request.bankAuthorisationId);
  return authorisation?.status === 'open' ? authorisation : null;
}

const effects = {
  authorised: 'bankAuthorisationAuthorised',
  denied: 'bankAuthorisationDenied',
  failed: 'bankAuthorisationFailed',
  expired: 'bankAuthorisationExpired',
} as const;

function accept(step: Step, request: BillingRequestRecord, by: By): void {
  const authorised = settle(step, { ...request, bankAuthorised: true });
  const institution = institutionOf(request.institutionId);
  // Some banks hand the account over with the authorisation.
  if (authorised.bankAccountId !== null || !institution?.autocompletesBankAccount) return;
  const account = testAccountIn(currencyOf(request) ?? 'GBP');
  collectBankAccount(step, authorised, account, by);
}

function tell(step: Step, authorisation: BankAuthorisationRecord, what: string, by: By, cause?: string): void {
  const request = find(step, 'billing_requests', authorisation.billingRequestId);
  if (!request) return;
  const links = { bank_authorisation: authorisation.id, institution_id: authorisation.institutionId };
  announceRequest(step, request, `bank_authorisation_${what}`, by, links, cause);
}

function keepAuthorisation(step: Step, authorisation: BankAuthorisationRecord): BankAuthorisationRecord {
  return keep(step, 'bank_authorisations', authorisation, authorisation.billingRequestId);
}

function authorisationToWire(step: Step, authorisation: BankAuthorisationRecord): object {
  return {
    id: authorisation.id,
    created_at: authorisation.createdAt,
    expires_at: authorisation.expiresAt,
    authorisation_type: authorisation.authorisationType,
    authorised_at: authorisation.authorisedAt,
    last_visited_at: authorisation.visitedAt,
    redirect_uri: authorisation.redirectUri ?? 'https://pay.gocardless.com/billing/static/thankyou',
    url: `${step.origin}/gocardless/obauth/${authorisation.id}`,
    qr_code_url: null,
    links: { billing_request: authorisation.billingRequestId, institution: authorisation.institutionId },
  };
}
