import { WireEvent } from "@firecast/contract/core/events";
import type { Created } from "../../platform/firestore/trigger.js";
import { activityOf, isActivity } from "./activityOf.js";
import type { ActivityStore } from "./store.js";

/** Writes down what an event of a log says that a user did. Safe to repeat. */
export async function noteActivity(
  store: Pick<ActivityStore, "put">,
  { data }: Pick<Created, "data">,
): Promise<void> {
  if (!isActivity(String(data?.get("type")))) return;
  // What cannot be read, the relay of the same event has logged.
  const event = WireEvent.safeParse(JSON.parse(String(data?.get("wire"))));
  const activity = event.success ? activityOf(event.data) : undefined;
  if (activity) await store.put(activity);
}
