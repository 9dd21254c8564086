import type { RefusalOf } from '../../kernel/refusal.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import type { Clock } from '../../platform/clock.ts';
import { callContext } from '../command/call-context.ts';
import type { Caller } from '../command/command.ts';
import { notFound } from '../command/decision.ts';
import type { DomainDeps } from '../command/deps.ts';
import { checkCapability, noAnswer, rejected } from '../command/supported.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import type { Institution, InstitutionsQuestion, ProviderName } from '../port/provider.ts';
import { providerFor } from '../port/provider-for.ts';
import { billingRequestRef } from '../reconcile/refs.ts';
import { cannotStep } from './rules.ts';

/** Which banks. */
export interface InstitutionsInput {
  /** Undefined: those of the country, whatever the request. Null: the id that was given is none. */
  readonly billingRequestId?: string | null;
  readonly countryCode: string;
  readonly scheme?: string;
  /** Part of a name, in any case. */
  readonly search?: string;
}

/** The banks at which payers can approve, as the provider listed them when it was asked. */
export interface InstitutionList {
  readonly institutions: readonly Institution[];
  readonly checkedAt: Date;
}

type Refused = RefusalOf<'invalidInput' | 'notFound' | 'invalidState' | 'provider'>;

/** Asks, or remembers what it was told. */
export type FindInstitutions = (caller: Caller, input: InstitutionsInput) => Promise<Result<InstitutionList, Refused>>;

// A bank that opens or closes is heard of a few minutes late; a page on which payers type their bank's name asks the provider once.
const keptMs = 10 * 60_000;

/**
 * Asks for the banks of a country, or for those of one billing request. Who asks the same while an answer is awaited waits for that one. An
 * answer of the largest country is a few hundred kilobytes; beyond `answersMax` of them the oldest makes room.
 */
export function createInstitutions(deps: DomainDeps, clock: Clock, answersMax = 50): FindInstitutions {
  type Answer = Result<InstitutionList, Refused>;
  const kept = new Map<string, { readonly until: number; readonly answer: Promise<Answer> }>();
  return async (caller, { search, ...input }) => {
    const asked = await toQuestion(deps, caller, input);
    if (!asked.ok) return asked;
    const key = JSON.stringify([caller.merchantId, asked.value.connected.id, asked.value.question]);
    const known = kept.get(key);
    const answer = known && clock.now().getTime() < known.until ? known.answer : ask(deps, asked.value);
    if (answer !== known?.answer) {
      kept.delete(key);
      const oldest = kept.size >= answersMax ? kept.keys().next().value : undefined;
      if (oldest !== undefined) kept.delete(oldest);
      kept.set(key, { until: clock.now().getTime() + keptMs, answer });
    }
    const forget = () => kept.get(key)?.answer === answer && kept.delete(key);
    const list = await answer.catch((error: unknown) => {
      forget();
      throw error;
    });
    if (list.ok) return ok({ ...list.value, institutions: named(list.value.institutions, search) });
    forget();
    return list;
  };
}

function named(institutions: readonly Institution[], search: string | undefined): readonly Institution[] {
  const wanted = search?.trim().toLowerCase();
  return wanted ? institutions.filter(({ name }) => name.toLowerCase().includes(wanted)) : institutions;
}

interface Asked {
  readonly connected: ConnectedAccount;
  readonly question: InstitutionsQuestion;
}

/** Whom to ask, and for what. Nobody is asked about a request that the caller does not have, or that takes no bank any more. */
async function toQuestion(
  deps: DomainDeps,
  { merchantId }: Caller,
  { billingRequestId, ...country }: Omit<InstitutionsInput, 'search'>,
): Promise<Result<Asked, Refused>> {
  if (billingRequestId === undefined) {
    const { provider, connected } = providerFor(await deps.accounts.providersOf(merchantId), 'institutions');
    return checked(provider.name, connected, country);
  }
  const where = { merchantId_id: { merchantId, id: billingRequestId ?? '' } };
  const request =
    billingRequestId === null ? null : await deps.db.reader(merchantId).billingRequest.findUnique({ where });
  if (!request) return refuse(notFound('billingRequestId', 'billing request'));
  const connected = await deps.accounts.byId(request.accountId);
  const known = checked(request.provider, connected, { ...country, request: billingRequestRef(request) });
  if (!known.ok) return known;
  const refused = cannotStep(request, 'request.action');
  return refused ? refuse(refused) : known;
}

function checked(
  name: ProviderName,
  connected: ConnectedAccount | null,
  question: InstitutionsQuestion,
): Result<Asked, Refused> {
  const capability = connected?.provider.institutions;
  const refusal = checkCapability(connected, name, 'a list of banks', capability, question);
  return refusal || !connected ? refuse(refusal ?? noAnswer(name)) : ok({ connected, question });
}

async function ask(
  deps: DomainDeps,
  { connected, question }: Asked,
): Promise<Result<InstitutionList, RefusalOf<'provider'>>> {
  const { merchantId, provider } = connected;
  const checkedAt = await deps.db.forMerchant(merchantId, async (_tx, now) => now);
  const answer = await provider.institutions?.call(callContext(deps, connected, checkedAt), question);
  if (answer?.kind === 'institutions') return ok({ institutions: answer.institutions, checkedAt });
  return refuse(answer?.kind === 'refused' ? rejected(provider.name, answer.why) : noAnswer(provider.name));
}
