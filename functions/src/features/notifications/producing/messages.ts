import { z } from "zod";
import { Message } from "@firecast/contract/chat";
import { Segment } from "@firecast/contract/ids";
import type { AnyNotice } from "../notice.js";
import { mention, type MessageChange, messagePinned, recallsOf, reply, revisionsOf } from "../rules/chat.js";
import type { ProducersDeps } from "./deps.js";
import { source, timeOf, type Written } from "./source.js";
import { stillMembers } from "./stillMembers.js";

const Pinned = z.object({ pinnedBy: Segment });

/** Mentions, replies and pins: telling of them, taking back what was deleted, saying anew what was edited. */
export function messagesProducer(deps: ProducersDeps) {
  const { spaces, chat, notify, recall, revise, log } = deps;
  const { read, readEarlier } = source(log);

  const repliedAuthorOf = async ({ spaceId, replyTo }: Message): Promise<string | undefined> =>
    replyTo === undefined ? undefined : chat.authorOf(spaceId, replyTo);

  const noticesOf = (change: MessageChange): AnyNotice[] => [
    ...mention(change),
    ...reply(change),
    ...messagePinned(change),
  ];

  /** Triggers come late: nothing is told that was deleted or edited away meanwhile. */
  const asItIsNow = async (change: MessageChange): Promise<AnyNotice[]> => {
    const { after } = change;
    if (noticesOf(change).length === 0) return [];
    const now = await chat.message(after.spaceId, after.id);
    if (!now) return [];
    const { pinnedAt, ...rest } = now;
    const mentions = after.mentions.filter((uid) => now.mentions.includes(uid));
    const present = { ...rest, mentions, ...(pinnedAt === after.pinnedAt && pinnedAt && { pinnedAt }) };
    return noticesOf({ ...change, after: present });
  };

  return {
    messageWritten: async (event: Written<{ spaceId: string; messageId: string }>): Promise<void> => {
      const { data, params } = event;
      const { spaceId } = params;
      const ids = { id: params.messageId, spaceId };
      const before = readEarlier(Message, data?.before, ids);
      const isThere = data?.after.exists === true;
      // Written by another backend, it is said once it has its place: that write calls again.
      if (isThere && data.after.get("seq") === undefined) return;
      const after = read(Message, data?.after, ids);
      const present = after ?? (isThere ? undefined : before);
      if (!present || ![before, after].some((message) => message && tellsSomebody(message))) return;

      const at = timeOf(event);
      const [spaceName, repliedAuthor] = await Promise.all([spaces.name(spaceId), repliedAuthorOf(present)]);
      if (before) await recall(recallsOf({ before, after, repliedAuthor, at }));
      if (!after || spaceName === undefined) return;
      const { pinnedBy } = Pinned.safeParse(data?.after.data()).data ?? {};
      const change = { before, after, spaceName, repliedAuthor, pinnedBy, at };
      await revise(revisionsOf(change));
      await notify(await stillMembers(deps, spaceId, await asItIsNow(change)));
    },
  };
}

const tellsSomebody = ({ mentions, replyTo, pinnedAt }: Message): boolean =>
  mentions.length > 0 || replyTo !== undefined || pinnedAt !== undefined;
