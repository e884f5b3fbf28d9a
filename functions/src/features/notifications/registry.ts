import type { z } from "zod";
import type { NotificationType } from "@firecast/contract/notifications";
import { accountTypes } from "./registry/account.js";
import { calendarTypes } from "./registry/calendar.js";
import { chatTypes } from "./registry/chat.js";
import { spacesTypes } from "./registry/spaces.js";
import type { NotificationSpec } from "./registry/spec.js";
import { toolsTypes } from "./registry/tools.js";

export type { NotificationSpec, Rendered } from "./registry/spec.js";

/** The 18 types, once. Lists, preferences, pushes and documents are derived from this table. */
export const registry = {
  ...spacesTypes,
  ...chatTypes,
  ...toolsTypes,
  ...calendarTypes,
  ...accountTypes,
} satisfies Record<NotificationType, unknown>;

export type Registry = typeof registry;
export type PayloadOf<T extends NotificationType> = z.infer<Registry[T]["payload"]>;

/** A type's row, seen as any: for code that treats all types alike. */
export const specOf = (type: NotificationType): NotificationSpec => registry[type];
