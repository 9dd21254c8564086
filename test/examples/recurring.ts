import { randomUUID } from 'node:crypto';
import { type Api, payload, Unexpected } from './api.ts';
import {
  changeScheduleAmount,
  createAgreement,
  createBillingRequest,
  createSchedule,
  pauseSchedule,
  resumeSchedule,
  retryPayment,
} from './documents.ts';
import { clockOf, freeSuffix, letPass, play, type Stage } from './stage.ts';
import {
  type Customer,
  customers,
  type Name,
  periodOf,
  read,
  references,
  type Schedule,
  scheduleOf,
  type Year,
} from './year.ts';
import { tellYearEnd } from './year-end.ts';

const months = 12;
const dayOfMonth = 15;
/** The longest lead of a provider, and time to spare. */
const startsInDays = 20;
/** Charges of all three have been made by then, and none has been taken; and all of that has come to its end, payouts too. */
const daysBefore = 2;
const daysAfter = 10;
const dayMs = 86_400_000;
/** After the first attempt of a day, and before the second. */
const morningMs = dayMs / 4;

/** One run, which goes on where it was cut off. */
interface Run {
  readonly stage: Stage;
  /** Begins every reference and key. */
  readonly named: string;
}
type Act = (run: Run, charge: (name: Name) => Charge, schedule: (name: Name) => string, due: Date) => Promise<void>;
type Charge = NonNullable<Schedule['periods'][number]['charge']>;

/** What befalls the shop in a year, by month: before the day on which money is taken, or after it. Each can be done again without harm. */
const acts: Readonly<Record<string, Act>> = {
  async '2 before'({ stage }, charge, _schedule, due) {
    console.log('  Bo has too little money in the morning of the day. Vipps MobilePay tries again by itself.');
    await play(stage.api, charge('Bo').id, 'PAYMENT_FAILS');
    await letTimeCome(stage, new Date(due.getTime() + morningMs));
  },
  async '5 before'({ stage: { api }, named }, charge) {
    console.log("  Ann's bank does not pay, and nobody tries again by itself: the shop asks once more.");
    await play(api, charge('Ann').id, 'PAYMENT_FAILS');
    await settle(api);
    const input = { idempotencyKey: `${named}-retry`, paymentId: charge('Ann').id };
    payload((await api.ask(retryPayment, { input })).retryPayment, 'RetryPaymentPayload');
  },
  async '6 after'({ stage: { api }, named }, _charge, paymentScheduleId) {
    console.log('  Cleo goes away: her payments are paused.');
    const input = { idempotencyKey: `${named}-pause`, paymentScheduleId: paymentScheduleId('Cleo') };
    payload((await api.ask(pauseSchedule, { input })).pausePaymentSchedule, 'PaymentSchedulePayload');
  },
  async '8 after'({ stage: { api }, named }, _charge, paymentScheduleId) {
    console.log('  Cleo is back: her payments go on. What fell into the pause is not asked for.');
    const input = { idempotencyKey: `${named}-resume`, paymentScheduleId: paymentScheduleId('Cleo') };
    payload((await api.ask(resumeSchedule, { input })).resumePaymentSchedule, 'PaymentSchedulePayload');
  },
  async '9 after'({ stage: { api }, named }, charge, paymentScheduleId) {
    console.log("  Ann's bank takes this month's money back, after it was paid out. It is taken off a later payout.");
    await play(api, charge('Ann').id, 'CHARGEBACK');
    console.log('  The price for Ann is 24.00 from next month on.');
    const input = {
      idempotencyKey: `${named}-price`,
      paymentScheduleId: paymentScheduleId('Ann'),
      amount: { amountMinor: '2400', currency: 'GBP' },
    };
    payload((await api.ask(changeScheduleAmount, { input })).changePaymentScheduleAmount, 'PaymentSchedulePayload');
  },
};

/**
 * A year of a shop: three customers pay each month, over three providers. Payments fail and are tried again, one customer pauses, the price of another
 * changes, a bank takes money back. At the end every payout is explained to the penny, and the ledger agrees with the providers' own records.
 *
 * Killed at any moment and started again it goes on: what has been done is read from the API, and every mutation has a key of its own.
 */
