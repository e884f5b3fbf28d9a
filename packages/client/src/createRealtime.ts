import { Client } from "./client/client.js";
import { withAppCheck } from "./environment/appCheck.js";
import type { Environment } from "./environment/environment.js";
import { environmentHere } from "./environment/here.js";
import type { Realtime } from "./realtime.js";
import type { RealtimeOptions } from "./types/options.js";

/** Channels of a Firecast backend. Nothing is opened before the first subscription. */
export const createRealtime = (
  options: RealtimeOptions = {},
  env: Environment = environmentHere(),
): Realtime => {
  const { getAppCheckToken } = options;
  return new Client(options, getAppCheckToken ? withAppCheck(env, getAppCheckToken) : env);
};
