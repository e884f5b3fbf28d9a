import { useEffect } from "react";

/** The figure on the icon of the installed app, where the system has one. */
export function useAppBadge(unread: number): void {
  useEffect(() => {
    if (!("setAppBadge" in navigator)) return;
    const shown = unread > 0 ? navigator.setAppBadge(unread) : navigator.clearAppBadge();
    shown.catch(() => undefined); // the app is not installed
  }, [unread]);
}
