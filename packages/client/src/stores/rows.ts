interface Row {
  readonly id: string;
  readonly seq: number;
}

/** Rows in the order of `seq`, of the same one as they came, each once: in the place of an older one of its id. */
export function withRow<R extends Row>(rows: readonly R[], row: R): readonly R[] {
  const others = rows.filter(({ id }) => id !== row.id);
  const at = others.findLastIndex(({ seq }) => seq <= row.seq);
  return others.toSpliced(at + 1, 0, row);
}

/** The row of that id, as `change` makes it; the same list where there is none. */
export const changeRow = <R extends Row>(
  rows: readonly R[],
  id: string,
  change: (row: R) => R,
): readonly R[] =>
  rows.some((row) => row.id === id) ? rows.map((row) => (row.id === id ? change(row) : row)) : rows;
