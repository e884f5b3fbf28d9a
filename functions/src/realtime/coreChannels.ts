import { globalChannel, userChannel } from "@firecast/contract/realtime";
import { systemChannel } from "@firecast/contract/system";

/** Channels that are there whatever features run. */
export const coreChannels = [userChannel, globalChannel, systemChannel];
