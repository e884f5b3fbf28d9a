import type { Announcement } from "@firecast/contract/accounts";
import type { Achievement, Profile } from "../../accounts/actions.js";
import type { Notice } from "../notice.js";
import { clip } from "./clip.js";
import { tell, users } from "./tell.js";

export const welcome = ({ uid, createdAt }: Profile): Notice<"welcome">[] =>
  tell("welcome", { cause: `users/${uid}`, payload: {}, at: createdAt, audience: users(uid) });

export const achieved = (uid: string, { achievement, title, at }: Achievement): Notice<"achievement">[] =>
  tell("achievement", {
    cause: `users/${uid}/achievements/${achievement}`,
    payload: { achievement, title: clip(title) },
    at,
    audience: users(uid),
  });

export const systemAlert = ({
  id,
  title,
  body,
  audience,
  createdAt,
}: Announcement): Notice<"system_alert">[] =>
  tell("system_alert", {
    cause: `announcements/${id}`,
    payload: { alertId: id, title: clip(title), body: clip(body, 1000) },
    at: createdAt,
    audience,
  });
