import {
  type ExecutionResult,
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLObjectType,
  getArgumentValues,
  locatedError,
} from 'graphql';
import { jsonBytes } from '../limits/answer-size.ts';
import { countIn } from '../limits/spent.ts';
import { resolvedType } from './abstract.ts';
import type { Execution, FieldPlan, ObjectPlan, ValuePlan } from './plan.ts';
import { type Place, pathOf, ResolveInfo } from './resolve-info.ts';

/** An answer with what was counted while it was made. */
export interface Executed {
  readonly result: ExecutionResult;
  /** Points of what the answer holds; null where an error has taken something out of it again. */
  readonly points: number | null;
  /** As JSON the data has no more bytes. */
  readonly bytesAtMost: number;
}

/** An execution that has begun. */
export interface Begun {
  /** The answer, at once where nothing has to be waited for. */
  readonly executed: Executed | Promise<Executed>;
  /** Nobody waits for the answer any more: no further field is resolved. */
  stop(): void;
}

type Data = Record<string | number, unknown>;
type Kind<Name extends ValuePlan['kind']> = Extract<ValuePlan, { readonly kind: Name }>;

interface Run {
  readonly execution: Execution;
  readonly errors: GraphQLError[];
  /** Arguments with variables in them, made once for all rows. */
  readonly args: Map<FieldPlan, Readonly<Record<string, unknown>>>;
  /** Lists whose length is known at the end, by what holds them. */
  readonly counted: { readonly holder: Data; readonly plan: FieldPlan }[];
  data: Data | null;
  points: number;
  bytes: number;
  /** The error behind `failed`, until a place is found where null may stand. */
  failure: GraphQLError | null;
  /** Promises that are waited for. */
  underWay: number;
  stopped: boolean;
  onIdle: () => void;
  onCrash: (error: unknown) => void;
}

/** A value of the answer that is being made, and where it goes. */
interface Slot {
  readonly plan: FieldPlan;
  readonly how: ValuePlan;
  /** The place of what holds it; none at the root. */
  readonly at: Place | undefined;
  readonly key: string | number;
  readonly holder: Data;
}

/** Stands for a value that an error has taken away together with what holds it. */
const failed = Symbol('failed');

/**
 * Executes a plan as the specification says and graphql-js does: the same answer, and the same errors at the same paths. What is the same for
 * every request has been done in the plan; and what an answer costs and how large it is gets counted as it grows, so that nothing walks through
 * it once more. Measured against graphql-js and those two walks: an eighth of the time for one payment, a sixth for fifty.
 */
export function executePlan(execution: Execution): Begun {
  const run: Run = {
    execution,
    errors: [],
    args: new Map(),
    counted: [],
    data: {},
    points: 0,
    bytes: quotes,
    failure: null,
    underWay: 0,
    stopped: false,
    onIdle: () => undefined,
    onCrash: () => undefined,
  };
  const { plan, root, operation } = execution;
  const stop = (): void => {
    run.stopped = true;
  };
  if (operation.operation === 'mutation') return { executed: executeSerially(run, plan.fields, root), stop };
  if (executeFields(run, plan, root, undefined, run.data as Data) === failed) loseAll(run);
  return { executed: run.underWay === 0 ? finished(run) : whenIdle(run).then(() => finished(run)), stop };
}

/** One field at the root after the other, each with all beneath it. */
async function executeSerially(run: Run, fields: readonly FieldPlan[], root: unknown): Promise<Executed> {
  for (const plan of fields) {
    if (run.data === null) break;
    const value = executeField(run, plan, root, undefined, run.data);
    if (value === failed) loseAll(run);
    else if (run.data) run.data[plan.name] = value;
    if (run.underWay > 0) await whenIdle(run);
  }
  return finished(run);
}

const whenIdle = (run: Run): Promise<void> =>
  new Promise((resolve, reject) => {
    run.onIdle = resolve;
    run.onCrash = reject;
  });

