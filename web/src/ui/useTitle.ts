import { useEffect } from "react";

/** Of the browser's tab. `unread` stands before it. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === "" ? "Firecast" : `${title} · Firecast`;
  }, [title]);
}
