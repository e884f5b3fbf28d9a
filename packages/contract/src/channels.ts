import { chatChannel, readsChannel } from "./space/chat.js";
import { directChannel, directInboxChannel } from "./direct.js";
import { documentChannel } from "./documents.js";
import { inboxChannel } from "./notifications/notifications.js";
import { heatmapChannel, issueStatsChannel } from "./issues/figures.js";
import { buildingIssuesChannel, campusIssuesChannel, orgIssuesChannel } from "./issues/issues.js";
import { ownPinsChannel, pinChannel } from "./pins.js";
import { userChannel } from "./realtime.js";
import { spaceChannel } from "./space/spaceChannel.js";
import { membersChannel } from "./space/spaces.js";
import { globalChannel, systemChannel } from "./system.js";
import { toolChannel, toolStateChannel } from "./tools.js";
import { aiChannel } from "./ai.js";
import { analyticsChannel } from "./analytics.js";
import { automationChannel } from "./automation.js";

/** The kinds of channels that Firecast brings along. A backend serves those that its features name, and its own. */
export const channelKinds = [
  chatChannel,
  readsChannel,
  membersChannel,
  spaceChannel,
  toolChannel,
  toolStateChannel,
  inboxChannel,
  documentChannel,
  directChannel,
  directInboxChannel,
  pinChannel,
  ownPinsChannel,
  userChannel,
  globalChannel,
  systemChannel,
  automationChannel,
  aiChannel,
  analyticsChannel,
  orgIssuesChannel,
  campusIssuesChannel,
  buildingIssuesChannel,
  heatmapChannel,
  issueStatsChannel,
] as const;
