import { show, table } from './output.ts';

/** A page of a list, as the API gives it. */
export interface Page<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}
export interface ListOptions {
  readonly limit: number;
  readonly after?: string | undefined;
  readonly json: boolean;
}
interface Shape<Node> {
  /** What programs are given of each; all of it when left out. */
  readonly data?: (node: Node) => unknown;
  readonly row: (node: Node) => Readonly<Record<string, string | null>>;
  readonly columns: readonly string[];
  readonly empty: string;
}

/** As many as one page has at most. */
const pageMax = 100;

type ReadPage<Node> = (page: { first: number; after: string | null }) => Promise<Page<Node>>;

/** Reads as many pages as it takes for so many, and says where it goes on when there is more. */
export async function readPages<Node>(
  { limit, after = null }: { readonly limit: number; readonly after?: string | null | undefined },
  read: ReadPage<Node>,
): Promise<{ readonly nodes: readonly Node[]; readonly next: string | null }> {
  const nodes: Node[] = [];
  let next = after;
  do {
    const { nodes: these, pageInfo } = await read({ first: Math.min(pageMax, limit - nodes.length), after: next });
    nodes.push(...these);
    next = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (next !== null && nodes.length < limit);
  return { nodes, next };
}

/** Shows a list, and where it goes on when there is more. */
export async function showPages<Node>(
  { limit, after, json }: ListOptions,
  read: ReadPage<Node>,
  { data = (node) => node, row, columns, empty }: Shape<Node>,
): Promise<void> {
  const { nodes, next } = await readPages({ limit, after }, read);
  show({ data: nodes.map(data), words: table(nodes.map(row), columns, empty) }, json);
  if (next !== null) console.error(`There are more: --after ${next}`);
}
