import type { AnyProvider, Operation } from '../domain/port/provider.ts';
import type { Observer } from '../platform/observing/observer.ts';
import { inSpan } from '../platform/observing/tracing.ts';

// What the port says of an answer's kind; a `Result` says whether it is well.
type Answer = { readonly kind: string; readonly why?: unknown } | { readonly ok: boolean };
type Call = (...given: never[]) => Promise<Answer>;

/**
 * A provider of which each call is told: by the function of the port, its outcome and how long it took. Adapters know nothing of it, so a new one
 * is measured from its first day.
 */
function watchedProvider(provider: AnyProvider, observe: Observer): AnyProvider {
  const watch = <Given extends Call>(name: string, call: Given): Given =>
    (async (...given: Parameters<Given>) => {
      const startedAt = performance.now();
      let outcome = 'threw';
      try {
        return await inSpan(`${provider.name} ${name}`, { kind: 'client' }, async (span) => {
          const answer = await call(...given);
          outcome = outcomeOf(answer);
          span?.setAttribute('paygraph.outcome', outcome);
          return answer;
        });
      } finally {
        observe.providerCall({
          provider: provider.name,
          call: name,
          outcome,
          durationMs: performance.now() - startedAt,
        });
      }
    }) as unknown as Given;
  const one = <Part extends object>(name: string, part: Part | undefined): Part | undefined =>
    part && 'call' in part ? { ...part, call: watch(name, (part.call as Call).bind(part)) } : part;

  const operations = Object.entries(provider.operations).map(([name, operation]) => {
    const { probe } = operation as { probe?: Call };
    const called = one(name, operation as Operation<never, unknown>);
    return [name, probe ? { ...called, probe: watch(`${name}:probe`, probe.bind(operation)) } : called];
  });
  const asked = {
    debtorCheck: one('debtorCheck', provider.debtorCheck),
    institutions: one('institutions', provider.institutions),
    agreementList: one('agreementList', provider.agreementList),
    ...(provider.pollEvents ? { pollEvents: watch('pollEvents', provider.pollEvents.bind(provider) as Call) } : {}),
  };
  return {
    ...provider,
    operations: Object.fromEntries(operations),
    ...Object.fromEntries(Object.entries(asked).filter(([, part]) => part !== undefined)),
    checkStatus: watch('checkStatus', provider.checkStatus.bind(provider) as Call),
    checkCredentials: watch('checkCredentials', provider.checkCredentials.bind(provider) as Call),
    connect: watch('connect', provider.connect.bind(provider) as Call),
  } as AnyProvider;
}

/** All of them, watched. */
export function watchedProviders<Name extends string>(
  providers: { readonly [N in Name]?: AnyProvider },
  observe: Observer,
): { readonly [N in Name]?: AnyProvider } {
  const watched = Object.entries<AnyProvider | undefined>(providers).flatMap(([name, provider]) =>
    provider ? [[name, watchedProvider(provider, observe)]] : [],
  );
  return Object.fromEntries(watched) as { readonly [N in Name]?: AnyProvider };
}

function outcomeOf(answer: Answer): string {
  if ('ok' in answer) return answer.ok ? 'ok' : 'refused';
  if (answer.kind !== 'notSent') return answer.kind;
  const { kind } = answer.why as { readonly kind: string };
  return kind;
}
