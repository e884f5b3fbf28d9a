import type { z } from "zod";
import type { Notice } from "./notice.js";
import type { NoticeType } from "./noticeType.js";

/** One notice of a type, or none where all recipients caused it themselves: they know already. */
export function tell<Name extends string, Payload extends z.ZodObject>(
  { type }: NoticeType<Name, Payload>,
  told: Omit<Notice<Name, z.infer<Payload>>, "type">,
): Notice<Name, z.infer<Payload>>[] {
  const { cause, payload, actor, at, until, audience } = told;
  const notice = { type, cause, payload, actor, at, ...(until !== undefined && { until }) };
  if (audience.type !== "users") return [{ ...notice, audience }];
  const uids = [...new Set(audience.uids)].filter((uid) => uid !== actor);
  return uids.length === 0 ? [] : [{ ...notice, audience: { type: "users", uids } }];
}

export const users = (...uids: readonly string[]) => ({ type: "users", uids }) as const;
