import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import { minutes } from "../../platform/clock.js";
import { bucketOf, derivedId } from "../../platform/ids.js";
import type { WakeUp } from "../../platform/wakeUps/wakeUps.js";

/** Payload of the wake-up `push`: a push is to be tried (again). */
export const PushDue = z.object({ uid: Segment, notificationId: Segment });
/** Payload of the wake-up `release`: a user's quiet hours are over. */
export const ReleaseDue = z.object({ uid: Segment });

export const pushAt = (uid: string, notificationId: string, dueAt: number): WakeUp => ({
  id: derivedId("push", uid, notificationId),
  kind: "push",
  dueAt,
  payload: { uid, notificationId },
});

/** Many quiet hours end at seven: each user's releases come at an own time after that. */
const spreadOver = minutes(3);

/** One for all that is held until the same time; never before it, and a little later for most. */
export const releaseAt = (uid: string, until: number): WakeUp => ({
  id: derivedId("release", uid, String(until)),
  kind: "release",
  dueAt: until + bucketOf(uid, spreadOver),
  payload: { uid },
});
