import { type Command, Option } from 'commander';
import {
  createMerchant,
  listMerchants,
  type Merchant,
  merchantId,
  renameMerchant,
  setSuspended,
} from '../../merchants/merchant-commands.ts';
import { asJson } from './options.ts';
import { refused, show, shownTime, table } from './output.ts';
import { commandLine, inWorld, uuidIn } from './world.ts';

/** More than this are shown by asking for those after the last. */
const pageSize = 1_000;

export function addMerchants(program: Command): void {
  const noun = program.command('merchants').description('the shops whose money is moved');

  asJson(noun.command('create'))
    .description('make a merchant')
    .requiredOption('--name <name>', 'what it is called')
    .addOption(
      new Option('--environment <environment>', 'whether its money is real, for ever')
        .choices(['live', 'sandbox'])
        .makeOptionMandatory(),
    )
    .action(async ({ name, environment, json }) => {
      await inWorld(async ({ db }) => {
        const made = await createMerchant(db, commandLine(), { name, environment: environment.toUpperCase() });
        if (!made.ok) throw refused(made.error);
        show({ data: shown(made.value), words: merchantId(made.value), note: next(merchantId(made.value)) }, json);
      });
    });

  asJson(noun.command('list'))
    .description(`show them, the oldest first, ${pageSize} at most`)
    .option('--after <merchant>', 'those after this one: mer_…')
    .action(async ({ after, json }) => {
      await inWorld(async ({ db }) => {
        const merchants = await listMerchants(db, after ? uuidIn('mer', after) : null, pageSize);
        show({ data: merchants.map(shown), words: table(merchants.map(row), columns, 'There is none yet.') }, json);
      });
    });

  asJson(noun.command('rename'))
    .description('give a merchant another name')
    .argument('<merchant>', 'its id: mer_…')
    .requiredOption('--name <name>', 'what it is called from now on')
    .option('--reason <reason>', 'why, for the record')
    .action(async (id: string, { name, reason, json }) => {
      await inWorld(async ({ db }) => {
        const renamed = await renameMerchant(db, commandLine(reason), uuidIn('mer', id), name);
        if (!renamed.ok) throw refused(renamed.error);
        show({ data: shown(renamed.value), words: `${id} is called ${renamed.value.name}.` }, json);
      });
    });

  for (const [verb, suspended, what] of [
    ['suspend', true, 'refuse every key of a merchant; what is under way is followed to its end'],
    ['resume', false, 'take the keys of a suspended merchant again'],
  ] as const)
    asJson(noun.command(verb))
      .description(what)
      .argument('<merchant>', 'its id: mer_…')
      .requiredOption('--reason <reason>', 'why, for the record')
      .action(async (id: string, { reason, json }) => {
        await inWorld(async ({ db }) => {
          const done = await setSuspended(db, commandLine(reason), uuidIn('mer', id), suspended);
          if (!done.ok) throw refused(done.error);
          show(
            { data: shown(done.value), words: `${id} is ${suspended ? 'suspended' : 'no longer suspended'}.` },
            json,
          );
        });
      });
}

const next = (id: string): string =>
  `Next: paygraph keys create --merchant ${id} --name backend, and paygraph accounts connect <provider> --merchant ${id}`;

const columns = ['id', 'name', 'environment', 'created', 'suspended'];
const row = ({ name, environment, createdAt, suspendedAt, ...merchant }: Merchant) => ({
  id: merchantId(merchant),
  name,
  environment: environment.toLowerCase(),
  created: shownTime(createdAt),
  suspended: shownTime(suspendedAt),
});
const shown = (merchant: Merchant) => ({ ...merchant, id: merchantId(merchant) });
