import { z } from "zod";
import { Segment, Timestamp } from "../core/ids.js";
import { title } from "../core/text.js";

/** What FCM delivers to: a registration token, or a Firebase installation. */
const PushTargetValue = z.string().regex(/^[\x21-\x7e]{1,4096}$/, "must be visible ASCII");
const DeviceFacts = {
  platform: z.enum(["android", "ios", "web"]),
  appVersion: title(64).optional(),
};
export const RegisterDevice = z.union([
  z.strictObject({ token: PushTargetValue, ...DeviceFacts }),
  z.strictObject({ installationId: PushTargetValue, ...DeviceFacts }),
]);

/** A device as its user sees it. What FCM delivers to is not shown again. */
export const Device = z.object({
  id: Segment,
  platform: DeviceFacts.platform,
  appVersion: z.string().optional(),
  createdAt: Timestamp,
  lastSeenAt: Timestamp,
});

/** The one that was seen last comes first. */
export const DeviceList = z.object({ items: z.array(Device), nextCursor: z.null() });

export type RegisterDevice = z.infer<typeof RegisterDevice>;
export type Device = z.infer<typeof Device>;
export type DeviceList = z.infer<typeof DeviceList>;
