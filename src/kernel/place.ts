/** The place of a row in a list that is read page by page: the time it is ordered by, in milliseconds, and its uuid. */
export interface Place {
  readonly atMs: number;
  readonly id: string;
}
