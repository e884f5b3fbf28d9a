import type { Page, PageEvent } from "../environment/environment.js";

/** Calls what is to be done at each of them. Returns what ends that. */
export function onPage(page: Page, acts: readonly (readonly [PageEvent, () => void])[]): () => void {
  const leave = acts.map(([event, act]) => page.on(event, act));
  return () => leave.forEach((act) => act());
}
