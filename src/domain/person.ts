import { randomBytes } from 'node:crypto';
import { sealer as createSealer, masterKeyBytes, type Sealer } from '../crypto.ts';
import type { Reader, Tx } from '../db.ts';
import type { Caller } from './command.ts';
import type { DomainDeps } from './deps.ts';
import { newUuid } from './ids.ts';
import { notFound } from './offer.ts';
import type { Refusal } from './refusal.ts';
import { ok, type Result, refuse } from './result.ts';

/** A payer whose details pass through us, with the seal of their own that goes when they are erased. */
export interface Person {
  readonly id: string;
  readonly sealer: Sealer;
}

/** Makes a person with a fresh key, in the transaction of the first thing that is sealed under it. */
export async function insertPerson(tx: Tx, now: Date, master: Sealer, merchantId: string): Promise<Person> {
  const id = newUuid(now.getTime());
  const key = randomBytes(masterKeyBytes);
  const keySealed = new Uint8Array(master.seal(key, keyContext(id)));
  await tx.person.create({ data: { merchantId, id, keySealed, createdAt: now } });
  return { id, sealer: createSealer(key) };
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

/**
 * Erases what we hold of a person beyond the money: the key is destroyed, and with it what was sealed under it. What an idempotency
 * key was used with is forgotten too, since a fingerprint of a CPR number could be found again by trying them all. Harmless to repeat.
 */
export async function erasePerson(
  deps: Pick<DomainDeps, 'db'>,
  { merchantId }: Caller,
  personId: string,
): Promise<Result<{ readonly erasedAt: Date }, Refusal>> {
  return deps.db.forMerchant(merchantId, async (tx, now) => {
    await tx.$queryRaw`select 1 from person where merchant_id = ${merchantId}::uuid and id = ${personId}::uuid for update`;
    const where = { merchantId_id: { merchantId, id: personId } };
    const person = await tx.person.findUnique({ where });
    if (!person) return refuse(notFound('personId', 'person'));
    if (person.erasedAt) return ok({ erasedAt: person.erasedAt });
    await tx.person.update({ where, data: { keySealed: null, erasedAt: now } });
    const operations = await tx.operation.findMany({ where: { merchantId, personId }, select: { id: true } });
    await tx.idempotency.updateMany({
      where: { merchantId, operationId: { in: operations.map(({ id }) => id) } },
      data: { fingerprint: new Uint8Array(randomBytes(32)), paths: {} },
    });
    return ok({ erasedAt: now });
  });
}

const keyContext = (personId: string): string => `person.key:${personId}`;