export async function recurring(stage: Stage): Promise<void> {
  const { api, stream } = stage;
  const suffix = await freeSuffix(async (tried) =>
    isOver(await Promise.all(customers.map((of) => read(api, `year${tried}`, of)))),
  );
  const run: Run = { stage, named: `year${suffix}` };
  const begun = await read(api, run.named, customers[0]);
  if (begun.paymentSchedule)
    console.log(
      `The year is gone on with where it was cut off: it is ${(await clockOf(stage.sandboxUrl)).toISOString()}.`,
    );
  for (const customer of customers) await signUp(run, customer);
  const first = scheduleOf(await readAll(run), 'Ann').startsOn;
  for (let month = 1; month <= months; month++) {
    const due = new Date(`${first}T00:00:00Z`);
    due.setUTCMonth(due.getUTCMonth() + month - 1);
    await playMonth(run, month, due);
  }
  const year = await readAll(run);
  for (const { name, schedule } of year) {
    await stream.until(schedule.id, 'PAYMENT_SCHEDULE_COMPLETED', 'PAYMENT_SCHEDULE_CANCELLED');
    console.log(`${name}'s schedule is ${schedule.status}.`);
  }
  await tellYearEnd(stage, year, await clockOf(stage.sandboxUrl));
}

/** Lets a month pass, as far as it has not passed already. */
async function playMonth(run: Run, month: number, due: Date): Promise<void> {
  const before = new Date(due.getTime() - daysBefore * dayMs);
  const after = new Date(due.getTime() + daysAfter * dayMs);
  const now = await clockOf(run.stage.sandboxUrl);
  const nextDue = new Date(due);
  nextDue.setUTCMonth(nextDue.getUTCMonth() + 1);
  if (month < months && now >= new Date(nextDue.getTime() - daysBefore * dayMs)) return;
  if (now < after) {
    await letTimeCome(run.stage, before);
    await actIn(run, month, due, 'before');
  }
  await letTimeCome(run.stage, after);
  const lines = (await readAll(run)).map(({ name, schedule }) => `${name} ${told(schedule, month)}`);
  console.log(`Month ${month}, due ${due.toISOString().slice(0, 10)}: ${lines.join('; ')}`);
  await actIn(run, month, due, 'after');
}

async function actIn(run: Run, month: number, due: Date, when: 'before' | 'after'): Promise<void> {
  const act = acts[`${month} ${when}`];
  if (!act) return;
  const year = await readAll(run);
  const charge = (name: Name): Charge => {
    const found = periodOf(scheduleOf(year, name), month)?.charge;
    if (!found) throw new Unexpected(`${name} has no charge in month ${month}`);
    return found;
  };
  await act(run, charge, (name) => scheduleOf(year, name).id, due);
  await settle(run.stage.api);
}

function told(schedule: Schedule, month: number): string {
  const period = periodOf(schedule, month);
  if (!period) return 'nothing';
  const { charge, outcome } = period;
  if (!charge) return outcome.toLowerCase();
  const { requested } = charge.amounts;
  const failed = charge.attempts.filter(({ succeeded }) => !succeeded).length;
  return `${requested.decimal} ${requested.currency} ${charge.status}${failed > 0 ? ` after ${failed} in vain` : ''}`;
}

/** Whether a year by these references cannot be gone on with: it is over, or a consent has lapsed before it began. */
function isOver(parts: readonly Awaited<ReturnType<typeof read>>[]): boolean {
  const ended = parts.some(
    ({ paymentSchedule, agreement }) =>
      paymentSchedule?.status === 'CANCELLED' || (agreement && !['PENDING', 'ACTIVE'].includes(agreement.status)),
  );
  return ended || parts.every(({ paymentSchedule }) => paymentSchedule?.status === 'COMPLETED');
}

