import type { Virtualizer } from "@tanstack/react-virtual";
import { useEffect } from "react";
import type { Row } from "./rows.js";

interface Forgetting {
  rows: readonly Row[];
  /** Then nothing is forgotten: an older message is looked for. */
  isSearching: boolean;
  forgetOlder: (keep: number) => void;
  virtualizer: Virtualizer<HTMLDivElement, Element>;
}

const mostRows = 400;
/** So few that it is not at it again with the next message. */
const keptMessages = 200;

/**
 * Bounds the memory of a page that stays open for days: while the reader is at the end, old messages are let go of. Who goes up
 * fetches them again.
 */
export function useForgetting({ rows, isSearching, forgetOlder, virtualizer }: Forgetting): void {
  const [first, last] = [rows[0]?.key, rows.at(-1)?.key];
  // Not when older ones have come in: those are what the reader wants to see.
  useEffect(() => {
    if (rows.length > mostRows && !isSearching && virtualizer.isAtEnd()) forgetOlder(keptMessages);
  }, [last]);
  // The list remembers the height of each row that it ever had.
  useEffect(() => {
    const known = new Set<unknown>(rows.map(({ key }) => key));
    for (const key of virtualizer.itemSizeCache.keys())
      if (!known.has(key)) virtualizer.itemSizeCache.delete(key);
  }, [first]);
}
