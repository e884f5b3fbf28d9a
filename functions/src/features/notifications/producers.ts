import type { NotificationType } from "@firecast/contract/notifications";
import { accountProducer } from "./producing/account.js";
import { calendarProducer } from "./producing/calendar.js";
import type { ProducersDeps } from "./producing/deps.js";
import { invitesProducer } from "./producing/invites.js";
import { membersProducer } from "./producing/members.js";
import { messagesProducer } from "./producing/messages.js";
import { toolsProducer } from "./producing/tools.js";

/**
 * What the triggers call: each looks up what a rule needs to know, asks the rules, and tells.
 *
 * They run at least once, late or out of order. Safe to repeat: a notification's id is derived from the state that it
 * tells of. What is unreadable is logged and left alone; a failure is thrown, and the trigger runs again.
 */
export const producers = (deps: ProducersDeps) => ({
  ...membersProducer(deps),
  ...invitesProducer(deps),
  ...messagesProducer(deps),
  ...toolsProducer(deps),
  ...calendarProducer(deps),
  ...accountProducer(deps),
});

export type Producers = ReturnType<typeof producers>;

/** Where each type comes from. */
export const producedBy = {
  join_request: "memberWritten",
  join_approved: "memberWritten",
  member_joined: "memberWritten",
  role_changed: "memberWritten",
  space_invite: "memberWritten",
  mention: "messageWritten",
  reply: "messageWritten",
  message_pinned: "messageWritten",
  tool_forked: "toolWritten",
  tool_deployed: "deploymentCreated",
  tool_milestone: "toolWritten",
  tool_updated: "toolWritten",
  event_created: "calendarEventWritten",
  event_reminder: "eventReminder",
  rsvp_update: "rsvpWritten",
  welcome: "profileCreated",
  achievement: "achievementCreated",
  system_alert: "announcementCreated",
} as const satisfies Record<NotificationType, keyof Producers>;
