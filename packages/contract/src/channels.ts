import { chatChannel, readsChannel } from "./chat.js";
import { directChannel, directInboxChannel } from "./direct.js";
import { documentChannel } from "./documents.js";
import { inboxChannel } from "./notifications.js";
import { ownPinsChannel, pinChannel } from "./pins.js";
import { globalChannel, userChannel } from "./realtime.js";
import { spaceChannel } from "./spaceChannel.js";
import { membersChannel } from "./spaces.js";
import { toolChannel, toolStateChannel } from "./tools.js";
import { systemChannel } from "./system.js";

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
] as const;
