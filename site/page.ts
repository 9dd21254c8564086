import { Buffer } from 'node:buffer';
import type { Section } from './markdown.ts';

/** A page as the sidebar knows it. */
export interface PageLink {
  /** Its whole address. */
  readonly address: string;
  readonly title: string;
}
export interface Contents {
  readonly title: string;
  readonly pages: readonly PageLink[];
}
/** The addresses of what every page loads. */
export interface Assets {
  readonly style: string;
  readonly theme: string;
  readonly main: string;
  readonly icon: string;
  readonly search: string;
}

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const link = ({ address, title }: PageLink, attributes = ''): string =>
  `<a href="${address}"${attributes}>${escaped(title)}</a>`;

/** The whole of a page: it says everything without a script, which adds search, colours by choice and the menu of a small screen. */
export function htmlOf(
  page: PageLink & { readonly html: string; readonly sections: readonly Section[] },
  contents: readonly Contents[],
  assets: Assets,
): Buffer {
  const all = contents.flatMap(({ pages }) => pages);
  const at = all.findIndex(({ address }) => address === page.address);
  const [before, after] = [at > 0 ? all[at - 1] : undefined, at >= 0 ? all[at + 1] : undefined];
  const sidebar = contents
    .map(
      ({ title, pages }) =>
        `<h2>${title}</h2><ul>${pages
          .map((one) => `<li>${link(one, one.address === page.address ? ' aria-current="page"' : '')}</li>`)
          .join('')}</ul>`,
    )
    .join('');
  const outline = page.sections.filter(({ level }) => level === 2 || level === 3);
  const shown = outline.length > 60 ? outline.filter(({ level }) => level === 2) : outline;
  const onPage =
    shown.length < 2
      ? ''
      : `<nav class="outline" aria-labelledby="on-this-page"><h2 id="on-this-page">On this page</h2><ul>${shown
          .map(({ id, title, level }) => `<li class="level-${level}"><a href="#${id}">${escaped(title)}</a></li>`)
          .join('')}</ul></nav>`;
  const others = [before && link(before, ' rel="prev"'), after && link(after, ' rel="next"')].filter(Boolean);
  return Buffer.from(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(page.title)} · Paygraph</title>
<link rel="icon" href="${assets.icon}" type="image/svg+xml">
<link rel="stylesheet" href="${assets.style}">
<script src="${assets.theme}"></script>
<script type="module" src="${assets.main}" data-search="${assets.search}"></script>
</head>
<body>
<a class="skip" href="#content">To the content</a>
<header class="top">
<button class="menu" type="button" aria-controls="sidebar" aria-expanded="false" hidden>Menu</button>
<a class="brand" href="/docs"><img src="${assets.icon}" alt="" width="24" height="24">Paygraph</a>
<search class="search" hidden><input type="search" role="combobox" aria-label="Search the documentation" aria-expanded="false" aria-controls="found" aria-autocomplete="list" autocomplete="off" placeholder="Search"><ul id="found" role="listbox" aria-label="What was found" hidden></ul></search>
<nav class="elsewhere" aria-label="Elsewhere"><a href="/console">Console</a><button class="theme" type="button" hidden>Theme</button></nav>
</header>
<div class="frame">
<nav id="sidebar" class="sidebar" aria-label="Contents">${sidebar}</nav>
<main id="content" tabindex="-1">
${page.html}
${others.length > 0 ? `<nav class="others" aria-label="Pages before and after">${others.join('')}</nav>` : ''}
</main>
${onPage}
</div>
</body>
</html>
`);
}
