#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { addAccounts } from './paygraph/accounts.ts';
import { addAudit } from './paygraph/audit.ts';
import { addBackup } from './paygraph/backup.ts';
import { addDoctor } from './paygraph/doctor.ts';
import { addEvents } from './paygraph/events.ts';
import { addKeys } from './paygraph/keys.ts';
import { addMerchants } from './paygraph/merchants.ts';
import { addOperatorKeys } from './paygraph/operator-keys.ts';
import { CommandError, exitCodes } from './paygraph/output.ts';
import { addProcesses } from './paygraph/processes.ts';
import { addStatus } from './paygraph/status.ts';

/**
 * `npx paygraph`: what an operator does by hand. It works on the database itself, by the settings of the environment, so that it makes the
 * first key and goes on when nothing else does. Ends with 0 when it was done, 1 when the answer is no, 2 when it could not be carried out.
 */
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

Every day, and in alerts:
  $ paygraph status

It reads the same environment as the server (DATABASE_URL, ENCRYPTION_KEY, PAYGRAPH_MODE, …). Secrets are never taken as arguments.
Ends with 0: done, 1: the answer is no, 2: it could not be carried out, 4: not signed in or not allowed, 130: interrupted.`,
  )
  .showHelpAfterError('(add --help for what it takes)')
  .exitOverride();
const commands = [
  addStatus,
  addProcesses,
  addDoctor,
  addAudit,
  addOperatorKeys,
  addMerchants,
  addKeys,
  addAccounts,
  addEvents,
  addBackup,
];
for (const add of commands) add(program);
// What a command inherits is settled when it is made, so each is told.
for (const noun of program.commands) for (const command of [noun, ...noun.commands]) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

function exitCodeOf(error: unknown): number {
  // Help and usage have been printed already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.couldNot;
  console.error(error instanceof Error ? error.message : error);
  return error instanceof CommandError ? error.exitCode : exitCodes.couldNot;
}
