import { html, type Markup, page } from '../../../kernel/markup.ts';
import { hiddenFields } from '../../kit/page-parts.ts';
import type { Step } from '../../kit/simulator.ts';
import { creditorName } from '../guard.ts';
import type { Flaw } from '../replies.ts';
import { currenciesFor, currencyOf } from '../requests/graph.ts';
import { type PageInput, screenForm } from './forms.ts';
import { mayChooseCurrency, type Screen, screenOf, type Visit } from './screens.ts';
import { style } from './style.ts';

const titles: Readonly<Record<Screen, string>> = {
  currency: 'Where is your bank?',
  details: 'Your details',
  institution: 'Choose your bank',
  account: 'Your bank account',
  confirm: 'Is everything right?',
  bank: 'Your bank asks you',
  finish: 'Ready',
  done: 'Thank you',
  expired: 'This link has expired',
};
const order: readonly Screen[] = ['details', 'institution', 'account', 'confirm', 'bank', 'done'];

const notices: Readonly<Record<string, string>> = {
  denied: 'You declined at your bank. Nothing was taken; you can try again.',
  failed: 'Your bank could not do this. Nothing was taken; you can try again.',
  expired: 'Your bank waited too long for an answer. You can try again.',
  token: 'This page was too old. Please try again.',
  stale: 'Something had changed meanwhile. This is how it stands now.',
  left: 'You have left. You can come back with the same link.',
};

/** The payer's page: what is asked, one screen at a time, and what came of it. Works without scripts. */
export function payerPage(step: Step, visit: Visit, input: PageInput): string {
  const screen = screenOf(step, visit);
  const notice = input.notice !== null && Object.hasOwn(notices, input.notice) ? notices[input.notice] : undefined;
  return page(
    `${creditorName}: ${titles[screen]}`,
    style,
    html`<main><p class="brand">GoCardless <span>sandbox</span></p>
${summary(visit)}
${visit.flow && screen !== 'expired' ? progress(screen) : ''}
<section class="card"><h2>${titles[screen]}</h2>
${notice ? html`<p class="notice" role="alert">${notice}</p>` : ''}
${input.flaws.length > 0 ? html`<ul class="flaws" role="alert">${input.flaws.map(flaw)}</ul>` : ''}
${screen === 'done' || screen === 'expired' ? outcome(visit, screen) : screenForm(step, visit, screen, input)}</section>
${screen !== 'currency' && mayChooseCurrency(step, visit) ? currencyChoice(visit, input) : ''}
${visit.flow && screen !== 'done' && screen !== 'expired' ? leave(visit, input) : ''}
<p class="foot">A simulator: no money moves. ${visit.request.id}</p></main>`,
  );
}

function summary({ request: { payment, mandate } }: Visit): Markup {
  return html`<header><h1>${creditorName}</h1>
${payment ? html`<p class="amount">${(payment.amount / 100).toFixed(2)} <small>${payment.currency}</small></p><p>${payment.description}</p>` : ''}
${mandate ? html`<p class="mandate">${payment ? 'and a' : 'asks for a'} Direct Debit mandate${mandate.description ? html`: ${mandate.description}` : ''}</p>` : ''}</header>`;
}

function progress(screen: Screen): Markup {
  const at = screen === 'currency' ? 0 : screen === 'finish' ? order.length - 1 : order.indexOf(screen);
  return html`<ol class="progress" aria-label="Step ${at + 1} of ${order.length}">${order.map(
    (_, index) => html`<li class="${index < at ? 'past' : index === at ? 'now' : ''}"></li>`,
  )}</ol>`;
}

function flaw({ field, message }: Flaw): Markup {
  return html`<li>${field.replaceAll('_', ' ')} ${message}</li>`;
}

function outcome({ flow, authorisation, request }: Visit, screen: 'done' | 'expired'): Markup {
  const texts = {
    done: request.payment ? 'Your payment is on its way.' : 'Your mandate has been set up.',
    expired: 'Please ask the shop for another link.',
  };
  const back = flow
    ? backOf(flow.redirectUri, { billing_request_id: request.id, billing_request_flow_id: flow.id })
    : null;
  const outcomes = { authorised: 'success', expired: 'timeout' } as const;
  const result = authorisation && (outcomes[authorisation.status as keyof typeof outcomes] ?? 'failure');
  const link = back ?? backOf(authorisation?.redirectUri ?? null, { outcome: result ?? 'failure' });
  return html`<p class="result ${screen}" role="status"><span aria-hidden="true">${screen === 'done' ? '✓' : '•'}</span> ${texts[screen]}</p>
${link ? html`<a class="button" href="${link}">Back to the shop</a>` : ''}`;
}

/** A bank elsewhere: the scheme of the mandate is then another, too. */
function currencyChoice({ flow, request }: Visit, { token, action }: PageInput): Markup {
  return html`<form method="post" action="/gocardless${action}" class="leave">${hiddenFields({ id: flow?.id, token })}
<select name="currency" aria-label="Currency">${currenciesFor(request).map(
    (currency) => html`<option ${currency === currencyOf(request) ? 'selected' : ''}>${currency}</option>`,
  )}</select><button class="quiet" name="step" value="currency">Choose another currency</button></form>`;
}

function leave({ flow }: Visit, { token, action }: PageInput): Markup {
  return html`<form method="post" action="/gocardless${action}" class="leave">${hiddenFields({ id: flow?.id, token })}<button class="quiet" name="step" value="leave">Leave</button>
${flow?.exitUri ? html`<a href="${flow.exitUri}">Back to the shop without paying</a>` : ''}</form>`;
}

// The merchant learns nothing for certain from these: GoCardless says to ask.
function backOf(uri: string | null, parameters: Readonly<Record<string, string>>): string | null {
  if (uri === null) return null;
  const url = new URL(uri);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
