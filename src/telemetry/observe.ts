import type { Observer } from '../platform/observing/observer.ts';

/** One observer that tells several, each of what it wants to hear. */
export function tellAll(observers: readonly Partial<Observer>[]): Observer {
  const each = <Name extends keyof Observer>(name: Name): NonNullable<Partial<Observer>[Name]>[] =>
    observers.flatMap((one) => (one[name] ? [one[name]] : []));
  const all =
    <Argument>(to: readonly ((record: Argument) => void)[]) =>
    (record: Argument): void => {
      for (const tell of to) tell(record);
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
