import { renderMermaidSVG } from 'beautiful-mermaid';

/**
 * A drawing as SVG, made while we build: a page loads no script for it. Its colours are those of the page (`site/style.css`), since our policy allows
 * no style within it. `name` keeps its ids apart from those of another on the same page.
 */
export function drawn(mermaid: string, name: string): string {
  const label = mermaid.startsWith('sequenceDiagram') ? 'Sequence diagram' : 'State diagram';
  const svg = renderMermaidSVG(mermaid)
    .replace(/<style>.*?<\/style>\s*/s, '')
    .replace(/ style="[^"]*"/, ` class="drawing" role="img" aria-label="${label}"`)
    .replaceAll(/ id="([^"]*)"/g, ` id="${name}-$1"`)
    .replaceAll(/url\(#/g, `url(#${name}-`)
    // Groups of the documents are transactions, by a colour alone.
    .replaceAll(/rect \[rgba\([^)]*\)\]/g, 'transaction');
  return `<figure class="drawn" tabindex="0">${svg}</figure>\n`;
}
