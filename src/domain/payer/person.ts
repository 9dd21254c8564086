import { createHmac, randomBytes } from 'node:crypto';
import { newUuid } from '../../kernel/ids.ts';
import { sealer as createSealer, masterKeyBytes, type Sealer } from '../../platform/crypto.ts';
import type { Reader, Tx } from '../../platform/db.ts';

/** A payer whose details pass through us, with the seal of their own that goes when they are erased. */
export interface Person {
  readonly id: string;
  readonly sealer: Sealer;
}

/** Makes a person with a fresh key, in the transaction of the first thing that is sealed under it. */
export async function insertPerson(
  tx: Tx,
  now: Date,
  master: Sealer,
  merchantId: string,
  debtorReference: string | null = null,
): Promise<Person> {
  const id = newUuid(now.getTime());
  const key = randomBytes(masterKeyBytes);
  const keySealed = new Uint8Array(master.seal(key, keyContext(id)));
  const person = { id, sealer: createSealer(key) };
  const known =
    debtorReference === null
      ? {}
      : {
          debtorReference: hashOf(master, merchantId, debtorReference),
          debtorReferenceSealed: new Uint8Array(person.sealer.seal(debtorReference, referenceContext(id))),
        };
  await tx.person.create({ data: { merchantId, id, keySealed, ...known, createdAt: now } });
  return person;
}

/** The creditor's own key for the debtor, or null where there is none. */
export function openDebtorReference({ id, sealer }: Person, sealed: Uint8Array | null): string | null {
  return sealed && sealer.open(sealed, referenceContext(id)).toString();
}

/** Keeps the last digits of the payer's account, for a person who is not erased. */
export async function keepAccountEnding(
  tx: Tx,
  master: Sealer,
  { merchantId, personId }: { readonly merchantId: string; readonly personId: string },
  ending: string,
): Promise<void> {
  const where = { merchantId_id: { merchantId, id: personId } };
  const row = await tx.person.findUniqueOrThrow({ where });
  const person = openPerson(master, row);
  if (!person || openAccountEnding(person, row.accountEndingSealed) === ending) return;
  const accountEndingSealed = new Uint8Array(person.sealer.seal(ending, endingContext(personId)));
  // An erasure that has come in between stays one.
  await tx.person.updateMany({ where: { merchantId, id: personId, erasedAt: null }, data: { accountEndingSealed } });
}

/** The last digits of the payer's account, or null where none are known. */
export function openAccountEnding({ id, sealer }: Person, sealed: Uint8Array | null): string | null {
  return sealed && sealer.open(sealed, endingContext(id)).toString();
}

/** The person with their seal, or null once erased. */
export async function findPerson(
  reader: Tx | Reader,
  master: Sealer,
  merchantId: string,
  id: string,
): Promise<Person | null> {
  const row = await reader.person.findUnique({ where: { merchantId_id: { merchantId, id } } });
  return row && openPerson(master, row);
}

/** The person of a row with their seal, or null once erased. */
export function openPerson(
  master: Sealer,
  { id, keySealed }: { readonly id: string; readonly keySealed: Uint8Array | null },
): Person | null {
  return keySealed && { id, sealer: createSealer(master.open(keySealed, keyContext(id))) };
}

// The persons of one debtor reference: one for each mandate that was asked for with it.
const personsMax = 1_000;

/** Ids of the persons who are known to the creditor by this reference, to the letter. Those who are erased are not among them. */
export async function findByDebtorReference(
  reader: Tx | Reader,
  master: Sealer,
  merchantId: string,
  debtorReference: string,
): Promise<readonly string[]> {
  const where = { merchantId, debtorReference: hashOf(master, merchantId, debtorReference) };
  const found = await reader.person.findMany({
    where,
    select: { id: true },
    orderBy: { id: 'desc' },
    take: personsMax,
  });
  return found.map(({ id }) => id);
}

/**
 * What stands for a debtor's reference (Betalingsservice: the customer number) in our tables. The number itself names a person to the
 * creditor, so it is sealed with the rest; against this hash nobody can try numbers without our key.
 */
function hashOf(master: Sealer, merchantId: string, debtorReference: string): Uint8Array<ArrayBuffer> {
  const key = master.derive('person.debtorReference');
  return new Uint8Array(
    createHmac('sha256', key)
      .update(JSON.stringify([merchantId, debtorReference]))
      .digest(),
  );
}

/**
 * Erases what we hold of a person beyond the money: the key is destroyed, and with it what was sealed under it. What an idempotency
 * key was used with is forgotten too, since a fingerprint of a CPR number could be found again by trying them all. Harmless to repeat.
 */
export async function erasePerson(tx: Tx, now: Date, merchantId: string, personId: string): Promise<Date> {
  await tx.$queryRaw`select 1 from person where merchant_id = ${merchantId}::uuid and id = ${personId}::uuid for update`;
  const where = { merchantId_id: { merchantId, id: personId } };
  const { erasedAt } = await tx.person.findUniqueOrThrow({ where });
  if (erasedAt) return erasedAt;
  await tx.person.update({
    where,
    data: {
      keySealed: null,
      debtorReference: null,
      debtorReferenceSealed: null,
      accountEndingSealed: null,
      erasedAt: now,
    },
  });
  const operations = await tx.operation.findMany({ where: { merchantId, personId }, select: { id: true } });
  await tx.idempotency.updateMany({
    where: { merchantId, operationId: { in: operations.map(({ id }) => id) } },
    data: { fingerprint: new Uint8Array(randomBytes(32)), fingerprintKey: null, paths: {} },
  });
  return now;
}

/** What a person's key is sealed for. */
export const keyContext = (personId: string): string => `person.key:${personId}`;

const referenceContext = (personId: string): string => `person.debtorReference:${personId}`;
const endingContext = (personId: string): string => `person.accountEnding:${personId}`;
