import { randomUUID } from 'node:crypto';
import { type Command, Option } from 'commander';
import { idOf } from './ids.ts';
import * as documents from './operators/documents.ts';
import type { MerchantFieldsFragment as Merchant } from './operators/generated/graphql.ts';
import { asOperator, withOperators } from './operators/operators.ts';
import { asList } from './options.ts';
import { show, shownTime } from './output.ts';
import { showPages } from './pages.ts';

export function addMerchants(program: Command): void {
  const noun = program
    .command('merchants')
    .description('the shops whose money is moved')
    .addHelpText(
      'after',
      `
Examples:
  $ paygraph merchants create --name "Nordic Shop" --environment live
  $ paygraph merchants list --json | jq -r '.[].id'
  $ paygraph merchants suspend mer_… --reason "asked for by the bank" --url https://pay.example`,
    );

  asOperator(noun.command('create'))
    .description('make a merchant')
    .requiredOption('--name <name>', 'what it is called')
    .addOption(
      new Option('--environment <environment>', 'whether its money is real, for ever')
        .choices(['live', 'sandbox'])
        .makeOptionMandatory(),
    )
    .option('--time-zone <zone>', 'by which its days are counted: Europe/Copenhagen when left out')
    .option('--reason <reason>', 'why, for the record')
    .action(async ({ name, environment, timeZone, reason, json, ...where }) => {
      await withOperators(where, async ({ act }) => {
        const input = { idempotencyKey: randomUUID(), name, environment: environment.toUpperCase(), timeZone, reason };
        const { merchant } = await act(documents.createMerchant, { input });
        show({ data: merchant, words: merchant.id, note: next(merchant.id) }, json);
      });
    });

  asList(asOperator(noun.command('list')))
    .description('show them, the newest first')
    .action(async ({ limit, after, json, ...where }) => {
      await withOperators(where, ({ ask }) =>
        showPages({ limit, after, json }, async (page) => (await ask(documents.merchants, page)).page, {
          row,
          columns,
          empty: 'There is none yet.',
        }),
      );
    });

  asOperator(noun.command('rename'))
    .description('give a merchant another name')
    .argument('<merchant>', 'its id: mer_…')
    .requiredOption('--name <name>', 'what it is called from now on')
    .option('--reason <reason>', 'why, for the record')
    .action(async (id: string, { name, reason, json, ...where }) => {
      const input = { merchantId: idOf('mer', id), name, reason };
      await withOperators(where, async ({ act }) => {
        const { merchant } = await act(documents.renameMerchant, { input });
        show({ data: merchant, words: `${id} is called ${merchant.name}.` }, json);
      });
    });

  asOperator(noun.command('time-zone'))
    .description('have the days of a merchant counted by another time zone')
    .argument('<merchant>', 'its id: mer_…')
    .requiredOption('--zone <zone>', 'a name of the IANA time zone database: Europe/Oslo')
    .option('--reason <reason>', 'why, for the record')
    .action(async (id: string, { zone, reason, json, ...where }) => {
      const input = { merchantId: idOf('mer', id), timeZone: zone, reason };
      await withOperators(where, async ({ act }) => {
        const { merchant } = await act(documents.setMerchantTimeZone, { input });
        show({ data: merchant, words: `The days of ${id} are counted by ${merchant.timeZone}.` }, json);
      });
    });

  for (const [verb, document, description, is] of [
    [
      'suspend',
      documents.suspendMerchant,
      'refuse every key of a merchant; what is under way is followed to its end',
      'suspended',
    ],
    ['resume', documents.resumeMerchant, 'take the keys of a suspended merchant again', 'no longer suspended'],
  ] as const)
    asOperator(noun.command(verb))
      .description(description)
      .argument('<merchant>', 'its id: mer_…')
      .requiredOption('--reason <reason>', 'why, for the record')
      .action(async (id: string, { reason, json, ...where }) => {
        const input = { merchantId: idOf('mer', id), reason };
        await withOperators(where, async ({ act }) => {
          const { merchant } = await act(document, { input });
          show({ data: merchant, words: `${id} is ${is}.` }, json);
        });
      });
}

const next = (id: string): string =>
  `Next: paygraph keys create --merchant ${id} --name backend, and paygraph accounts connect <provider> --merchant ${id}`;

const columns = ['id', 'name', 'environment', 'zone', 'created', 'suspended'];
const row = ({ id, name, environment, timeZone, createdAt, suspendedAt }: Merchant) => ({
  id,
  name,
  environment: environment.toLowerCase(),
  zone: timeZone,
  created: shownTime(createdAt),
  suspended: shownTime(suspendedAt),
});
