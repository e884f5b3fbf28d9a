import type { Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import type { Row } from "./rows.js";

interface Search {
  target: string | undefined;
  rows: readonly Row[];
  isLoaded: boolean;
  hasOlder: boolean;
  loadOlder: () => Promise<void>;
  virtualizer: Virtualizer<HTMLDivElement, Element>;
}

/** A message further back than so many pages is not looked for. */
const maxPages = 20;
const highlightedMs = 4000;

/** Scrolls to a message, through older pages if need be: `highlighted` is its id while it is to be marked. */
export function useTarget({ target, rows, isLoaded, hasOlder, loadOlder, virtualizer }: Search) {
  const [highlighted, setHighlighted] = useState<string>();
  const search = useRef({ target: "", pages: 0, isFound: false });
  useEffect(() => {
    if (target === undefined || !isLoaded) return;
    if (search.current.target !== target) search.current = { target, pages: 0, isFound: false };
    const found = search.current;
    if (found.isFound) return;
    const index = rows.findIndex(({ key }) => key === target);
    if (index >= 0) {
      found.isFound = true;
      virtualizer.scrollToIndex(index, { align: "center" });
      setHighlighted(target);
    } else if (hasOlder && found.pages++ < maxPages) void loadOlder();
  }, [target, rows, isLoaded, hasOlder, loadOlder, virtualizer]);
  useEffect(() => {
    if (highlighted === undefined) return;
    const timer = setTimeout(() => setHighlighted(undefined), highlightedMs);
    return () => clearTimeout(timer);
  }, [highlighted]);
  const { target: found, isFound, pages } = search.current;
  const isSearching =
    target !== undefined && hasOlder && !(found === target && (isFound || pages > maxPages));
  return { highlighted, isSearching };
}
