import type { Observer } from '../platform/observing/observer.ts';

type Told = { readonly [Name in keyof Observer]?: Observer[Name] };

/** One observer that tells several, each of what it wants to hear. */
export function tellAll(observers: readonly Told[]): Observer {
  const each = <Name extends keyof Observer>(name: Name): NonNullable<Told[Name]>[] =>
    observers.flatMap((one) => (one[name] ? [one[name]] : []));
  const all =
    <Argument>(to: readonly ((told: Argument) => void)[]) =>
    (told: Argument): void => {
      for (const tell of to) tell(told);
    };
  const subscribed = each('subscribed');
  return {
    request: all(each('request')),
    webhook: all(each('webhook')),
    providerCall: all(each('providerCall')),
    inboxItem: all(each('inboxItem')),
    delivery: all(each('delivery')),
    frame: all(each('frame')),
    sequenced: all(each('sequenced')),
    turn: all(each('turn')),
    worked: all(each('worked')),
    subscribed(field) {
      const ended = subscribed.map((tell) => tell(field));
      return () => {
        for (const end of ended.splice(0)) end();
      };
    },
  };
}
