interface Page<Row> {
  readonly items: readonly Row[];
  readonly nextCursor: string | null;
}

/** All rows of a list that is short by its nature, such as the members of a space: 1,000 at the most. */
export async function allPages<Row>(
  read: (at: { cursor?: string }) => Promise<Page<Row>>,
  maxPages = 10,
): Promise<Row[]> {
  const rows: Row[] = [];
  let at: { cursor?: string } = {};
  for (let pages = 0; pages < maxPages; pages++) {
    const { items, nextCursor } = await read(at);
    rows.push(...items);
    if (nextCursor === null) break;
    at = { cursor: nextCursor };
  }
  return rows;
}
