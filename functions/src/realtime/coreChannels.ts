import { aiChannel } from "@firecast/contract/ai";
import { analyticsChannel } from "@firecast/contract/analytics";
import { automationChannel } from "@firecast/contract/automation";
import { userChannel } from "@firecast/contract/realtime";
import { globalChannel, systemChannel } from "@firecast/contract/system";

/** Channels that are there whatever features run. */
export const coreChannels = [
  userChannel,
  globalChannel,
  systemChannel,
  automationChannel,
  aiChannel,
  analyticsChannel,
];
