import {
  issueOperatorKey,
  listOperatorKeys,
  type OperatorKey,
  type OperatorScope,
  operatorScopes,
  revokeOperatorKey,
} from '../../access/operator-keys.ts';
import { encodeId, uuidOf } from '../../kernel/ids.ts';
import { ok, refuse } from '../../kernel/result.ts';
import { act, invalid } from './act.ts';
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
  .objectRef<{ readonly id: string; readonly secret: string; readonly expiresAt: Date }>('CreateOperatorKeyPayload')
  .implement({
    description: "An operator's key was made.",
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Its id: opk_…' }),
      secret: t.exposeString('secret', { description: 'Its secret, shown this once.' }),
      expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When it ends.' }),
    }),
  });

const nameMax = 100;
const dayMs = 86_400_000;

act('createOperatorKey', {
  description:
    "Makes another operator's key, with no more than your own key may do. Its secret is shown once; a repeat makes another.",
  scope: 'keys:write',
  input: operatorBuilder.inputType('CreateOperatorKeyInput', {
    description: "Makes an operator's key.",
    fields: (t) => ({
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
  run: async ({ name, scopes, expiresIn: asked }, { deps, credential }) => {
    const leftMs = credential.expiresAt.getTime() - deps.clock.now().getTime();
    const expiresIn = asked ?? Math.min(90 * dayMs, leftMs);
    const length = [...name.trim()].length;
    if (length === 0 || length > nameMax || /\p{Cc}/u.test(name))
      return refuse(
        invalid('name', `expected a name of 1 to ${nameMax} characters without line breaks; got ${length}`),
      );
    if (expiresIn > leftMs)
      return refuse(
        invalid(
          'expiresIn',
          `expected an end no later than that of the key that asks, ${credential.expiresAt.toISOString()}`,
          'range',
        ),
      );
    if (expiresIn > 365 * dayMs) return refuse(invalid('expiresIn', 'expected 365 days at most'));
    const granted = operatorScopes.filter((scope) => scopes.includes(scope) && credential.scopes.includes(scope));
    if (granted.length === 0 || granted.length < new Set(scopes).size)
      return refuse(invalid('scopes', `expected one or more of ${credential.scopes.join(', ')}`, 'scope'));
    return ok(
      await issueOperatorKey(deps.db, {
        name: name.trim(),
        scopes: granted satisfies readonly OperatorScope[],
        expiresInMs: expiresIn,
        createdBy: credential.actor,
        environment: deps.sandbox ? 'SANDBOX' : 'LIVE',
      }),
    );
  },
});

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
