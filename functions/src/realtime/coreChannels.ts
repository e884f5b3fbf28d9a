import { globalChannel, userChannel } from "@firecast/contract/realtime";

/** Channels that are there whatever features run. */
export const coreChannels = [userChannel, globalChannel];
