import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { agreementStates } from '../../src/domain/agreement/states.ts';
import { billingRequestStates } from '../../src/domain/billing-request/states.ts';
import { mandateStates } from '../../src/domain/mandate/states.ts';
import { operationStates } from '../../src/domain/operation/states.ts';
import { chargeStates, collectionStates, paymentStates, transferStates } from '../../src/domain/payment/states.ts';
import { payoutStates } from '../../src/domain/payout/states.ts';
import { scheduleStates } from '../../src/domain/schedule/states.ts';

type States = Readonly<Record<string, readonly string[]>>;

interface Life {
  readonly title: string;
  readonly states: States;
  readonly start: string;
  /** Where the table is, and its name: its life in prose stands above it. */
  readonly file: string;
  readonly name: string;
}

const root = join(import.meta.dirname, '../..');
const life = (title: string, noun: string, name: string, states: States, start: string): Life => ({
  title,
  states,
  start,
  name,
  file: `src/domain/${noun}/states.ts`,
});

const lives: readonly Life[] = [
  life('Agreement', 'agreement', 'agreementStates', agreementStates, 'PENDING'),
  life('One-off payment on an agreement', 'payment', 'paymentStates', paymentStates, 'CREATED'),
  life('Payment that a bank collects', 'payment', 'collectionStates', collectionStates, 'CREATED'),
  life('Charge', 'payment', 'chargeStates', chargeStates, 'CREATED'),
  life('Transfer', 'payment', 'transferStates', transferStates, 'CREATED'),
  life('Mandate', 'mandate', 'mandateStates', mandateStates, 'PENDING'),
  life('Billing request', 'billing-request', 'billingRequestStates', billingRequestStates, 'PENDING'),
  life('Payment schedule', 'schedule', 'scheduleStates', scheduleStates, 'ACTIVE'),
  life('Payout', 'payout', 'payoutStates', payoutStates, 'PENDING'),
  life('Operation', 'operation', 'operationStates', operationStates, 'REQUESTED'),
];

/** The comment above a table of moves: the life in prose. */
function prose({ file, name }: Life): string {
  const text = readFileSync(join(root, file), 'utf8');
  const before = text.slice(0, text.indexOf(`export const ${name} `));
  const comment = before.slice(before.lastIndexOf('/**') + 3, before.lastIndexOf('*/'));
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .trim();
}

function drawing({ states, start }: Life): string {
  const ends = Object.keys(states).filter((state) => states[state]?.length === 0);
  return [
    'stateDiagram-v2',
    `  [*] --> ${start}`,
    ...Object.entries(states).flatMap(([from, tos]) => tos.map((to) => `  ${from} --> ${to}`)),
    ...ends.map((state) => `  ${state} --> [*]`),
  ].join('\n');
}

/** Every life, in prose and drawn, as Markdown. */
export function statesPage(): string {
  return `# States

How each thing moves, drawn from the tables that the code and the database refuse every other move by. Printed by \`npm run generate\`. A state is what facts have made of a thing; its \`status\` shows what is in flight or
unknown first ([concepts](../concepts.md#status)). An arrow to the end: nothing moves it any more.

${lives
  .map(
    (one) =>
      `## ${one.title}\n\n${prose(one)}\n\n\`\`\`mermaid\n${drawing(one)}\n\`\`\`\n\n\`${one.name}\` in \`${one.file}\`.`,
  )
  .join('\n\n')}
`;
}
