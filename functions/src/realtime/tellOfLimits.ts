import { channelOf } from "@firecast/contract/core/channel";
import { Segment } from "@firecast/contract/core/ids";
import { userChannel } from "@firecast/contract/realtime";
import type { Warning } from "../platform/rates/warnings.js";
import type { Publisher } from "./publisher.js";

/** Sends a warning to the streams of the user concerned alone. A service has no channel, and is not warned. */
export const tellOfLimits =
  (publisher: Pick<Publisher, "signal">) =>
  (warning: Warning): void => {
    const uid = Segment.safeParse(warning.userId).data;
    if (uid === undefined) return;
    const channel = channelOf(userChannel, { uid });
    void publisher.signal(channel, { type: "system:rate_limit_warning", data: warning });
  };
