import { createHash } from 'node:crypto';
import { sqlState } from './sql-state.ts';

/**
 * Which statements the sessions of one database keep prepared, each under a name of its text: the server then neither parses nor plans them
 * anew, which was a third to a half of its CPU in a capture. What comes again often has a name, whoever wrote it, Prisma among them.
 */
export interface StatementNames {
  /** Whether names are used at all: not once somebody has refused one. */
  readonly isOn: boolean;
  /** The name for a text that is asked once more, its own if it was given one; undefined where it is not to be prepared. */
  nameFor(text: string, given?: string): string | undefined;
  /** Told of an error to a statement that was asked under a name. True when the same statement may be asked again, by its text. */
  failed(text: string, error: unknown): boolean;
}

/** What is asked less often is not worth its place: a plan takes memory in each session that has used it. */
const usesBefore = 8;
/** Of texts that nobody named. Callers can make ever new ones; those that come later go without. */
const namesMax = 300;
/** Texts whose uses are counted. Beyond, the counting begins anew, and what comes often is soon there again. */
const countedMax = 2_000;
/** A statement with many rows is as long as they are many, and hardly comes again. */
const lengthMax = 20_000;

export function createStatementNames(isOn: boolean): StatementNames {
  const names = new Map<string, string>();
  const uses = new Map<string, number>();
  /** How often what a text results in has changed. */
  const changes = new Map<string, number>();
  return {
    get isOn() {
      return isOn;
    },
    nameFor(text, given) {
      if (!isOn) return undefined;
      const name = given ?? names.get(text);
      if (name !== undefined) return changes.has(text) ? `${name}_${changes.get(text)}` : name;
      if (text.length > lengthMax || names.size >= namesMax) return undefined;
      const count = (uses.get(text) ?? 0) + 1;
      if (count <= usesBefore) {
        if (uses.size >= countedMax) uses.clear();
        uses.set(text, count);
        return undefined;
      }
      uses.delete(text);
      names.set(text, `s_${createHash('sha256').update(text).digest('base64url').slice(0, 20)}`);
      return names.get(text);
    },
    failed(text, error) {
      const state = sqlState(error);
      if (!isAboutNames(state)) return false;
      // Under its old name each session that has it would say so, one after the other.
      if (state === anotherResult) changes.set(text, (changes.get(text) ?? 0) + 1);
      else isOn = false;
      return true;
    },
  };
}

/** A name that is not there, or is there with another text: whoever stands between hands sessions on, and does not know of names. */
const refusals = ['26000', '42P05'];
/** What a statement results in is otherwise than when it was prepared: a migration has given a table another column, and it asks for all. */
const anotherResult = '0A000';

/** Whether a code says that a name was at fault: the transaction has ended, and may be tried again. */
export const isAboutNames = (sqlState: string | undefined): boolean =>
  sqlState !== undefined && [...refusals, anotherResult].includes(sqlState);
