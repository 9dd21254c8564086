import { Command, CommanderError } from 'commander';
import { addAccounts } from './accounts.ts';
import { addAudit } from './audit.ts';
import { addAuditLog } from './audit-log.ts';
import { addBackup } from './backup.ts';
import { addCompletion } from './completion.ts';
import { addDoctor } from './doctor.ts';
import { addEvents } from './events.ts';
import { addExport } from './export.ts';
import { addKeys } from './keys.ts';
import { addMerchants } from './merchants.ts';
import { addOperations } from './operations.ts';
import { addOperatorKeys } from './operator-keys.ts';
import { CommandError, exitCodes } from './output.ts';
import { addProcesses } from './processes.ts';
import { addStatus } from './status.ts';
import { addTrigger } from './trigger.ts';
import { addWhoami } from './whoami.ts';

const commands = [
  addStatus,
  addOperations,
  addProcesses,
  addDoctor,
  addAudit,
  addAuditLog,
  addOperatorKeys,
  addMerchants,
  addKeys,
  addAccounts,
  addEvents,
  addTrigger,
  addExport,
  addBackup,
  addWhoami,
  addCompletion,
];

/** All commands, of one run. */
export function createProgram(): Command {
  const program = new Command('paygraph')
    .description('Look after a Paygraph: its operators, merchants, keys and provider accounts.')
    .addHelpText(
      'after',
      `
From nothing to a key that can be used:
  $ paygraph operator-keys create --name first
  $ paygraph merchants create --name "Nordic Shop" --environment live
  $ paygraph keys create --merchant mer_… --name backend --scopes events:read,payments:write
  $ paygraph accounts connect gocardless --merchant mer_… --settings-file gc.json

The same from another machine, with an operator's key (PAYGRAPH_OPERATOR_KEY, or a file):
  $ paygraph merchants list --url https://pay.example --api-key-file ~/.config/paygraph/key

Every day, and in alerts:
  $ paygraph status

Without --url it reads the same environment as the server (DATABASE_URL, ENCRYPTION_KEY, PAYGRAPH_MODE, …) and works on the database itself;
"paygraph whoami" says which. Secrets are never taken as arguments.
Ends with 0: done, 1: the answer is no, 2: it could not be carried out, 4: not signed in or not allowed, 130: interrupted.`,
    )
    .showHelpAfterError('(add --help for what it takes)')
    .exitOverride();
  for (const add of commands) add(program);
  // What a command inherits is settled when it is made, so each is told.
  for (const noun of program.commands) for (const command of [noun, ...noun.commands]) command.exitOverride();
  return program;
}

/**
 * `npx paygraph`: what an operator does by hand, on the database itself by the settings of the environment, or through a running Paygraph.
 * Gives what the program ends with: 0 when it was done, 1 when the answer is no, 2 when it could not be carried out.
 */
export async function run(args: readonly string[]): Promise<number> {
  process.exitCode = 0;
  try {
    await createProgram().parseAsync(args, { from: 'user' });
    return process.exitCode;
  } catch (error) {
    return exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  // Help and usage have been printed already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.couldNot;
  console.error(error instanceof Error ? error.message : error);
  return error instanceof CommandError ? error.exitCode : exitCodes.couldNot;
}
