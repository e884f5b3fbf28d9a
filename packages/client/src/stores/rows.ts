export interface Row {
  readonly id: string;
  readonly seq: number;
  readonly createdAt: string;
}

/**
 * Rows in the order of `seq`, each once: in the place of an older one of its id. Those that the server has not numbered yet stand in
 * the order in which they were written: what an earlier page has left may become known after what this one writes.
 */
export function withRow<R extends Row>(rows: readonly R[], row: R): readonly R[] {
  const others = rows.filter(({ id }) => id !== row.id);
  const isBefore = ({ seq, createdAt }: Row): boolean =>
    seq === row.seq ? createdAt <= row.createdAt : seq < row.seq;
  const at = others.findLastIndex(isBefore);
  return others.toSpliced(at + 1, 0, row);
}

/** The row of that id, as `change` makes it; the same list where there is none. */
export const changeRow = <R extends Row>(
  rows: readonly R[],
  id: string,
  change: (row: R) => R,
): readonly R[] =>
  rows.some((row) => row.id === id) ? rows.map((row) => (row.id === id ? change(row) : row)) : rows;