function finished({ data, errors, points, bytes, counted }: Run): Executed {
  if (errors.length > 0) return { result: { errors, data }, points: null, bytesAtMost: bytes };
  let sum = points;
  for (const { holder, plan } of counted) sum += plan.weight * countIn(holder[plan.name]);
  return { result: { data }, points: sum, bytesAtMost: bytes };
}

function executeFields(run: Run, { fields }: ObjectPlan, source: unknown, at: Place | undefined, data: Data): unknown {
  for (const plan of fields) {
    const value = executeField(run, plan, source, at, data);
    if (value === failed) return failed;
    data[plan.name] = value;
  }
  return data;
}

function executeField(run: Run, plan: FieldPlan, source: unknown, at: Place | undefined, holder: Data): unknown {
  run.bytes += plan.name.length + punctuation;
  if (plan.field === null) {
    run.bytes += plan.parent.name.length;
    return plan.parent.name;
  }
  if (plan.counted) run.counted.push({ holder, plan });
  else run.points += plan.weight;
  const slot = { plan, how: plan.value, at, key: plan.name, holder };
  try {
    return complete(run, slot, resolved(run, slot, source));
  } catch (error) {
    return fail(run, slot, error);
  }
}

function resolved(run: Run, { plan, at, key }: Slot, source: unknown): unknown {
  const { execution } = run;
  const field = plan.field as NonNullable<FieldPlan['field']>;
  if (field.resolve)
    return field.resolve(
      source,
      argumentsOf(run, plan),
      execution.context,
      new ResolveInfo(execution, plan, placeAt(plan, at, key)),
    );
  const property = typeof source === 'object' && source !== null ? (source as Data)[field.name] : undefined;
  if (typeof property !== 'function') return property;
  const info = new ResolveInfo(execution, plan, placeAt(plan, at, key));
  return Reflect.apply(property, source, [argumentsOf(run, plan), execution.context, info]);
}

function argumentsOf({ args, execution }: Run, plan: FieldPlan): Record<string, unknown> {
  let made = plan.args ?? args.get(plan);
  if (!made) {
    made = getArgumentValues(plan.field as NonNullable<FieldPlan['field']>, plan.node, execution.variables);
    args.set(plan, made);
  }
  return { ...made };
}

/** A value as the answer has it: null where it is waited for or stands for an error, and `failed` where null may not stand. */
function complete(run: Run, slot: Slot, given: unknown): unknown {
  const { plan, how } = slot;
  try {
    if (isPromise(given)) return later(run, slot, given, (value) => complete(run, slot, value));
    if (given instanceof Error) throw given;
    if (given === null || given === undefined) {
      if (!how.nullable) throw new Error(`Cannot return null for non-nullable field ${nameOf(plan)}.`);
      run.bytes += nullBytes;
      return null;
    }
    if (how.kind === 'leaf') return leaf(run, how, given);
    return how.kind === 'list' ? list(run, slot, how, given) : object(run, slot, how, given);
  } catch (error) {
    return fail(run, slot, error);
  }
}

function leaf(run: Run, { type }: Kind<'leaf'>, given: unknown): unknown {
  const value = type.serialize(given);
  if (value === null || value === undefined) throw new Error(`${type}.serialize gave nothing for a value.`);
  if (typeof value === 'string') run.bytes += value.length * escapedMax + quotes;
  else run.bytes += typeof value === 'object' ? jsonBytes(value, run.execution.bytesMax) : numberMax;
  return value;
}

function list(run: Run, slot: Slot, { item: how }: Kind<'list'>, given: unknown): unknown {
  const { plan } = slot;
  if (typeof given !== 'object' || given === null || !(Symbol.iterator in given))
    throw new GraphQLError(`Expected Iterable, but did not find one for field "${nameOf(plan)}".`);
  const items: readonly unknown[] = Array.isArray(given) ? given : [...(given as Iterable<unknown>)];
  const values = new Array<unknown>(items.length);
  const holder = values as unknown as Data;
  const at = placeOf(slot);
  run.bytes += quotes + items.length;
  for (let key = 0; key < items.length; key++) {
    const value = complete(run, { plan, how, at, key, holder }, items[key]);
    if (value === failed) {
      items.slice(key).forEach(leaveUnheard);
      return absorbed(run, at, value);
    }
    values[key] = value;
  }
  return values;
}

