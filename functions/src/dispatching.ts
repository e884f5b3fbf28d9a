import type { Created, Trigger, Written } from "./platform/firestore/trigger.js";

/** What the functions that follow documents call, with the pattern of the document's path. */
export interface Dispatch {
  created(document: string, event: Created): Promise<void>;
  written(document: string, event: Written): Promise<void>;
}

/** Of those that follow the same documents none waits for another; a failure of one has all of them run again. */
export const dispatching = (triggers: readonly Trigger[]): Dispatch => ({
  created: (document, event) =>
    all(
      triggers.map((trigger) => isOf(trigger, document) && trigger.on === "created" && trigger.handle(event)),
    ),
  written: (document, event) =>
    all(
      triggers.map((trigger) => isOf(trigger, document) && trigger.on === "written" && trigger.handle(event)),
    ),
});

const isOf = (trigger: Trigger, document: string): boolean => trigger.document === document;

async function all(calls: readonly (Promise<void> | false)[]): Promise<void> {
  for (const outcome of await Promise.allSettled(calls))
    if (outcome.status === "rejected") throw outcome.reason;
}
