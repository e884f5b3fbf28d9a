import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import { Device } from "@firecast/contract/notifications/devices";
import { derivedId } from "../../platform/ids.js";

/** What FCM delivers to. */
export const PushTarget = z.object({ kind: z.enum(["token", "installation"]), value: z.string().min(1) });
export type PushTarget = z.infer<typeof PushTarget>;

export const StoredDevice = Device.extend({ uid: Segment, target: PushTarget });
export type StoredDevice = z.infer<typeof StoredDevice>;

/** Whose device a target belongs to: one target, one device of one user, one push. */
export const StoredTarget = z.object({ uid: Segment, deviceId: Segment });
export type StoredTarget = z.infer<typeof StoredTarget>;

/** The same target has the same id, whichever user registers it. */
export const targetId = ({ kind, value }: PushTarget): string => derivedId(kind, value);
