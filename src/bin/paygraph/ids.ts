import { decodeId, type IdPrefix } from '../../kernel/ids.ts';
import { CommandError } from './output.ts';

/** An id of the right kind, before anybody is asked about it. */
export function idOf(prefix: IdPrefix, id: string): string {
  if (decodeId(id)?.prefix !== prefix)
    throw new CommandError(`expected an id that begins with ${prefix}_; got ${JSON.stringify(id.slice(0, 60))}`);
  return id;
}
