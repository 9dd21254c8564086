import { mailSchedule, nextTime } from '../kernel/schedules.ts';
import type { Sealer } from '../platform/crypto.ts';
import type { Db } from '../platform/db.ts';
import { failpoint } from '../platform/failpoints.ts';
import type { Claim } from '../platform/leases.ts';
import type { Log } from '../platform/log.ts';
import type { Mailer } from './mailer.ts';
import { recordMail, takeMail } from './outbox.ts';

export interface MailDeps {
  readonly db: Db;
  readonly sealer: Sealer;
  readonly log: Log;
  readonly mailer: Mailer;
}

/**
 * Sends one mail, once per attempt. SMTP knows no idempotency: a mail that was taken and whose taking was not recorded, after a crash or
 * a lost answer, is sent again, under the same Message-ID.
 */
export async function sendMail(deps: MailDeps, claim: Claim): Promise<void> {
  const held = await takeMail(deps, claim);
  if (!held) return;
  const handed = await deps.mailer.send(held.id, held.message);
  await failpoint('mail.afterSend');
  // The lease lapses, and whoever runs then sends it.
  if (handed.kind === 'cut') return;
  if (handed.kind === 'taken') return recordMail(deps, claim, { error: null, nextAt: null });
  const { tries, firstAttemptAt, now, id } = held;
  const nextAt = handed.kind === 'refused' ? null : nextTime(mailSchedule, tries - 1, firstAttemptAt, now, id);
  await recordMail(deps, claim, { error: handed.error, nextAt });
  const { merchantId } = claim;
  if (!nextAt) deps.log.warn({ merchantId, mailId: id, reason: handed.error }, 'a mail is given up');
}
