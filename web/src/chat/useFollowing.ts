import type { Virtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useState } from "react";

interface Following {
  virtualizer: Virtualizer<HTMLDivElement, Element>;
  /** Of the last row; `undefined` while there is none. */
  lastKey: string | undefined;
  /** A message that the reader came for: then the list does not begin at its end. */
  target: string | undefined;
}

/** How near to the end a reader is who wants to see what comes. */
const endPx = 80;

/**
 * Whether the reader is at the end, and keeps them there: while rows come faster than the browser scrolls, and when the list
 * becomes lower, as by the keyboard of a phone. Only the reader leaves the end, by going up. The virtualizer's own
 * `followOnAppend` asks where the list stands when rows come, and loses a reader for whom it has not scrolled yet.
 */
export function useFollowing({ virtualizer, lastKey, target }: Following) {
  const [isFollowing, setIsFollowing] = useState(target === undefined);
  const hasRows = lastKey !== undefined;
  useEffect(() => {
    if (target !== undefined) setIsFollowing(false);
  }, [target]);
  useEffect(() => {
    const element = virtualizer.scrollElement;
    if (!element || !hasRows) return;
    let top = element.scrollTop;
    const note = (): void => {
      const isAtEnd = element.scrollHeight - element.clientHeight - element.scrollTop <= endPx;
      if (isAtEnd || element.scrollTop < top) setIsFollowing(isAtEnd);
      top = element.scrollTop;
    };
    element.addEventListener("scroll", note, { passive: true });
    return () => element.removeEventListener("scroll", note);
  }, [virtualizer, hasRows]);

  const height = virtualizer.getTotalSize();
  useLayoutEffect(() => {
    if (isFollowing && hasRows) virtualizer.scrollToEnd();
  }, [isFollowing, hasRows, lastKey, height, virtualizer]);
  useEffect(() => {
    const element = virtualizer.scrollElement;
    if (!element || !isFollowing) return;
    const sizes = new ResizeObserver(() => virtualizer.scrollToEnd());
    sizes.observe(element);
    return () => sizes.disconnect();
  }, [isFollowing, hasRows, virtualizer]);

  const follow = useCallback(() => setIsFollowing(true), []);
  return { isFollowing, follow };
}
