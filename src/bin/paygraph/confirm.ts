import type { Command } from 'commander';
import * as documents from './operators/documents.ts';
import { found, type Operators } from './operators/operators.ts';
import { CommandError, exitCodes } from './output.ts';

/** The options of a command that is not taken back: it asks, or is told that there is no need to. */
export const asked = (command: Command): Command =>
  command
    .option('--yes', 'do not ask whether it is meant', false)
    .option('--live', "with --yes: also where the merchant's money is real", false);

interface Said {
  readonly yes: boolean;
  readonly live: boolean;
}

/** Goes on when a person says yes, or has said so by options. Without a terminal nobody is asked: it ends, and names the options. */
export async function confirmed(
  { yes, live }: Said,
  merchantId: string,
  { ask }: Operators,
  { what }: { readonly what: string },
): Promise<void> {
  const answer = await ask(documents.merchant, { id: merchantId });
  const { name, environment } = found(answer.merchant, 'merchant', merchantId, 'paygraph merchants list');
  const real = environment === 'LIVE';
  if (yes && (live || !real)) return;
  const options = real ? '--yes --live' : '--yes';
  if (!process.stdin.isTTY)
    throw new CommandError(
      `expected ${options}: ${real ? `the money of ${name} is real, and ` : ''}nobody can be asked here whether it is meant`,
    );
  const { confirm, isCancel } = await import('@clack/prompts');
  const said = await confirm({
    message: `${what} (${name}, ${real ? 'real money' : 'sandbox'})`,
    initialValue: false,
  });
  if (isCancel(said)) throw new CommandError('Nothing was done.', exitCodes.interrupted);
  if (!said) throw new CommandError('Nothing was done.', exitCodes.no);
}
