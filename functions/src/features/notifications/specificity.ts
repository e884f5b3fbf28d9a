import type { NotificationType } from "@firecast/contract/notifications";
import type { Preferences } from "@firecast/contract/preferences";
import type { NotificationSpec } from "./registry.js";

/** Why a push is wanted, or why not. */
export type Wish =
  | { readonly push: true; readonly reason: "required" | "preferred" }
  | { readonly push: false; readonly reason: "muted_space" | "muted_by_user" };

export interface Subject {
  readonly type: NotificationType;
  readonly spaceId?: string | undefined;
  readonly spec: Pick<NotificationSpec, "category" | "push" | "required">;
}

/**
 * The most specific choice wins: a muted space, then the type, its category, the switch for all, and where the user has
 * said nothing the type's own default. What is required is beyond choice.
 */
export function wishOf({ type, spaceId, spec }: Subject, preferences: Preferences): Wish {
  if (spec.required) return { push: true, reason: "required" };
  if (spaceId !== undefined && isMuted(spaceId, preferences)) return { push: false, reason: "muted_space" };
  const push =
    preferences.types?.[type]?.push ??
    preferences.categories?.[spec.category]?.push ??
    preferences.push ??
    spec.push;
  return push ? { push, reason: "preferred" } : { push, reason: "muted_by_user" };
}

/** Own properties only: a space may be named like something every object has. */
const isMuted = (spaceId: string, { spaces = {} }: Preferences): boolean =>
  Object.hasOwn(spaces, spaceId) && spaces[spaceId]?.muted === true;
