import { renderSVG } from 'uqr';
// From a registry: '@paygraph/client'.
import { watch } from '../../client/src/index.ts';
import { epcText } from './epc.ts';
import {
  apiUrl,
  type BillingRequestShown,
  billingRequestFields,
  idInAddress,
  type PaymentShown,
  paymentFields,
  sentenceOf,
  tokenOf,
} from './things.ts';

/** A checkout page without a framework: what is to be done now, and how it stands, live. */
const place = (name: string): HTMLElement => {
  const found = document.getElementById(name);
  if (!found) throw new Error(`the page has no ${name}`);
  return found;
};
function element(tag: string, text = '', attributes: Readonly<Record<string, string>> = {}): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

const link = (text: string, href: string): HTMLElement => element('a', text, { href, class: 'action' });

/** A line of the bank details, with a button that copies it. */
function copied(label: string, value: string): HTMLElement {
  const row = element('p');
  const button = element('button', 'Copy', { type: 'button', 'aria-label': `Copy ${label}` });
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(value);
    button.textContent = 'Copied';
  });
  row.append(element('span', `${label}: `), element('code', value), ' ', button);
  return row;
}

function stepsOf({ nextAction, amounts: { requested } }: PaymentShown): readonly HTMLElement[] {
  if (nextAction?.__typename === 'RedirectPayer') return [link('Approve in the app', nextAction.url)];
  if (nextAction?.__typename !== 'ShowBankDetails') return [];
  const { accountHolder, iban, bic, paymentReference: reference } = nextAction;
  const rows = Object.entries({ Name: accountHolder, IBAN: iban, BIC: bic, Reference: reference });
  const text =
    requested.currency === 'EUR' ? epcText({ accountHolder, iban, bic, euros: requested.decimal, reference }) : null;
  const code = element('figure', '', { role: 'img', 'aria-label': 'QR code for your bank’s app' });
  if (text) code.innerHTML = renderSVG(text);
  return [...rows.map(([label, value]) => copied(label, value)), ...(text ? [code] : [])];
}

function billingSteps({ nextActions, flow }: BillingRequestShown): readonly HTMLElement[] {
  const list = element('ol');
  list.append(
    ...nextActions.map(({ type, waitsBecause }) => {
      const name = type.charAt(0) + type.slice(1).toLowerCase().replaceAll('_', ' ');
      return element('li', waitsBecause ? `${name}: ${waitsBecause}` : name);
    }),
  );
  return [list, ...(flow ? [link('Go on at your bank', flow.authorisationUrl)] : [])];
}

function show(thing: Pick<PaymentShown, 'status' | 'statusReason'>, steps: readonly HTMLElement[]): void {
  place('status').textContent = sentenceOf(thing);
  place('status').dataset.status = thing.status;
  place('steps').replaceChildren(...steps);
}

const id = idInAddress();
const options = {
  url: apiUrl(),
  id,
  credential: () => tokenOf(id),
  onState: ({ kind }: { readonly kind: string }) => place('connection').toggleAttribute('hidden', kind !== 'waiting'),
};
const { ended } = id.startsWith('brq_')
  ? watch<BillingRequestShown>({
      ...options,
      select: billingRequestFields,
      onChange: (request, final) => show(request, final ? [] : billingSteps(request)),
    })
  : watch<PaymentShown>({
      ...options,
      select: paymentFields,
      onChange: (payment, final) => {
        place('amount').textContent = `${payment.amounts.requested.decimal} ${payment.amounts.requested.currency}`;
        show(payment, final ? [] : stepsOf(payment));
      },
    });
ended.catch((error: Error) => {
  place('status').textContent = error.message;
});
