import type { Virtualizer } from "@tanstack/react-virtual";
import { useEffect } from "react";

interface Forgetting {
  /** Keys of what is shown, oldest first. */
  keys: readonly string[];
  isAtEnd: () => boolean;
  forgetOlder: (keep: number) => void;
}

const mostRows = 400;
/** So few that it is not at it again with the next message. */
const keptMessages = 200;

/**
 * Bounds the memory of a page that stays open for days: while the reader is at the end, old messages are let go of. Who goes up
 * fetches them again.
 */
export function useForgetting({ keys, isAtEnd, forgetOlder }: Forgetting): void {
  const last = keys.at(-1);
  // Not when older ones have come in: those are what the reader wants to see.
  useEffect(() => {
    if (keys.length > mostRows && isAtEnd()) forgetOlder(keptMessages);
  }, [last]);
}

/** The list remembers the height of each row that it ever had. */
export function useForgottenHeights(
  keys: readonly string[],
  virtualizer: Virtualizer<HTMLDivElement, Element>,
): void {
  useEffect(() => {
    const known = new Set<unknown>(keys);
    for (const key of virtualizer.itemSizeCache.keys())
      if (!known.has(key)) virtualizer.itemSizeCache.delete(key);
  }, [keys[0]]);
}
