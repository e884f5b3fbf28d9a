import type { Preferences } from "@firecast/contract/notifications/preferences";
import type { NoticeType } from "../../platform/notices/noticeType.js";

/** Why a push is wanted, or why not. */
export type PushPreference =
  | { readonly push: true; readonly reason: "required" | "preferred" }
  | { readonly push: false; readonly reason: "muted_space" | "muted_by_user" };

/**
 * The most specific choice wins: a muted space, then the type, its category, the switch for all, and where the user has
 * said nothing the type's own default. What is required is beyond choice.
 */
export function pushPreference(
  { type, category, push: byDefault, required }: Pick<NoticeType, "type" | "category" | "push" | "required">,
  spaceId: string | undefined,
  preferences: Preferences,
): PushPreference {
  if (required) return { push: true, reason: "required" };
  if (spaceId !== undefined && isMuted(spaceId, preferences)) return { push: false, reason: "muted_space" };
  const push =
    preferences.types?.[type]?.push ??
    preferences.categories?.[category]?.push ??
    preferences.push ??
    byDefault;
  return push ? { push, reason: "preferred" } : { push, reason: "muted_by_user" };
}

/** Own properties only: a space may be named like something every object has. */
const isMuted = (spaceId: string, { spaces = {} }: Preferences): boolean =>
  Object.hasOwn(spaces, spaceId) && spaces[spaceId]?.muted === true;
