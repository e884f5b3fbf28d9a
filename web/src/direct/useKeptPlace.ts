import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from "react";

/** How near to the end a reader is who wants to see what comes. */
const endPx = 80;

/**
 * Where a reader is in a list that grows at both ends: at its end they stay there, and what is added before the first row moves
 * nothing that they see.
 */
export function useKeptPlace(list: RefObject<HTMLElement | null>, keys: readonly string[]) {
  /** As it was when it was last drawn or scrolled: what is added changes the one and not the other. */
  const place = useRef({ isAtEnd: true, fromEnd: 0, first: keys[0] });
  const note = useCallback((): void => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = list.current ?? {};
    const fromEnd = scrollHeight - scrollTop;
    place.current = { ...place.current, fromEnd, isAtEnd: fromEnd - clientHeight <= endPx };
  }, [list]);
  const toEnd = useCallback((): void => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
    place.current.isAtEnd = true;
  }, [list]);
  const [first] = keys;
  useLayoutEffect(() => {
    const { isAtEnd, fromEnd, first: before } = place.current;
    if (isAtEnd) toEnd();
    else if (list.current && first !== before) list.current.scrollTop = list.current.scrollHeight - fromEnd;
    place.current.first = first;
    note();
  }, [list, first, keys.length, keys.at(-1), note, toEnd]);
  useEffect(() => {
    const element = list.current;
    const sizes = new ResizeObserver(() => place.current.isAtEnd && toEnd());
    element?.addEventListener("scroll", note, { passive: true });
    if (element) sizes.observe(element);
    return () => {
      element?.removeEventListener("scroll", note);
      sizes.disconnect();
    };
  }, [list, note, toEnd]);
  return { isAtEnd: () => place.current.isAtEnd, toEnd };
}
