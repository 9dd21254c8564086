import type { PathIds } from '../kit/routes.ts';
import type { Reply, Step, WireRequest } from '../kit/simulator.ts';
import { minuteMs } from '../kit/time.ts';
import { refuseWith } from './replies.ts';
import { settingsOf } from './settings.ts';

/** How often a minute each call may be made, and what that is counted by (notes §5). */
const limits: Readonly<Record<string, { readonly perMinute: number; readonly per: 'all' | 'agreement' | 'charge' }>> = {
  createCharge: { perMinute: 500, per: 'all' },
  draftAgreement: { perMinute: 300, per: 'all' },
  listAgreements: { perMinute: 5, per: 'all' },
  getAgreement: { perMinute: 120, per: 'agreement' },
  patchAgreement: { perMinute: 5, per: 'agreement' },
  getCharge: { perMinute: 10, per: 'charge' },
  listCharges: { perMinute: 10, per: 'agreement' },
  getChargeById: { perMinute: 100, per: 'all' },
  capture: { perMinute: 5, per: 'charge' },
  cancelCharge: { perMinute: 5, per: 'charge' },
  refund: { perMinute: 5, per: 'charge' },
};

/** 429 with the time to wait, where that is switched on; null where the call may go on. */
export function overLimit(step: Step, request: WireRequest, operation: string, ids: PathIds): Reply | null {
  const limit = limits[operation];
  if (!limit || !settingsOf(step).rateLimitEnforced) return null;
  const minute = Math.floor(step.now.getTime() / minuteMs);
  const name = `${operation} ${limit.per === 'all' ? '' : (ids[limit.per] ?? '')}`;
  const kept = step.documents.get<{ minute: number; used: number }>('calls', name);
  const used = kept?.minute === minute ? kept.used + 1 : 1;
  step.documents.put('calls', name, { minute, used });
  if (used <= limit.perMinute) return null;
  const seconds = Math.ceil(((minute + 1) * minuteMs - step.now.getTime()) / 1_000);
  const reply = refuseWith(step, request, 429);
  return { ...reply, headers: { ...reply.headers, 'retry-after': String(seconds) } };
}