/** What is not waited for may still fail, and must not do so unhandled. */
const leaveUnheard = (item: unknown): void => {
  if (isPromise(item)) item.then(undefined, () => undefined);
};

function object(run: Run, slot: Slot, how: Kind<'object'>, given: unknown): unknown {
  const place = placeOf(slot);
  const ofType = (type: GraphQLObjectType): unknown =>
    absorbed(run, place, executeFields(run, how.plan(type), given, place, {}));
  run.bytes += quotes;
  if (how.only) return ofType(how.only);
  const { execution } = run;
  const type = resolvedType(
    execution,
    how.type as GraphQLAbstractType,
    given,
    new ResolveInfo(execution, slot.plan, place),
  );
  return isPromise(type) ? later(run, slot, type, (met) => ofType(met as GraphQLObjectType)) : ofType(type);
}

/** Puts a value into its place when it has come; null stands there until then. */
function later(run: Run, slot: Slot, promise: PromiseLike<unknown>, made: (value: unknown) => unknown): null {
  run.underWay += 1;
  const settle = (make: () => unknown, value?: unknown): void => {
    try {
      // What nobody waits for is not made.
      if (!run.stopped && !isDead(slot.at) && run.data !== null) put(run, slot, make());
      else if (Array.isArray(value)) value.forEach(leaveUnheard);
    } catch (error) {
      run.onCrash(error);
    }
    run.underWay -= 1;
    if (run.underWay === 0) run.onIdle();
  };
  promise.then(
    (value) => settle(() => made(value), value),
    (error: unknown) => settle(() => fail(run, slot, error)),
  );
  return null;
}

function put(run: Run, { at, key, holder }: Slot, value: unknown): void {
  if (value !== failed) {
    holder[key] = value;
    return;
  }
  let place = at;
  while (place && !place.nullIn) place = place.prev;
  if (place?.nullIn) {
    place.dead = true;
    place.nullIn[place.key] = null;
    tellFailure(run);
  } else loseAll(run);
}

const isDead = (place: Place | undefined): boolean => place !== undefined && (place.dead || isDead(place.prev));

/** The error of a field, or `failed` where null may not stand: it then goes on to what holds the field. */
function fail(run: Run, { plan, how, at, key }: Slot, error: unknown): null | typeof failed {
  run.failure = locatedError(error, plan.nodes, pathOf(placeAt(plan, at, key)));
  if (!how.nullable) return failed;
  tellFailure(run);
  return null;
}

/** What an error from within has made of a value. */
function absorbed(run: Run, place: Place, value: unknown): unknown {
  if (value !== failed || !place.nullIn) return value;
  place.dead = true;
  tellFailure(run);
  return null;
}

function tellFailure(run: Run): void {
  if (run.failure) run.errors.push(run.failure);
  run.failure = null;
  run.bytes += nullBytes;
}

function loseAll(run: Run): void {
  run.data = null;
  tellFailure(run);
}

const placeAt = ({ parent }: FieldPlan, prev: Place | undefined, key: string | number, nullIn: Data | null = null) => ({
  prev,
  key,
  typename: typeof key === 'string' ? parent.name : undefined,
  nullIn,
  dead: false,
});
const placeOf = ({ plan, how, at, key, holder }: Slot): Place => placeAt(plan, at, key, how.nullable ? holder : null);
const nameOf = ({ parent, field }: FieldPlan): string => `${parent.name}.${field?.name}`;
const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as PromiseLike<unknown>).then === 'function';

// What JSON needs at most: names are ASCII and need no escape, a character of a text may take six.
const quotes = 2;
const punctuation = 4;
const escapedMax = 6;
const numberMax = 26;
const nullBytes = 4;
