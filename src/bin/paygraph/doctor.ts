import type { Command } from 'commander';
import type { Finding } from '../../app/doctor.ts';
import { withOpenDatabase } from './only-database.ts';
import { asJson } from './options.ts';
import { exitCodes } from './output.ts';

const answerWithinMs = 5_000;

/** Whether this installation is right. */
export function addDoctor(program: Command): void {
  asJson(program.command('doctor'))
    .description('look at everything that an installation needs, and say how to mend what is not right')
    .addHelpText(
      'after',
      `
Looks at versions, migrations, roles, clocks, keys, the credentials of every account (by a question that changes nothing), PUBLIC_URL, disk
and the last audit. Ends with 1 when something has to be mended. With --json each finding is an object on a line of its own.`,
    )
    .action(async ({ json }) => {
      const { examine } = await import('../../app/doctor.ts');
      const bad = await withOpenDatabase(async ({ config, db }) => {
        const get = (at: string): Promise<Response> => fetch(at, { signal: AbortSignal.timeout(answerWithinMs) });
        let found = 0;
        for await (const finding of examine({ config, db, get, machineNow: Date.now })) {
          console.log(json ? JSON.stringify(finding) : inWords(finding));
          if (finding.outcome === 'bad') found += 1;
        }
        return found;
      });
      if (!json) console.error(bad === 0 ? 'Nothing has to be mended.' : `${bad} to be mended.`);
      if (bad > 0) process.exitCode = exitCodes.no;
    });
}

const marks = { good: 'ok  ', note: 'note', bad: 'BAD ' } as const;
function inWords({ about, outcome, says, why, mend }: Finding): string {
  return [
    `${marks[outcome]}  ${about.padEnd(10)}  ${says}`,
    ...(outcome === 'good' || !why ? [] : [`                  why: ${why}`]),
    ...(outcome === 'good' || !mend ? [] : [`                  mend: ${mend}`]),
  ].join('\n');
}
