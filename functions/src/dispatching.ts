import { settleAll } from "./platform/concurrency/settleAll.js";
import type { Created, Trigger, Written } from "./platform/firestore/trigger.js";

/** What the functions that follow documents call, with the pattern of the document's path. */
export interface Dispatch {
  created(document: string, event: Created): Promise<void>;
  written(document: string, event: Written): Promise<void>;
}

/** Of those that follow the same documents none waits for another; a failure of one has all of them run again. */
export function dispatching(triggers: readonly Trigger[]): Dispatch {
  const following = (document: string): Trigger[] =>
    triggers.filter((trigger) => trigger.document === document);
  return {
    created: (document, event) =>
      settleAll(
        following(document).flatMap((trigger) => (trigger.on === "created" ? trigger.handle(event) : [])),
      ),
    written: (document, event) =>
      settleAll(
        following(document).flatMap((trigger) => (trigger.on === "written" ? trigger.handle(event) : [])),
      ),
  };
}
