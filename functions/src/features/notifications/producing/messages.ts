import { z } from "zod";
import { Message } from "../../../contract/chat.js";
import { Segment } from "../../../contract/ids.js";
import { mention, messagePinned, reply } from "../rules/chat.js";
import type { ProducersDeps } from "./deps.js";
import { source, timeOf, type Written } from "./source.js";
import { stillMembers } from "./stillMembers.js";

const Pinned = z.object({ pinnedBy: Segment });

/** Mentions, replies and pins. */
export function messagesProducer(deps: ProducersDeps) {
  const { spaces, chat, notify, log } = deps;
  const { read, readEarlier } = source(log);

  return {
    messageWritten: async (event: Written<{ spaceId: string; messageId: string }>): Promise<void> => {
      const { data, params } = event;
      const { spaceId } = params;
      const ids = { id: params.messageId, spaceId };
      // Written by another backend, it is said once it has its place: that write calls again.
      if (data?.after.get("seq") === undefined) return;
      const after = read(Message, data.after, ids);
      if (!after) return;
      const { mentions, replyTo, pinnedAt } = after;
      if (mentions.length === 0 && replyTo === undefined && pinnedAt === undefined) return;

      const before = readEarlier(Message, data.before, ids);
      const isReply = before === undefined && replyTo !== undefined;
      const [spaceName, repliedAuthor] = await Promise.all([
        spaces.name(spaceId),
        isReply ? chat.authorOf(spaceId, replyTo) : undefined,
      ]);
      if (spaceName === undefined) return;
      const { pinnedBy } = Pinned.safeParse(data.after.data()).data ?? {};
      const change = { before, after, spaceName, repliedAuthor, pinnedBy, at: timeOf(event) };
      const notices = [...mention(change), ...reply(change), ...messagePinned(change)];
      await notify(await stillMembers(deps, spaceId, notices));
    },
  };
}
