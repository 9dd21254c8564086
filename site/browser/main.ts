import { applyTheme, type Theme, themeNow } from '../../console/src/theme.ts';

/** The element of a page that a selector names; every page has it. */
function one<T extends HTMLElement>(selector: string): T {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`The page has no ${selector}.`);
  return found;
}

const menu = one<HTMLButtonElement>('button.menu');
const sidebar = one('#sidebar');
menu.hidden = false;
menu.addEventListener('click', () => {
  const open = sidebar.classList.toggle('open');
  menu.setAttribute('aria-expanded', String(open));
});
sidebar.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });

const theme = one<HTMLButtonElement>('button.theme');
const themes: readonly Theme[] = ['system', 'light', 'dark'];
const nameTheme = (): void => {
  theme.textContent = `Theme: ${themeNow()}`;
};
nameTheme();
theme.hidden = false;
theme.addEventListener('click', () => {
  applyTheme(themes[(themes.indexOf(themeNow()) + 1) % themes.length]);
  nameTheme();
});

const input = one<HTMLInputElement>('.search input');
const list = one<HTMLUListElement>('#found');
one('.search').hidden = false;
const index = one<HTMLScriptElement>('script[data-search]').dataset.search ?? '';
let ready: Promise<typeof import('./search.ts')> | undefined;
/** What searches is loaded when somebody is about to. */
const searching = (): Promise<typeof import('./search.ts')> => {
  ready ??= import('./search.ts').then(async (search) => {
    await search.load(index);
    return search;
  });
  return ready;
};

let active = -1;
const options = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>('[role=option]')];
function show(open: boolean): void {
  list.hidden = !open;
  input.setAttribute('aria-expanded', String(open));
  if (!open) activate(-1);
}
function activate(to: number): void {
  const all = options();
  active = all.length === 0 ? -1 : Math.max(-1, Math.min(to, all.length - 1));
  for (const [at, option] of all.entries()) option.setAttribute('aria-selected', String(at === active));
  if (active < 0) input.removeAttribute('aria-activedescendant');
  else input.setAttribute('aria-activedescendant', `found-${active}`);
  all[active]?.scrollIntoView({ block: 'nearest' });
}

input.addEventListener('focus', () => void searching().catch(() => undefined));
input.addEventListener('input', async () => {
  const asked = input.value.trim();
  if (asked === '') return show(false);
  const { find } = await searching();
  // Another letter has been typed meanwhile.
  if (asked !== input.value.trim()) return;
  list.replaceChildren(
    ...find(asked).map(({ address, title, page }, at) => {
      const option = Object.assign(document.createElement('li'), { id: `found-${at}`, role: 'option' });
      const link = Object.assign(document.createElement('a'), { href: address, tabIndex: -1 });
      link.append(Object.assign(document.createElement('strong'), { textContent: title }));
      if (page) link.append(Object.assign(document.createElement('span'), { textContent: page }));
      option.append(link);
      return option;
    }),
  );
  if (options().length === 0)
    list.append(
      Object.assign(document.createElement('li'), {
        className: 'none',
        role: 'option',
        textContent: 'Nothing was found.',
      }),
    );
  show(true);
  activate(0);
});
input.addEventListener('keydown', (event) => {
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    activate(active + (event.key === 'ArrowDown' ? 1 : -1));
  } else if (event.key === 'Enter') options()[active]?.querySelector('a')?.click();
  else if (event.key === 'Escape') show(false);
});
document.addEventListener('click', ({ target }) => {
  if (!(target instanceof Node && one('.search').contains(target))) show(false);
});
list.addEventListener('click', () => show(false));
document.addEventListener('keydown', (event) => {
  const typing = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  const asks = (event.key === '/' && !typing) || (event.key === 'k' && (event.metaKey || event.ctrlKey));
  if (!asks) return;
  event.preventDefault();
  input.focus();
});
