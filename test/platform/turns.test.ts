import { expect, it } from 'vitest';
import { Busy, createTurns } from '../../src/platform/turns.ts';

/** Work that ends when it is told to. */
function held(): { readonly work: () => Promise<void>; end: () => void } {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { work: () => ended, end };
}

it('lets a few at a time to one thing, in the order in which they came, and everybody else to theirs', async () => {
  const turns = createTurns({ atOnce: 1, waitingMax: 10, withinMs: 60_000 });
  const first = held();
  const order: string[] = [];
  const mine = turns.take('a', first.work);
  const others = ['second', 'third'].map((name) => turns.take('a', async () => void order.push(name)));
  await turns.take('b', async () => void order.push('elsewhere'));
  first.end();
  await Promise.all([mine, ...others]);
  expect(order).toEqual(['elsewhere', 'second', 'third']);
});

it('tells whoever finds too many waiting, or has waited too long, that the thing is in use', async () => {
  const turns = createTurns({ atOnce: 1, waitingMax: 1, withinMs: 10 });
  const first = held();
  const mine = turns.take('a', first.work);
  const late = turns.take('a', async () => undefined);
  await expect(turns.take('a', async () => undefined)).rejects.toThrow(Busy);
  await expect(late).rejects.toMatchObject({ code: '55P03' });
  first.end();
  await mine;
  expect(await turns.take('a', async () => 'again')).toBe('again');
});

it('hands the turn on when the work fails', async () => {
  const turns = createTurns({ atOnce: 1, waitingMax: 10, withinMs: 60_000 });
  const failed = turns.take('a', () => Promise.reject(new Error('no')));
  const next = turns.take('a', async () => 'done');
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('done');
});
