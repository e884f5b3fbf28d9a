import type { NotificationType } from "@firecast/contract/notifications";
import type { Notice } from "../notice.js";

/** One notice, or none where nobody is left to tell: whoever caused it knows already. */
export function tell<T extends NotificationType>(type: T, telling: Omit<Notice<T>, "type">): Notice<T>[] {
  const { cause, payload, actor, at, until, audience } = telling;
  const notice = { type, cause, payload, actor, at, ...(until !== undefined && { until }) };
  if (audience.type !== "users") return [{ ...notice, audience }];
  const uids = [...new Set(audience.uids)].filter((uid) => uid !== actor);
  return uids.length === 0 ? [] : [{ ...notice, audience: { type: "users", uids } }];
}

export const users = (...uids: readonly string[]) => ({ type: "users", uids }) as const;
