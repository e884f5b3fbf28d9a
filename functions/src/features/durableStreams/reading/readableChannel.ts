import type { Channel } from "@firecast/contract/core/channel";
import { Problem } from "../../../platform/problems.js";
import { type Access, type LogReader, requireReadable } from "../../../realtime/index.js";
import { linesOf } from "../rules/messages.js";
import { tagOf } from "../rules/offset.js";
import type { Readable } from "./readable.js";

/** Events of one answer. */
const eventsAtOnce = 200;

export interface ChannelDeps {
  readonly reader: LogReader;
  readonly access: Access;
}

/** The durable events of a channel as a stream of messages: positions are their `seq`, as far back as the channel keeps them. */
export async function readableChannel(deps: ChannelDeps, channel: Channel): Promise<Readable> {
  const { epoch, seq: end } = await deps.reader.head(channel.name);
  return {
    id: tagOf(channel.name),
    tag: end === 0 ? "0".repeat(16) : tagOf(`${channel.name} ${epoch}`),
    end,
    closed: false,
    contentType: "application/json",
    channel,
    positionOf: (offset) => {
      if (offset.type === "start") return Math.max(0, end - channel.kind.history);
      if (offset.type === "now") return end;
      const isHere = offset.tag === tagOf(`${channel.name} ${epoch}`) && offset.position <= end;
      if (!isHere) throw lost();
      return offset.position;
    },
    bytes: async (from) => {
      const events = from < end ? await deps.reader.from(channel.name, from + 1, eventsAtOnce) : [];
      const [first] = events;
      // An event may have left the ring since the head was read: only a reader from the beginning may miss it.
      if (first && first.seq !== from + 1 && from > 0) throw lost();
      const known = events.filter(({ seq }) => seq <= end);
      return { bytes: Buffer.concat(linesOf(known.map(({ wire }) => wire))), end: known.at(-1)?.seq ?? from };
    },
    check: ({ caller }) => requireReadable(deps.access, caller, [channel], undefined),
    again: () => readableChannel(deps, channel),
  };
}

const lost = (): Problem =>
  new Problem("gone", { detail: "The channel keeps no events from there on. Begin with offset -1." });
