import type { Channel } from "@firecast/contract/core/channel";
import type { Hub } from "./hub.js";

/**
 * Calls `changed` whenever something came on a channel, once for what came together, until the function returned is called: for
 * readers that look by themselves what it was. `ended`: the user lost the right to read it.
 */
export type Follow = (
  channel: Channel,
  changed: () => void,
  of?: { uid: string; ended: () => void },
) => Promise<() => void>;

export const followOn =
  (hub: Pick<Hub, "attach">): Follow =>
  async (channel, changed, { uid, ended } = { uid: "", ended: () => undefined }) => {
    const attachment = await hub.attach(
      channel,
      { type: "live", history: 0 },
      {
        uid,
        deliver: changed,
        isBehind: false,
        reset: changed,
        revoked: ended,
        taken: () => undefined,
        owed: () => undefined,
      },
    );
    attachment.begin();
    return () => attachment.release();
  };
