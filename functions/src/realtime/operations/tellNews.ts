import type { Channel } from "@firecast/contract/core/channel";
import type { ChannelKind } from "@firecast/contract/core/channelKind";
import { WireEvent } from "@firecast/contract/core/events";
import type { AnyDraft } from "../log/event.js";
import type { LogReader } from "../log/reader.js";
import type { Publisher } from "../publisher.js";

export interface TellDeps {
  reader: Pick<LogReader, "from">;
  publisher: Pick<Publisher, "append">;
}

/** Of the channel's newest events. What is not among them is told again. */
const lookedAt = 10;

/** Refuses an append that would say nothing new. */
class NothingNew extends Error {}

/**
 * Appends an event, unless the last one of its type makes it no news. Safe to repeat and to run twice at once: of two
 * appends one is overtaken, looks again, and finds what the other one has told.
 */
export async function tellNews<K extends ChannelKind>(
  { reader, publisher }: TellDeps,
  channel: Channel<K>,
  event: AnyDraft<K>,
  isNews: (last: WireEvent) => boolean,
): Promise<void> {
  const prepare = async ({ seq }: { seq: number }): Promise<void> => {
    const stored = await reader.from(channel.name, Math.max(1, seq - lookedAt + 1), lookedAt);
    const last = stored.findLast(({ type }) => type === event.type);
    if (last && !isNews(WireEvent.parse(JSON.parse(last.wire)))) throw new NothingNew();
  };
  try {
    await publisher.append({ channel, events: [event], prepare });
  } catch (error) {
    if (!(error instanceof NothingNew)) throw error;
  }
}
