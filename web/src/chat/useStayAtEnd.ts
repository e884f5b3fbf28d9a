import type { Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";

/**
 * A list that becomes lower, as by the keyboard of a phone or by a notice above it, hides its end: who was there is there
 * again. Nothing scrolls then, so that where the reader was is known from before.
 */
export function useStayAtEnd(virtualizer: Virtualizer<HTMLDivElement, Element>, hasRows: boolean): void {
  const wasAtEnd = useRef(true);
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
