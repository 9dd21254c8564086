import { openAccountEnding, openDebtorReference, openPerson, type Person } from '../../domain/payer/person.ts';
import type { Context } from '../schema/context.ts';

/** Marks a field that says who a payer is: it is sealed for as long as the person is not erased, so what it says is kept nowhere else. */
export const namesPayer = { namesPayer: true } as const;

/** A person with their seal, or null once erased. Those asked for in the same tick are read together. */
export async function personOf(id: string, { deps, client, caller: { merchantId } }: Context): Promise<Person | null> {
  const row = await rowOf(id, { client, caller: { merchantId } });
  return openPerson(deps.sealer, row);
}

/** The caller's own key for a debtor, or null where there is none, or the payer is erased. */
export async function debtorReferenceOf(personId: string, context: Context): Promise<string | null> {
  const row = await rowOf(personId, context);
  const person = openPerson(context.deps.sealer, row);
  return person && openDebtorReference(person, row.debtorReferenceSealed);
}

/** The last digits of the payer's account, or null where none are known, or the payer is erased. */
export async function accountEndingOf(personId: string, context: Context): Promise<string | null> {
  const row = await rowOf(personId, context);
  const person = openPerson(context.deps.sealer, row);
  return person && openAccountEnding(person, row.accountEndingSealed);
}

function rowOf(id: string, { client, caller: { merchantId } }: Rows) {
  return client.person.findUniqueOrThrow({ where: { merchantId_id: { merchantId, id } } });
}

type Rows = Pick<Context, 'client'> & { readonly caller: Pick<Context['caller'], 'merchantId'> };
