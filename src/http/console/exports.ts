import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Credential, KeyRefusal } from '../../access/api-keys.ts';
import { exportPayments } from '../../graphql/payment/export.ts';
import { dayIn } from '../../kernel/time-zone.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db.ts';
import type { ErrorAnswer } from '../../platform/http-io.ts';
import type { Log } from '../../platform/log.ts';
import { type AdmissionDeps, admit } from '../admission.ts';
import { leaveUnread } from '../bodies.ts';
import type { HttpLimits } from '../limits.ts';
import { answerTo, rateLimited } from '../turned.ts';

export interface ExportDeps {
  readonly db: Db;
  readonly log: Log;
  readonly merchants: AdmissionDeps<Credential, KeyRefusal>;
  /** What time it is for everything but sessions: a sandbox's may be moved. */
  readonly productClock: Clock;
}

/** A file of each process and key at a time: reading them is work that others wait behind. */
const atOnce = 4;
const filterMax = 4_000;

/** Sends all payments of a filter as a file. Who asks stands in the header, as if they had come with their key. */
export function createExports(
  { db, log, merchants, productClock }: ExportDeps,
  { exportMs }: Pick<HttpLimits, 'exportMs'>,
): (
  request: IncomingMessage,
  response: ServerResponse,
  authorization: string,
  refuse: (error: ErrorAnswer) => void,
) => Promise<void> {
  const underWay = new Set<string>();
  return async (request, response, authorization, refuse) => {
    const known = await admit(merchants, request, authorization);
    if (!known.ok) return refuse(answerTo(known.error));
    const { keyId, timeZone } = known.value;
    if (underWay.has(keyId) || underWay.size >= atOnce)
      return refuse(rateLimited('Another file is being made; ask again when it is there.', 5_000));
    const filter = new URLSearchParams((request.url ?? '').split('?').slice(1).join('?')).get('filter') ?? '';
    if (filter.length > filterMax) return refuse(badFilter(`filter: expected ${filterMax} characters at most`));
    underWay.add(keyId);
    try {
      const lines = await exportPayments(db, known.value, filter);
      if (!lines.ok) return refuse(badFilter(lines.error));
      leaveUnread(request);
      const name = `payments-${dayIn(timeZone, productClock.now())}.csv`;
      response.writeHead(200, {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      // Cut off in the middle, a file is told apart from a whole one: its last chunk never comes.
      await pipeline(Readable.from(lines.value), response, { signal: AbortSignal.timeout(exportMs) });
    } catch (err) {
      if (!response.headersSent) throw err;
      response.destroy();
      log.warn({ err, keyId }, 'a file was not sent to its end');
    } finally {
      underWay.delete(keyId);
    }
  };
}

const badFilter = (message: string): ErrorAnswer => ({ status: 400, code: 'BAD_USER_INPUT', message });
