import { type FieldNode, type GraphQLNamedType, getNamedType, type SelectionSetNode } from 'graphql';
import { type Asked, fieldOf, rulesOf, weightOf } from './cost.ts';

/** A name in an answer: what one of it costs, and what lies beneath. */
interface Named {
  weight: number;
  counts: boolean;
  readonly beneath: Place[];
  /** The names beneath, gathered when the first row is met. */
  names?: Names;
}
type Names = ReadonlyMap<string, Named>;
interface Place {
  readonly type: GraphQLNamedType | undefined;
  readonly set: SelectionSetNode;
}

/**
 * What an answer really cost: the weights of `costOf` over what it holds. The names that a place in the answer can have are gathered
 * once for all rows, each fragment once, so this takes as long as the answer is large, however the document folds it.
 */
export function spent({ schema, operation, fragments }: Asked, data: unknown): number {
  const numbers = new Map<SelectionSetNode, number>();
  const known = new Map<string, Names>();

  const numberOf = (set: SelectionSetNode): number => {
    const number = numbers.get(set) ?? numbers.size;
    numbers.set(set, number);
    return number;
  };

  const gather = (places: readonly Place[], atRoot: boolean): Names => {
    const names = new Map<string, Named>();
    const seen = new Set<string>();
    const add = (node: FieldNode, parent: GraphQLNamedType | undefined): void => {
      const field = fieldOf(parent, node);
      if (!field) return;
      const rules = rulesOf(field);
      const name = (node.alias ?? node.name).value;
      const named = names.get(name) ?? { weight: 0, counts: false, beneath: [] };
      names.set(name, named);
      // Types of one union may each have a field of this name.
      named.weight = Math.max(named.weight, weightOf(rules, atRoot));
      named.counts ||= rules.multiplier !== undefined;
      if (node.selectionSet) named.beneath.push({ type: getNamedType(field.type), set: node.selectionSet });
    };
    const ofSet = ({ type, set }: Place): void => {
      for (const node of set.selections) {
        if (node.kind === 'Field') {
          add(node, type);
          continue;
        }
        const spread = node.kind === 'InlineFragment' ? node : fragments.get(node.name.value);
        if (!spread || (node.kind === 'FragmentSpread' && seen.has(node.name.value))) continue;
        if (node.kind === 'FragmentSpread') seen.add(node.name.value);
        const condition = spread.typeCondition;
        ofSet({ type: condition ? schema.getType(condition.name.value) : type, set: spread.selectionSet });
      }
    };
    places.forEach(ofSet);
    return names;
  };

  const namesOf = (places: readonly Place[], atRoot: boolean): Names => {
    const key = places.map(({ set }) => numberOf(set)).join();
    const names = known.get(key) ?? gather(places, atRoot);
    known.set(key, names);
    return names;
  };

  const points = (names: Names, value: unknown): number => {
    if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + points(names, item), 0);
    if (typeof value !== 'object' || value === null) return 0;
    let sum = 0;
    for (const [name, answer] of Object.entries(value)) {
      const named = names.get(name);
      if (!named) continue;
      sum += named.weight * (named.counts ? countIn(answer) : 1);
      if (named.beneath.length === 0 || answer === null) continue;
      named.names ??= namesOf(named.beneath, false);
      sum += points(named.names, answer);
    }
    return sum;
  };

  const root = { type: schema.getRootType(operation.operation) ?? undefined, set: operation.selectionSet };
  return points(namesOf([root], true), data);
}

// A list, or a connection, whose page is the list within it.
/** How many are in what a counted field gave. */
export function countIn(answer: unknown): number {
  if (Array.isArray(answer)) return answer.length;
  const list = Object.values(answer ?? {}).find(Array.isArray);
  return list ? list.length : answer ? 1 : 0;
}
