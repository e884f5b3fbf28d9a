import type { Channel } from "@firecast/contract/core/channel";
import type { Attachment, Begin } from "../hub/attach.js";
import type { Hub } from "../hub/hub.js";
import type { Subscriber } from "../hub/subscription.js";

/** Attaches a subscriber to all channels, or to none: if one cannot be attached, the others are released again. */
export async function attachAll(
  hub: Pick<Hub, "attach">,
  channels: readonly Channel[],
  begin: Begin,
  subscriber: Subscriber,
): Promise<Attachment[]> {
  const attaching = channels.map((channel) => hub.attach(channel, begin, subscriber));
  const settled = await Promise.allSettled(attaching);
  const failed = settled.find((result) => result.status === "rejected");
  const attached = settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  if (!failed) return attached;
  for (const attachment of attached) attachment.release();
  throw failed.reason;
}