async function readAll({ stage: { api }, named }: Run): Promise<Year> {
  const parts = customers.map(async (customer) => {
    const { paymentSchedule: schedule } = await read(api, named, customer);
    if (!schedule) throw new Unexpected(`the schedule of ${customer.name} is gone`);
    return { ...customer, schedule };
  });
  return Promise.all(parts);
}

/** A consent, and the schedule on it: as much of that as is not there yet. */
async function signUp(run: Run, customer: Customer): Promise<void> {
  const { stage, named } = run;
  const { api } = stage;
  const { name, amount, retries } = customer;
  const { schedule, request, agreement } = references(named, customer);
  if ((await read(api, named, customer)).paymentSchedule) return;
  const on =
    customer.provider === 'gocardless'
      ? await mandateOf(run, customer, request)
      : await agreementOf(run, customer, agreement);
  const start = new Date((await clockOf(stage.sandboxUrl)).getTime() + startsInDays * dayMs);
  // All three begin on one day, also where the night falls between them.
  const begun = (await Promise.all(customers.map((of) => read(api, named, of)))).find((of) => of.paymentSchedule);
  if (start.getUTCDate() > dayOfMonth) start.setUTCMonth(start.getUTCMonth() + 1, 1);
  start.setUTCDate(dayOfMonth);
  const input = {
    idempotencyKey: `${schedule}-create`,
    on,
    externalId: schedule,
    description: 'Chips of the month',
    retryPlan: retries,
    terms: {
      recurring: {
        amount,
        every: { count: 1, unit: 'MONTH' },
        anchor: { dayOfMonth },
        startsOn: begun?.paymentSchedule?.startsOn ?? start.toISOString().slice(0, 10),
        count: months,
      },
    },
  } as const;
  payload((await api.ask(createSchedule, { input })).createPaymentSchedule, 'PaymentSchedulePayload');
  const price = `${Number(amount.amountMinor) / 100}.00 ${amount.currency}`;
  console.log(
    `${name} pays ${price} on the ${dayOfMonth}th of each month from ${input.terms.recurring.startsOn} on, over ${customer.provider}.`,
  );
}

async function mandateOf({ stage: { api }, named }: Run, customer: Customer, externalId: string) {
  const input = {
    idempotencyKey: externalId,
    externalId,
    with: { goCardless: { mandate: { currency: 'GBP', scheme: 'BACS' } } },
  } as const;
  const made = payload((await api.ask(createBillingRequest, { input })).createBillingRequest, 'BillingRequestPayload');
  await play(api, made.billingRequest.id, 'PAYER_ACCEPTS');
  await settle(api);
  const mandate = (await read(api, named, customer)).billingRequest?.mandate;
  if (!mandate) throw new Unexpected('the request has led to no mandate');
  await play(api, mandate.id, 'BANK_APPROVES_MANDATE');
  await settle(api);
  return { mandateId: mandate.id };
}

async function agreementOf({ stage: { api } }: Run, { amount, provider }: Customer, externalId: string) {
  const input = {
    idempotencyKey: externalId,
    externalId,
    amount,
    plan: 'Chips',
    description: 'Chips of the month',
    frequency: 'MONTHLY',
    country: 'DK',
    expiresIn: 'PT10M',
    payerPhone: '4511100118',
    returnUrl: 'https://example.com/thanks',
    ...(provider === 'vipps_mobilepay' ? { with: { vippsMobilePay: {} } } : {}),
  } as const;
  const { agreement } = payload((await api.ask(createAgreement, { input })).createAgreement, 'AgreementPayload');
  await settle(api);
  await play(api, agreement.id, 'PAYER_ACCEPTS');
  await settle(api);
  return { agreementId: agreement.id };
}

/** Has everything happen that is due now. */
async function settle(api: Api): Promise<void> {
  await letPass(api, randomUUID(), 'PT1S');
}

/** Moves the clock to a moment, if that lies ahead. */
async function letTimeCome({ api, sandboxUrl }: Stage, at: Date): Promise<void> {
  const seconds = Math.ceil((at.getTime() - (await clockOf(sandboxUrl)).getTime()) / 1_000);
  if (seconds > 0) await letPass(api, randomUUID(), `PT${seconds}S`);
}
