import { createHmac } from 'node:crypto';
import { newUuid } from '../kernel/ids.ts';
import type { Sealer } from '../platform/crypto.ts';
import type { Db, Tx } from '../platform/db.ts';
import type { Claim } from '../platform/leases.ts';

/** What is mailed, and to whom: personal, and so sealed wherever it is kept. */
export interface MailMessage {
  /** One address. */
  readonly to: string;
  readonly subject: string;
  /** Plain text, with lines as they are to be shown. */
  readonly text: string;
}

/** What a mail is sealed for. */
export const letterContext = (merchantId: string, id: string): string => `${merchantId} mail.letter_sealed ${id}`;

const dayMs = 24 * 60 * 60 * 1_000;
/** Mails to one address within a day: one for each endpoint that a merchant may have. */
export const toOneAddressMax = 10;

/**
 * Writes a mail in the transaction of the change that it tells of. It is sent once that is committed. Nobody has confirmed the address, so
 * of one thing it is told once a day, and of all things together a few times: nobody can be flooded by us. False when it is not mailed.
 */
export async function postMail(
  tx: Tx,
  sealer: Sealer,
  now: Date,
  { merchantId, about }: { readonly merchantId: string; readonly about: string },
  message: MailMessage,
): Promise<boolean> {
  const recipientHash = hashOf(sealer, message.to);
  const lately = { merchantId, createdAt: { gt: new Date(now.getTime() - dayMs) } };
  if ((await tx.mail.count({ where: { ...lately, about }, take: 1 })) > 0) return false;
  const sent = await tx.mail.count({ where: { ...lately, recipientHash }, take: toOneAddressMax });
  if (sent >= toOneAddressMax) return false;
  const id = newUuid(now.getTime());
  const letterSealed = sealer.seal(JSON.stringify(message), letterContext(merchantId, id));
  await tx.mail.create({ data: { merchantId, id, letterSealed, about, recipientHash, nextAt: now, createdAt: now } });
  return true;
}

function hashOf(sealer: Sealer, address: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHmac('sha256', sealer.derive('mail-recipient')).update(address.toLowerCase()).digest());
}

/** A mail whose next attempt has begun. */
export interface HeldMail {
  readonly id: string;
  readonly message: MailMessage;
  /** Attempts, with this one. */
  readonly tries: number;
  readonly firstAttemptAt: Date;
  /** The database's time. */
  readonly now: Date;
}
type Deps = Pick<{ readonly db: Db; readonly sealer: Sealer }, 'db' | 'sealer'>;

/** Counts the attempt before it is made, so that one which is cut off counts as well. Null when another holds the mail. */
export async function takeMail({ db, sealer }: Deps, { merchantId, id, leaseToken }: Claim): Promise<HeldMail | null> {
  const { rows } = await db.worker.query<{ sealed: Buffer } & Omit<HeldMail, 'id' | 'message'>>(
    `update mail set tries = tries + 1, first_attempt_at = coalesce(first_attempt_at, app_now())
      where merchant_id = $1 and id = $2 and lease_token = $3
     returning letter_sealed as sealed, tries, first_attempt_at as "firstAttemptAt", app_now() as now`,
    [merchantId, id, leaseToken],
  );
  if (!rows[0]) return null;
  const { sealed, ...held } = rows[0];
  return { id, message: open(sealer, merchantId, id, sealed), ...held };
}

/** What became of an attempt: taken when there is no error, and else due again, or never. */
export interface Tried {
  readonly error: string | null;
  readonly nextAt: Date | null;
}

export async function recordMail(
  { db }: Pick<Deps, 'db'>,
  { merchantId, id, leaseToken }: Claim,
  { error, nextAt }: Tried,
): Promise<void> {
  await db.worker.query(
    `update mail set lease_token = null, lease_until = null, last_error = $4, next_at = $5,
            sent_at = case when $4::text is null then app_now() end
      where merchant_id = $1 and id = $2 and lease_token = $3`,
    [merchantId, id, leaseToken, error, nextAt],
  );
}

export interface KeptMail extends MailMessage {
  readonly createdAt: Date;
  /** Null while it is kept, and when it could not be sent. */
  readonly sentAt: Date | null;
  /** Why the last attempt failed. Null before the first, and once it has been sent. */
  readonly lastError: string | null;
}

const shownMax = 200;

/** A merchant's latest mails, newest first. */
export async function latestMails({ db, sealer }: Deps, merchantId: string): Promise<readonly KeptMail[]> {
  const rows = await db
    .reader(merchantId)
    .mail.findMany({ where: { merchantId }, orderBy: { id: 'desc' }, take: shownMax });
  return rows.map(({ id, letterSealed, createdAt, sentAt, lastError }) => ({
    ...open(sealer, merchantId, id, letterSealed),
    createdAt,
    sentAt,
    lastError,
  }));
}

function open(sealer: Sealer, merchantId: string, id: string, sealed: Uint8Array): MailMessage {
  return JSON.parse(sealer.open(sealed, letterContext(merchantId, id)).toString()) as MailMessage;
}
