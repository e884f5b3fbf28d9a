import type { Page, PageEvent } from "../environment/environment.js";

/** Calls what is to be done at each of them. Returns what ends that. */
export function onPage(page: Page, acts: Readonly<Record<PageEvent, () => void>>): () => void {
  const events = ["visible", "hidden", "online", "offline", "pagehide", "pageshow"] as const;
  const leave = events.map((event) => page.on(event, acts[event]));
  return () => leave.forEach((act) => act());
}
