import { expect, test } from 'vitest';
import { createLogger, type LogFields } from '../../src/platform/log.ts';

function logged(fields: LogFields, message = 'happened'): { line: string; entry: Record<string, unknown> } {
  let line = '';
  const destination = {
    write(text: string) {
      line += text;
    },
  };
  createLogger('info', destination).info(fields, message);
  return { line, entry: JSON.parse(line) };
}

test('writes ids, numbers and flags of an event', () => {
  expect(logged({ operationId: 'opr_1', attempt: 3, amountMinor: 8000n, final: false }).entry).toMatchObject({
    level: 'info',
    msg: 'happened',
    operationId: 'opr_1',
    attempt: 3,
    amountMinor: '8000',
    final: false,
  });
});

test('hides text and objects under any name that is not on the list', () => {
  const { entry, line } = logged({
    clientSecret: 'hunter2',
    body: { iban: 'DK5000400440116243' },
    provider: { nested: 'hunter2' },
  });
  expect(entry).toMatchObject({ clientSecret: '[hidden]', body: '[hidden]', provider: '[hidden]' });
  expect(line).not.toMatch(/hunter2|DK50/);
});

test("keeps an error's name, code, message and place, and nothing that a client hung on it", () => {
  const error = Object.assign(new Error('duplicate key value violates unique constraint "agreement_key"'), {
    code: '23505',
    detail: 'Key (name)=(Ada Lovelace) already exists.',
    parameters: ['hunter2'],
    response: { headers: { authorization: 'Bearer hunter2' } },
  });
  const { entry, line } = logged({ err: error });
  expect(entry.err).toMatchObject({
    name: 'Error',
    code: '23505',
    message: error.message,
    stack: expect.arrayContaining([expect.stringMatching(/^at /)]),
  });
  expect(line).not.toMatch(/hunter2|Lovelace/);
});

test('drops the value from a message of PostgreSQL and the call from one of Prisma', () => {
  expect(logged({ err: new Error('invalid input syntax for type uuid: "hunter2"') }).line).not.toContain('hunter2');
  const prisma = Object.assign(
    new Error(
      '\nInvalid `db.person.create()` invocation:\n{ data: { name: "hunter2" } }\n\nArgument `email` is missing.',
    ),
    {
      name: 'PrismaClientValidationError',
    },
  );
  const { entry, line } = logged({ err: prisma });
  expect(entry.err).toMatchObject({ message: 'Argument `email` is missing.' });
  expect(line).not.toContain('hunter2');
});

test('keeps an event on one line whatever control characters are in it', () => {
  const { line, entry } = logged({ reason: 'a\nb\u001b[31m' });
  expect([...line.trimEnd()].every((character) => character >= ' ')).toBe(true);
  expect(entry.reason).toBe('a\nb\u001b[31m');
});
