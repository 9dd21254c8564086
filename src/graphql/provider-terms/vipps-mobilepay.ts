import type { AgreementProviderTerms, InputProblem } from '../../domain/port/provider.ts';
import { builder } from '../schema/builder.ts';
import { described } from '../schema/enums.ts';
import type { WithoutNulls } from '../schema/input.ts';
import { MoneyInput, readMoney } from '../schema/money.ts';

const IntervalUnit = builder.enumType('AgreementIntervalUnit', {
  description: 'What an interval is counted in.',
  values: described({ DAY: 'Days.', WEEK: 'Weeks.', MONTH: 'Months.', YEAR: 'Years.' }),
});

const AgreementIntervalInput = builder.inputType('AgreementIntervalInput', {
  description: 'How often the payer is to expect a charge.',
  fields: (t) => ({
    unit: t.field({ type: IntervalUnit, required: true, description: 'What it is counted in.' }),
    count: t.int({ required: true, description: 'How many of them, 1 to 31.' }),
  }),
});

const price = 'What the payer is told to pay for the time being; nothing at all is possible.';

const CampaignUntilInput = builder.inputType('CampaignUntilInput', {
  description: 'A price until a day.',
  fields: (t) => ({
    price: t.field({ type: MoneyInput, required: true, description: price }),
    end: t.field({ type: 'DateTime', required: true, description: 'Until when.' }),
  }),
});

const CampaignForPeriodInput = builder.inputType('CampaignForPeriodInput', {
  description: 'A price for a time from the beginning.',
  fields: (t) => ({
    price: t.field({ type: MoneyInput, required: true, description: price }),
    period: t.field({ type: AgreementIntervalInput, required: true, description: 'For how long.' }),
  }),
});

const CampaignUntilEventInput = builder.inputType('CampaignUntilEventInput', {
  description: 'A price until something happens.',
  fields: (t) => ({
    price: t.field({ type: MoneyInput, required: true, description: price }),
    eventAt: t.field({ type: 'DateTime', required: true, description: 'When it happens.' }),
    eventText: t.string({ required: true, description: 'What happens: 15 characters at most.' }),
  }),
});

const AgreementCampaignInput = builder.inputType('AgreementCampaignInput', {
  description: 'A price for a beginning, which the payer is shown. What you charge is up to you all the same.',
  isOneOf: true,
  fields: (t) => ({
    until: t.field({ type: CampaignUntilInput, description: 'Until a day.' }),
    forPeriod: t.field({ type: CampaignForPeriodInput, description: 'For a time.' }),
    untilEvent: t.field({ type: CampaignUntilEventInput, description: 'Until something happens.' }),
  }),
});

/** An agreement in the words of Vipps MobilePay. */
export const VippsMobilePayAgreementInput = builder.inputType('VippsMobilePayAgreementInput', {
  description:
    'What only Vipps MobilePay knows of an agreement; nothing of it is needed. Its price is the amount (LEGACY), which bounds the charges; a maximum that the payer may move (VARIABLE), where one is suggested; or neither (FLEXIBLE). The payer has ten minutes to answer, so expiresIn is PT10M.',
  fields: (t) => ({
    suggestedMaxAmount: t.field({
      type: MoneyInput,
      description: 'The most that a charge may be, unless the payer allows more. In place of an amount.',
    }),
    interval: t.field({
      type: AgreementIntervalInput,
      description: 'A rhythm that no frequency says: beside frequency FLEXIBLE.',
    }),
    campaign: t.field({ type: AgreementCampaignInput, description: 'A price for a beginning: beside an amount.' }),
    captureFirstPayment: t.boolean({
      description:
        'Whether the first payment is taken at once, rather than reserved: the agreement is then active only once it is taken. False when left out; the sales unit has to be set up for it.',
    }),
    agreementUrl: t.field({
      type: 'Url',
      description: "Your own page on which the payer manages this agreement. The account's when left out.",
    }),
    skipLandingPage: t.boolean({
      description:
        "Whether the payer's phone is asked at once, without a page: needs payerPhone, and a sales unit that is approved for it. False when left out.",
    }),
  }),
});

type Terms = Extract<AgreementProviderTerms, { readonly vippsMobilePay: unknown }>['vippsMobilePay'];
type Asked = WithoutNulls<typeof VippsMobilePayAgreementInput.$inferInput>;

/** The terms as the adapter takes them. What reading finds wrong is added to `problems`. */
export function readVippsMobilePayAgreement(
  path: readonly string[],
  { suggestedMaxAmount, campaign, ...rest }: Asked,
  problems: InputProblem[],
): Terms {
  return {
    ...rest,
    ...(suggestedMaxAmount
      ? { suggestedMaxAmount: readMoney([...path, 'suggestedMaxAmount'], suggestedMaxAmount, problems) }
      : {}),
    ...(campaign ? { campaign: readCampaign([...path, 'campaign'], campaign, problems) } : {}),
  };
}

function readCampaign(
  path: readonly string[],
  { until, forPeriod, untilEvent }: NonNullable<Asked['campaign']>,
  problems: InputProblem[],
): NonNullable<Terms['campaign']> {
  const read = (name: string, amount: NonNullable<typeof until>['price']) =>
    readMoney([...path, name, 'price'], amount, problems);
  if (until) return { until: { price: read('until', until.price), end: until.end.toISOString() } };
  if (forPeriod) return { forPeriod: { ...forPeriod, price: read('forPeriod', forPeriod.price) } };
  if (untilEvent)
    return {
      untilEvent: {
        ...untilEvent,
        price: read('untilEvent', untilEvent.price),
        eventAt: untilEvent.eventAt.toISOString(),
      },
    };
  throw new Error('expected exactly one campaign, since the input is a OneOf; got none');
}
