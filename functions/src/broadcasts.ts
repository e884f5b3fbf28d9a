import { instance } from "./functions.js";
import type { Broadcasts } from "./realtime/index.js";

/**
 * For Cloud Functions of your own: events on any channel, without HTTP. See `Broadcasts` for what each does; in a function
 * of Firecast's own features events go through `publisher.append` of the kit, in the commit of what they tell of.
 */
export const broadcast: Broadcasts["broadcast"] = async (...event) =>
  (await instance()).broadcasts.broadcast(...event);

export const publishModuleEvent: Broadcasts["publishModuleEvent"] = async (...event) =>
  (await instance()).broadcasts.publishModuleEvent(...event);

export const publishToUser: Broadcasts["publishToUser"] = async (...event) =>
  (await instance()).broadcasts.publishToUser(...event);

export const broadcastToUser: Broadcasts["broadcastToUser"] = async (...event) =>
  (await instance()).broadcasts.broadcastToUser(...event);

export const broadcastToPin: Broadcasts["broadcastToPin"] = async (...event) =>
  (await instance()).broadcasts.broadcastToPin(...event);
