import type { NotificationType } from "@firecast/contract/notifications";
import type { Notice } from "../notice.js";
import { achieved, systemAlert, welcome } from "./account.js";
import { eventCreated, eventReminder, rsvpUpdate } from "./calendar.js";
import { mention, messagePinned, reply } from "./chat.js";
import { joinApproved, joinRequest, memberJoined, roleChanged, spaceInvite } from "./spaces.js";
import { toolDeployed, toolForked, toolMilestone, toolUpdated } from "./tools.js";

/** Each type's rule: the compiler sees to it that every type has one, and that it tells of nothing else. */
export const rules = {
  join_request: joinRequest,
  join_approved: joinApproved,
  member_joined: memberJoined,
  role_changed: roleChanged,
  space_invite: spaceInvite,
  mention,
  reply,
  message_pinned: messagePinned,
  tool_forked: toolForked,
  tool_deployed: toolDeployed,
  tool_milestone: toolMilestone,
  tool_updated: toolUpdated,
  event_created: eventCreated,
  event_reminder: eventReminder,
  rsvp_update: rsvpUpdate,
  welcome,
  achievement: achieved,
  system_alert: systemAlert,
} satisfies { [T in NotificationType]: (...domain: never[]) => Notice<T>[] };
