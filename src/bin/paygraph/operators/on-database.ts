import { randomUUID } from 'node:crypto';
import { graphql } from 'graphql';
import { type OperatorCredential, operatorScopes } from '../../../access/operator-keys.ts';
import type { DomainDeps } from '../../../domain/command/deps.ts';
import { createCursors } from '../../../event-log/cursor.ts';
import { tellOfWork } from '../../../event-log/notifier.ts';
import type { Bucket } from '../../../graphql/limits/bucket.ts';
import { createOperatorContext, type OperatorDeps, type OperatorsWorld } from '../../../graphql/operator/context.ts';
import { operatorSchema } from '../../../graphql/operator/schema.ts';
import { destinationProblem, systemResolve } from '../../../partner-webhooks/address.ts';
import { systemClock } from '../../../platform/clock.ts';
import { orTimeout } from '../../../platform/timeout.ts';
import { refusalOf } from '../api/client.ts';
import { CommandError } from '../output.ts';
import { inWorld, type World } from '../world.ts';
import type { Answerer } from './answerer.ts';

/** Whoever has the database's address and the master key is an operator without a key, and may do all. */
const commandLine: OperatorCredential = {
  keyId: 'command-line',
  merchantId: null,
  name: 'command line',
  scopes: operatorScopes,
  expiresAt: new Date('9999-12-31T00:00:00Z'),
  actor: 'command-line',
};

/** Answers operators' documents by the operators' own schema, on the database that the settings name. */
export async function onDatabase<T>(work: (answer: Answerer) => Promise<T>): Promise<T> {
  return inWorld(async (world) => {
    const { deps, ended } = await depsOf(world);
    try {
      return await work(async (source, variableValues) => {
        const { data, errors } = await graphql({
          schema: operatorSchema,
          source,
          variableValues: { ...variableValues },
          contextValue: contextOf(deps),
        });
        if (data && !errors) return data as never;
        const thrown = errors?.find(({ originalError }) => originalError && !('extensions' in originalError));
        if (thrown) throw new CommandError(`the database could not answer: ${thrown.message}`);
        throw refusalOf(null, 200, errors ?? []);
      });
    } finally {
      await ended();
    }
  });
}

/** One context a document, as at the door; nobody counts points here. */
function contextOf(deps: OperatorDeps) {
  const ended = new AbortController();
  return createOperatorContext(deps, world, {
    credential: commandLine,
    requestId: randomUUID(),
    traceId: null,
    bucket: endless,
    signal: ended.signal,
    abort: () => ended.abort(),
    resumeAfter: null,
    cursor: null,
  });
}
const endless: Bucket = {
  take: () => ({ ok: true }),
  confirm: () => null,
  giveBack: () => undefined,
  state: () => ({ limit: 0, available: 0, restoreRate: 0, fullInMs: 0 }),
};

/** Whoever has the database may have providers anywhere; our own address is told to those that are not on this machine. */
const world: OperatorsWorld = {
  addresses: {
    provider: async () => null,
    callback: (url) => destinationProblem(url, { loopback: false, resolve: systemResolve }),
  },
};

const underWayEndsMs = 15_000;

async function depsOf({ config, db, sealer, accounts, log }: World) {
  const { rows } = await db.worker.query<{ offset_ms: string }>('select offset_ms from sandbox_clock');
  const wakeUps = new Set<Promise<unknown>>();
  const underWay: DomainDeps['underWay'] = new Set();
  const deps: OperatorDeps = {
    db,
    sealer,
    accounts,
    log,
    underWay,
    providerDeadlineMs: config.providerDeadlineMs,
    wake: (...kinds) => {
      // They poll: one that is lost costs them a second.
      for (const kind of kinds) wakeUps.add(tellOfWork(db, kind).catch(() => undefined));
    },
    clock: systemClock(Number(rows[0]?.offset_ms ?? 0)),
    cursors: createCursors(sealer.derive('cursor')),
    reach: { loopback: config.mode === 'sandbox', resolve: systemResolve },
    ...(config.mode === 'sandbox' ? { sandbox: {} } : {}),
  };
  const ended = () => orTimeout(underWayEndsMs, Promise.allSettled([...underWay, ...wakeUps])).catch(() => undefined);
  return { deps, ended };
}
