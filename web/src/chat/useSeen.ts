import { useEffect } from "react";
import type { Row } from "./rows.js";

interface Seeing {
  rows: readonly Row[];
  own: string;
  isAtEnd: boolean;
  seen: (messageId: string) => void;
}

/** Who looks at the end of a chat, in a window that is in sight, has read it. */
export function useSeen({ rows, own, isAtEnd, seen }: Seeing): void {
  const newest = rows.findLast((row) => row.type === "message" && !row.message.isPending);
  const message = newest?.type === "message" ? newest.message : undefined;
  const id = message && message.authorId !== own ? message.id : undefined;
  useEffect(() => {
    if (!isAtEnd || id === undefined) return;
    const tell = (): void => {
      if (document.visibilityState === "visible") seen(id);
    };
    tell();
    document.addEventListener("visibilitychange", tell);
    return () => document.removeEventListener("visibilitychange", tell);
  }, [id, isAtEnd, seen]);
}
