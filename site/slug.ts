/** The id that forges give a heading, so that an anchor leads to the same place there. */
function slugOf(title: string): string {
  return title
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

/** Gives each heading of a page its id: one that comes again has a number behind it. */
export function uniqueIds(): (title: string) => string {
  const taken = new Map<string, number>();
  return (title) => {
    const slug = slugOf(title);
    const times = taken.get(slug) ?? 0;
    taken.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  };
}

/** The ids of the headings of a Markdown text. */
export function headingIds(text: string): string[] {
  const idOf = uniqueIds();
  const prose = text.replace(/^ *```.*?^ *```/gms, '');
  return [...prose.matchAll(/^#{1,6} (.*)$/gm)].map(([, title = '']) =>
    idOf(title.replaceAll('`', '').replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')),
  );
}
