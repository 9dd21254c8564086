import { posix } from 'node:path';
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import graphql from 'highlight.js/lib/languages/graphql';
import http from 'highlight.js/lib/languages/http';
import ini from 'highlight.js/lib/languages/ini';
import json from 'highlight.js/lib/languages/json';
import nginx from 'highlight.js/lib/languages/nginx';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import yaml from 'highlight.js/lib/languages/yaml';
import MarkdownIt, { type Token } from 'markdown-it';
import { drawn } from './diagrams.ts';
import { uniqueIds } from './slug.ts';

const languages = { bash, graphql, http, ini, json, nginx, sql, typescript, yaml };
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);
hljs.registerAliases(['sh'], { languageName: 'bash' });
hljs.registerAliases(['ts', 'tsx', 'js'], { languageName: 'typescript' });

/** A heading, with the text beneath it up to the next one: what the search finds. */
export interface Section {
  readonly id: string;
  readonly level: number;
  readonly title: string;
  text: string;
}
export interface Rendered {
  readonly html: string;
  readonly sections: readonly Section[];
  /** Where it leads within the documentation: address and anchor. */
  readonly links: readonly string[];
}
/** What a page has around it. */
export interface Place {
  /** The address that a link to a file leads to; null where the file is no page. Throws where there is no such file. */
  readonly addressOf: (target: string) => string | null;
  /** The address under which a picture is served. */
  readonly pictureAt: (target: string) => string;
  /** The address of the reference of a name of the API; null where it is none. */
  readonly referenceOf: (name: string) => string | null;
}

const escaped = (text: string): string => markdown.utils.escapeHtml(text);
const textOf = (token: Token | undefined): string =>
  (token?.children ?? [])
    .map(({ type, content }) => (type === 'text' || type === 'code_inline' ? content : type === 'softbreak' ? ' ' : ''))
    .join('');

interface Work {
  readonly place: Place;
  readonly links: string[];
  readonly sections: Section[];
  /** Anchors and headings hold no links of ours. */
  linked: number;
}

const workOf = (env: unknown): Work => (env as { readonly work: Work }).work;
const attribute = (token: Token | undefined, name: string): string => String(token?.attrGet(name) ?? '');

const markdown = new MarkdownIt({ html: true });
const { rules } = markdown.renderer;
const plain = markdown.renderer.renderToken.bind(markdown.renderer);

rules.fence = (tokens, index) => {
  const { info = '', content = '' } = tokens[index] ?? {};
  const language = info.trim();
  if (language === 'mermaid') return drawn(content, `drawing-${index}`);
  const shown = hljs.getLanguage(language) ? hljs.highlight(content, { language }).value : escaped(content);
  return `<pre tabindex="0"><code>${shown}</code></pre>\n`;
};
rules.table_open = () => '<div class="table" tabindex="0"><table>\n';
rules.table_close = () => '</table></div>\n';
/** A heading without words is none for whoever hears the page. */
const cellTag = (token: Token | undefined, inside: Token | undefined): string =>
  token?.tag === 'th' && inside?.content === '' ? 'td' : (token?.tag ?? 'td');
rules.th_open = rules.td_open = (tokens, index) => {
  const token = tokens[index];
  const align = /text-align:(\w+)/.exec(attribute(token, 'style'))?.[1];
  return `<${cellTag(token, tokens[index + 1])}${align ? ` class="${align}"` : ''}>`;
};
rules.th_close = rules.td_close = (tokens, index) => `</${cellTag(tokens[index], tokens[index - 1])}>\n`;
rules.heading_open = (tokens, index, _options, env) => {
  workOf(env).linked++;
  const id = attribute(tokens[index], 'id');
  return `<${tokens[index]?.tag} id="${id}">`;
};
rules.heading_close = (tokens, index, _options, env) => {
  workOf(env).linked--;
  const id = attribute(tokens[index - 2], 'id');
  return ` <a class="anchor" href="#${id}" aria-label="Link to this section">#</a></${tokens[index]?.tag}>\n`;
};
rules.link_open = (tokens, index, options, env) => {
  workOf(env).linked++;
  const token = tokens[index];
  const href = attribute(token, 'href');
  if (/^\w+:/.test(href)) return plain(tokens, index, options);
  const [target = '', anchor] = href.split('#', 2);
  const address = target === '' ? '' : workOf(env).place.addressOf(target);
  // A file of the project that is no page: its path is said, since it is nowhere to be had from here.
  if (address === null) return `<span class="file" title="${escaped(posix.normalize(target))}">`;
  token?.attrSet('href', anchor === undefined ? address : `${address}#${anchor}`);
  workOf(env).links.push(attribute(token, 'href'));
  return plain(tokens, index, options);
};
rules.link_close = (tokens, index, options, env) => {
  workOf(env).linked--;
  const opened = tokens.slice(0, index).findLast(({ type }) => type === 'link_open');
  const target = attribute(opened, 'href').split('#', 1)[0] ?? '';
  const isFile = !/^(\w+:|\/docs)/.test(target) && target !== '' && workOf(env).place.addressOf(target) === null;
  return isFile ? '</span>' : plain(tokens, index, options);
};
rules.image = (tokens, index, _options, env) => {
  const token = tokens[index];
  const src = workOf(env).place.pictureAt(attribute(token, 'src'));
  return `<img src="${src}" alt="${escaped(token?.content ?? '')}" loading="lazy">`;
};
rules.code_inline = (tokens, index, _options, env) => {
  const content = tokens[index]?.content ?? '';
  const address = workOf(env).linked === 0 ? workOf(env).place.referenceOf(content) : null;
  const code = `<code>${escaped(content)}</code>`;
  if (address === null) return code;
  workOf(env).links.push(address);
  return `<a href="${address}">${code}</a>`;
};

/** HTML of a page, with what can be found on it and where it leads. */
export function render(text: string, place: Place): Rendered {
  const work: Work = { place, links: [], sections: [], linked: 0 };
  const tokens = markdown.parse(text, { work });
  const idOf = uniqueIds();
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'heading_open') {
      const title = textOf(tokens[index + 1]);
      const id = idOf(title);
      token.attrSet('id', id);
      work.sections.push({ id, level: Number(token.tag.slice(1)), title, text: '' });
    } else if (token.type === 'inline' && tokens[index - 1]?.type !== 'heading_open') {
      const section = work.sections.at(-1);
      if (section) section.text += `${textOf(token)} `;
    }
  }
  return {
    html: markdown.renderer.render(tokens, markdown.options, { work }),
    sections: work.sections,
    links: work.links,
  };
}
