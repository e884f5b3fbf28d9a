import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import { derivedId } from "../../platform/ids.js";
import type { WakeUp } from "../../platform/wakeUps/wakeUps.js";

export const deviceAddedKind = "device_added";

/** A user has a device that they had not before. */
export const DeviceAdded = z.object({ uid: Segment });

export const deviceAdded = (uid: string, deviceId: string, dueAt: number): WakeUp => ({
  id: derivedId(deviceAddedKind, uid, deviceId),
  kind: deviceAddedKind,
  dueAt,
  payload: { uid },
});
