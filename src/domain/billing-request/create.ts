import type { Cause } from '../../event-log/event.ts';
import type { BillingRequestPurpose, Prisma } from '../../generated/prisma/client.ts';
import { newUuid } from '../../kernel/ids.ts';
import { invalid, type RefusalOf } from '../../kernel/refusal.ts';
import type { Tx } from '../../platform/db.ts';
import type { Caller, CommandResult } from '../command/command.ts';
import { type Decision, rejectFreeingKey } from '../command/decision.ts';
import type { DomainDeps } from '../command/deps.ts';
import { runCommand } from '../command/run-command.ts';
import { checkSupported, notConnected } from '../command/supported.ts';
import { intend } from '../operation/intend.ts';
import { insertPerson } from '../payer/person.ts';
import { type BillingRequestTerms, type InputProblem, inputKeyOf, type RequestedTerms } from '../port/provider.ts';
import { providerFor } from '../port/provider-for.ts';
import { billingRequests, type KeptTerms } from './store.ts';

/** What is asked for, by which provider. */
export interface CreateBillingRequestInput {
  readonly idempotencyKey: string;
  readonly externalId?: string;
  readonly with: BillingRequestTerms;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly problems?: readonly InputProblem[];
}

/** Asks a payer for a payment, a mandate, or both. What it leads to is stored when the provider names it. */
export function createBillingRequest(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey: key, problems = [], ...input }: CreateBillingRequestInput,
): Promise<CommandResult<'invalidInput' | 'provider'>> {
  const { merchantId } = caller;
  const cause: Cause = { by: 'mutation', actor: caller.actor, key };
  return runCommand(deps, caller, { name: 'createBillingRequest', key, input, decide });

  async function decide(tx: Tx, now: Date): Promise<Decision<RefusalOf<'invalidInput' | 'provider'>>> {
    const inputKey = inputKeyOf(input.with);
    const providers = await deps.accounts.providersOf(merchantId);
    const { provider, connected, capability } = providerFor(providers, 'request.create', inputKey);
    const terms = capability.terms(input.with, connected?.account.settings);
    const { payment, mandate, fallbackEnabled, expiresInMs } = terms;
    if (!payment && !mandate)
      return rejectFreeingKey(
        invalid(['input', 'with', inputKey], 'required', 'expected a payment, a mandate or both; got neither'),
      );
    const { externalId, metadata = {} } = input;
    const debtorReference = terms.debtorReference === null ? madeReference(now) : terms.debtorReference;
    const operationInput = {
      ...(externalId === undefined ? {} : { externalId }),
      ...(debtorReference === undefined ? {} : { debtorReference }),
      ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
      terms: input.with,
    };
    const known = problems.map((problem) => renamed(problem, 'with', 'terms'));
    const refusal = checkSupported(connected, provider.name, 'request.create', operationInput, known);
    if (refusal || !connected) return rejectFreeingKey(refusal ? inCallersWords(refusal) : notConnected(provider.name));

    const person = await insertPerson(tx, now, deps.sealer, merchantId, debtorReference);
    const request = await billingRequests.insert(
      { tx, now, cause },
      {
        merchantId,
        provider: provider.name,
        accountId: connected.id,
        externalId: externalId ?? null,
        purpose: purposeOf(terms),
        description: payment?.description ?? null,
        amountMinor: payment?.amount.amountMinor ?? null,
        currency: payment?.amount.currency ?? mandate?.currency ?? null,
        scheme: mandate?.scheme ?? null,
        terms: keptTerms(terms),
        actions: [],
        fallbackEnabled,
        expiresAt: expiresInMs === undefined ? null : new Date(now.getTime() + expiresInMs),
        personId: person.id,
        metadata,
      },
      payment?.amount,
    );
    const operation = intend(tx, now, deps.sealer, caller, key, {
      kind: 'request.create',
      connected,
      input: operationInput,
      billingRequestId: request.id,
      person,
    });
    return { kind: 'accepted', operation, connected, ids: { billingRequestId: request.id } };
  }
}

/** A key for a debtor for whom none was given: fifteen digits and capitals, by which nobody can be found who does not have it. */
function madeReference(now: Date): string {
  return newUuid(now.getTime()).replaceAll('-', '').slice(-15).toUpperCase();
}

function purposeOf({ payment, mandate }: RequestedTerms): BillingRequestPurpose {
  if (payment && mandate) return 'PAYMENT_AND_MANDATE';
  return payment ? 'PAYMENT' : 'MANDATE';
}

/** To a caller the terms are the input's `with`. */
function inCallersWords(refusal: RefusalOf<'invalidInput' | 'provider'>): RefusalOf<'invalidInput' | 'provider'> {
  if (refusal.kind !== 'invalidInput') return refusal;
  return { ...refusal, problems: refusal.problems.map((problem) => renamed(problem, 'terms', 'with')) };
}

function renamed(problem: InputProblem, from: string, to: string): InputProblem {
  const [input = 'input', field = '', ...rest] = problem.path;
  return { ...problem, path: [input, field === from ? to : field, ...rest] };
}

/** What was asked for as it is kept to be shown. What has columns of its own stands there. */
function keptTerms({ payment, mandate, purpose, paymentContext, creditor }: RequestedTerms): Prisma.InputJsonObject {
  const { amount: _, description: __, ...paid } = payment ?? {};
  const kept: KeptTerms = { ...(payment ? { payment: paid } : {}), mandate, purpose, paymentContext, creditor };
  // JSON has no whole numbers of this size: amounts are kept as text.
  return JSON.parse(JSON.stringify(kept, (_key, value) => (typeof value === 'bigint' ? String(value) : value)));
}
