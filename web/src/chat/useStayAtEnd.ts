import type { Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef } from "react";

interface StayAtEnd {
  virtualizer: Virtualizer<HTMLDivElement, Element>;
  /** How many rows there are. */
  count: number;
  /** Then the reader is on their way to an older message. */
  isSearching: boolean;
}

/**
 * A reader who is at the end stays there: where rows come in before the last one, as what others said while one's own message was
 * on its way, and where the list becomes lower, as by the keyboard of a phone or by a notice above it. Nothing scrolls then, so that
 * where the reader was is known from before.
 */
export function useStayAtEnd({ virtualizer, count, isSearching }: StayAtEnd): void {
  const wasAtEnd = useRef(true);
  const hasRows = count > 0;
  useLayoutEffect(() => {
    if (wasAtEnd.current && !isSearching) virtualizer.scrollToEnd();
  }, [virtualizer, count, isSearching]);
  useEffect(() => {
    const element = virtualizer.scrollElement;
    if (!element || !hasRows) return;
    let height = element.clientHeight;
    const note = (): void => {
      if (element.clientHeight === height) wasAtEnd.current = virtualizer.isAtEnd();
    };
    const sizes = new ResizeObserver(() => {
      if (element.clientHeight < height && wasAtEnd.current) virtualizer.scrollToEnd();
      height = element.clientHeight;
    });
    element.addEventListener("scroll", note, { passive: true });
    sizes.observe(element);
    return () => {
      element.removeEventListener("scroll", note);
      sizes.disconnect();
    };
  }, [virtualizer, hasRows]);
}
