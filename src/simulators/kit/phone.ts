import { html, type Markup, page } from '../../kernel/markup.ts';

/** What an answer comes to, for whoever looks at it. */
export type Mood = 'good' | 'bad' | 'still';

/** The colours of a provider's app. */
export interface PhoneLook {
  readonly accent: string;
  readonly accentHover: string;
  readonly ink: string;
  readonly dim: string;
  readonly line: string;
  readonly ground: string;
  readonly shadow: string;
  /** Behind what is to be paid now. */
  readonly soft: string;
  readonly focus: string;
  readonly good: string;
  readonly bad: string;
  /** How round a merchant's mark is. */
  readonly markRadius: string;
}

/** What a payer's app shows: who asks for what, and a swipe or what came of it. */
export interface PhoneScreen {
  readonly brand: string;
  readonly merchant: string;
  readonly title: string;
  readonly asks: string;
  readonly cards: readonly (Markup | null)[];
  readonly notice: string | null;
  /** The two buttons, or the outcome. */
  readonly below: Markup;
  /** Shown small, so that a screen can be found again. */
  readonly id: string;
}

/** A payer's phone. Works without scripts. */
export function phonePage(
  look: PhoneLook,
  { brand, merchant, title, asks, cards, notice, below, id }: PhoneScreen,
): string {
  return page(
    title,
    styleOf(look),
    html`<main class="phone"><p class="brand">${brand} <span>sandbox</span></p>
<div class="merchant"><span class="logo" aria-hidden="true">${merchant.slice(0, 1)}</span><h1>${merchant}</h1>
<p>${asks}</p></div>
${cards}
${notice ? html`<p class="notice" role="alert">${notice}</p>` : ''}
${below}
<p class="foot">A simulator: no money moves. ${id}</p></main>`,
  );
}

/** A swipe to say yes, and a button to say no; `hidden` goes along with either. */
export function swipeForm(
  action: string,
  hidden: Markup,
  accept: { readonly value: string; readonly label: string },
): Markup {
  return html`<form method="post" action="${action}">${hidden}
<button class="accept" name="decision" value="${accept.value}"><span aria-hidden="true">›››</span> ${accept.label}</button>
<button class="reject" name="decision" value="reject">Reject</button></form>`;
}

/** What came of it. */
export function outcome(headline: string, mood: Mood): Markup {
  return html`<p class="result ${mood}" role="status"><span aria-hidden="true">${marks[mood]}</span> ${headline}</p>`;
}
const marks: Readonly<Record<Mood, string>> = { good: '✓', bad: '✕', still: '•' };

const styleOf = (look: PhoneLook): string => `
:root { --accent: ${look.accent}; --ink: ${look.ink}; --dim: ${look.dim}; --line: ${look.line} }
* { box-sizing: border-box } body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: ${look.ground}; color: var(--ink); font: 16px/1.45 system-ui, sans-serif }
.phone { width: min(24rem, 100vw); background: #fff; border-radius: 2rem; padding: 1.25rem 1.5rem 1.5rem; box-shadow: 0 20px 60px ${look.shadow}; margin: 1rem 0 }
@media (max-width: 26rem) { .phone { border-radius: 0; margin: 0; min-height: 100vh; box-shadow: none } }
.brand { margin: 0 0 1.25rem; font-weight: 700; color: var(--accent); text-align: center } .brand span { font-weight: 400; color: var(--dim) }
.merchant { text-align: center; margin-bottom: 1.25rem } .merchant h1 { font-size: 1.25rem; margin: .5rem 0 0 } .merchant p { margin: 0; color: var(--dim) }
.logo { display: inline-grid; place-items: center; width: 3.5rem; height: 3.5rem; border-radius: ${look.markRadius}; background: var(--accent); color: #fff; font-size: 1.5rem; font-weight: 700 }
.card { border: 1px solid var(--line); border-radius: 1rem; padding: 1rem; margin-bottom: .75rem; overflow-wrap: anywhere } .card h2 { font-size: 1rem; margin: 0 } .card p { margin: .25rem 0 0; color: var(--dim) }
.card.now { background: ${look.soft} } .card .amount { font-size: 2.1rem; line-height: 1.2; color: var(--ink); font-weight: 700 } .amount small { font-size: 1rem; font-weight: 400 }
dl { display: grid; grid-template-columns: 1fr auto; margin: .75rem 0 0; gap: .25rem } dt { color: var(--dim) } dd { margin: 0; text-align: right }
button, .back { display: block; width: 100%; border: 0; border-radius: 99px; padding: .9rem 1rem; font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer; margin-top: .75rem }
.accept, .back { background: var(--accent); color: #fff } .accept:hover, .back:hover { background: ${look.accentHover} } .accept span { letter-spacing: -.2em; margin-right: .5em; opacity: .8 }
.reject { background: #fff; color: var(--ink); border: 1px solid var(--line) } .leave { display: block; background: none; color: var(--dim); font-weight: 400; font-size: .9rem; text-align: center; margin-top: .75rem }
button:focus-visible, a:focus-visible { outline: 3px solid ${look.focus}; outline-offset: 2px }
.notice { background: #fff4e0; border-radius: .75rem; padding: .75rem 1rem; margin: .75rem 0 } .result { text-align: center; font-size: 1.15rem; font-weight: 600; margin: 1rem 0 .25rem }
.result span { display: inline-grid; place-items: center; width: 1.75rem; height: 1.75rem; border-radius: 50%; color: #fff; background: var(--dim); margin-right: .35rem; font-size: 1rem } .good span { background: ${look.good} } .bad span { background: ${look.bad} }
.foot { margin: 1.25rem 0 0; text-align: center; font-size: .7rem; color: var(--dim) }
`;
