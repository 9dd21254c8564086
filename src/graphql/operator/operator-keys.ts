import {
  insertOperatorKey,
  listOperatorKeys,
  type OperatorCredential,
  type OperatorKey,
  operatorScopes,
  revokeOperatorKey,
} from '../../access/operator-keys.ts';
import { encodeId, uuidOf } from '../../kernel/ids.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import { ok, refuse } from '../../kernel/result.ts';
import { underOperatorKey } from '../../merchants/operator-keyed.ts';
import { act, invalid, repeatWords } from './act.ts';
import { operatorBuilder } from './builder.ts';

const OperatorKeyType = operatorBuilder.objectRef<OperatorKey>('OperatorKey').implement({
  description: 'The key of an operator. Its secret was shown once, when it was made, and is kept nowhere.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Id of the key: opk_ and 26 characters.' }),
    name: t.exposeString('name', { description: 'Whose it is.' }),
    lastFour: t.exposeString('lastFour', { description: 'The last four characters of its secret.' }),
    scopes: t.stringList({ description: 'What it may do: ten at most.', resolve: ({ scopes }) => [...scopes] }),
    createdBy: t.exposeString('createdBy', { description: 'Who made it: opk_… of another key, or command-line.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When it ends.' }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was revoked. Null when it was not.',
    }),
    revokedBy: t.exposeString('revokedBy', {
      nullable: true,
      description: 'Who revoked it. Null when it was not, or by the command line.',
    }),
    revokedBecause: t.exposeString('revokedBecause', {
      nullable: true,
      description: 'Why it was revoked. Null when nothing was said.',
    }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last used, to the minute. Null when it never was.',
    }),
  }),
});

operatorBuilder.queryField('operatorKeys', (t) =>
  t.field({
    type: [OperatorKeyType],
    description: "All operators' keys, also those that have ended: the newest 1,000. Newest first.",
    directives: { cost: { weight: 20 }, requiresScope: { scope: 'operators:read' } },
    resolve: async (_root, _args, { deps }) => [...(await listOperatorKeys(deps.db))],
  }),
);

const MadePayload = operatorBuilder
  .objectRef<{ readonly id: string; readonly secret: string | null; readonly expiresAt: Date }>(
    'CreateOperatorKeyPayload',
  )
  .implement({
    description: "An operator's key was made.",
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Its id: opk_…' }),
      secret: t.exposeString('secret', {
        nullable: true,
        description: 'Its secret, shown this once. Null when the idempotency key is replayed.',
      }),
      expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When it ends.' }),
    }),
  });

const nameMax = 100;
const dayMs = 86_400_000;

act('createOperatorKey', {
  description: "Makes another operator's key, with no more than your own key may do. Its secret is shown once.",
  scope: 'operators:write',
  input: operatorBuilder.inputType('CreateOperatorKeyInput', {
    description: "Makes an operator's key.",
    fields: (t) => ({
      idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: repeatWords }),
      name: t.string({ required: true, description: 'Whose it is: 1 to 100 characters.' }),
      scopes: t.stringList({
        required: true,
        description: `What it may do: one or more of ${operatorScopes.join(', ')}, which your own key has.`,
      }),
      expiresIn: t.field({
        type: 'Duration',
        description:
          'For how long it is good: 365 days at most, and no longer than the key that asks. 90 days when left out, or as long as that key.',
      }),
    }),
  }),
  payload: MadePayload,
  run: async ({ idempotencyKey: key, name, scopes, expiresIn }, { deps, credential }) => {
    let secret: string | null = null;
    const keyed = await underOperatorKey<{ readonly id: string; readonly expiresAt: string }>(deps, credential.actor, {
      name: 'createOperatorKey',
      key,
      input: { name, scopes, expiresIn: expiresIn ?? null },
      async decide(client, now) {
        const leftMs = credential.expiresAt.getTime() - now.getTime();
        const wrong = problemOf({ name, scopes, expiresIn }, credential, leftMs);
        if (wrong) return refuse(wrong);
        const made = await insertOperatorKey(client, now, {
          name: name.trim(),
          scopes: operatorScopes.filter((scope) => scopes.includes(scope)),
          expiresInMs: expiresIn ?? Math.min(90 * dayMs, leftMs),
          createdBy: credential.actor,
          environment: deps.sandbox ? 'SANDBOX' : 'LIVE',
        });
        secret = made.secret;
        return ok({ id: made.id, expiresAt: made.expiresAt.toISOString() });
      },
    });
    if (!keyed.ok) return keyed;
    const { id, expiresAt } = keyed.value.made;
    return ok({ id, secret, expiresAt: new Date(expiresAt) });
  },
});

/** Why no such key is made: nobody gives what they do not have, nor for longer than they have it. */
function problemOf(
  {
    name,
    scopes,
    expiresIn = 0,
  }: { readonly name: string; readonly scopes: readonly string[]; readonly expiresIn?: number | undefined },
  maker: OperatorCredential,
  leftMs: number,
): Refusal | null {
  const length = [...name.trim()].length;
  if (length === 0 || length > nameMax || /\p{Cc}/u.test(name))
    return invalid('name', `expected a name of 1 to ${nameMax} characters without line breaks; got ${length}`);
  if (expiresIn > leftMs) {
    const end = maker.expiresAt.toISOString();
    return invalid('expiresIn', `expected an end no later than that of the key that asks, ${end}`, 'range');
  }
  if (expiresIn > 365 * dayMs) return invalid('expiresIn', 'expected 365 days at most');
  const wider = scopes.filter((scope) => !maker.scopes.includes(scope));
  if (scopes.length > 0 && wider.length === 0) return null;
  const got = wider.length > 0 ? wider.join(', ').slice(0, 200) : 'none';
  return invalid(
    'scopes',
    `expected one or more of those of the key that asks, ${maker.scopes.join(', ')}; got ${got}`,
    'scope',
  );
}

const RevokedPayload = operatorBuilder.objectRef<{ readonly id: string }>('RevokeOperatorKeyPayload').implement({
  description: "An operator's key was ended.",
  fields: (t) => ({ id: t.exposeID('id', { description: 'Its id: opk_…' }) }),
});

act('revokeOperatorKey', {
  description: "Ends an operator's key within a second. The key that asks may end itself.",
  scope: 'operators:write',
  input: operatorBuilder.inputType('RevokeOperatorKeyInput', {
    description: "Ends an operator's key.",
    fields: (t) => ({
      operatorKeyId: t.id({ required: true, description: 'The key: opk_…' }),
      reason: t.string({ required: true, description: 'Why: 1 to 500 characters. It stays with the key.' }),
    }),
  }),
  payload: RevokedPayload,
  run: async ({ operatorKeyId, reason }, { deps, credential }) => {
    const id = uuidOf('opk', operatorKeyId);
    if (!id || !(await revokeOperatorKey(deps.db, id, { by: credential.actor, because: reason })))
      return refuse({ kind: 'notFound', path: ['input', 'operatorKeyId'], message: 'no key that is good has this id' });
    return ok({ id: encodeId('opk', id) });
  },
});
