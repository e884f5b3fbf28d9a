import { z } from "zod";
import { Message } from "@firecast/contract/space/chat";
import { Segment } from "@firecast/contract/core/ids";
import { timeOf, type Written } from "../../platform/firestore/trigger.js";
import type { Log } from "../../platform/log.js";
import { keepMembers } from "../../platform/notices/keepMembers.js";
import type { Notice } from "../../platform/notices/notice.js";
import { readWritten, parseWritten } from "../../platform/notices/readWritten.js";
import type { Teller } from "../../platform/notices/teller.js";
import type { SpacesActions } from "../spaces/actions.js";
import type { ChatActions } from "./actions.js";
import { type MessageChange, tellMention, tellMessagePinned, tellReply } from "./notices.js";
import { recallsOf, revisionsOf } from "./correctNotices.js";

interface Deps {
  spaces: Pick<SpacesActions, "name" | "activeAmong">;
  chat: Pick<ChatActions, "authorOf" | "message">;
  teller: Pick<Teller, "notify" | "recall" | "revise">;
  log: Log;
}

const Pinned = z.object({ pinnedBy: Segment });

/**
 * Tells of mentions, replies and pins when a message's document was written; takes back what was deleted, and says anew
 * what was edited. Runs at least once, late or out of order; safe to repeat.
 */
export async function tellOfMessage(
  deps: Deps,
  event: Written<{ spaceId: string; messageId: string }>,
): Promise<void> {
  const { spaces, chat, teller, log } = deps;
  const { data, params } = event;
  const { spaceId } = params;
  const ids = { id: params.messageId, spaceId };
  const before = parseWritten(Message, data?.before, ids);
  const isThere = data?.after.exists === true;
  // Written by another backend, it is said once it has its place: that write calls again.
  if (isThere && data.after.get("seq") === undefined) return;
  const after = readWritten(log, Message, data?.after, ids);
  const present = after ?? (isThere ? undefined : before);
  if (!present || ![before, after].some((message) => message && concernsUsers(message))) return;

  const at = timeOf(event);
  const { replyTo } = present;
  const [spaceName, repliedAuthor] = await Promise.all([
    spaces.name(spaceId),
    replyTo === undefined ? undefined : chat.authorOf(spaceId, replyTo),
  ]);
  if (before) await teller.recall(recallsOf({ before, after, repliedAuthor, at }));
  if (!after || spaceName === undefined) return;
  const { pinnedBy } = Pinned.safeParse(data?.after.data()).data ?? {};
  const change = { before, after, spaceName, repliedAuthor, pinnedBy, at };
  await teller.revise(revisionsOf(change));
  await teller.notify(await keepMembers(spaces, spaceId, await noticesNow(deps, change)));
}

const noticesOf = (change: MessageChange): Notice[] => [
  ...tellMention(change),
  ...tellReply(change),
  ...tellMessagePinned(change),
];

/** Triggers come late: nothing is told that was deleted or edited away meanwhile. */
async function noticesNow({ chat }: Deps, change: MessageChange): Promise<Notice[]> {
  const { after } = change;
  if (noticesOf(change).length === 0) return [];
  const now = await chat.message(after.spaceId, after.id);
  if (!now) return [];
  const { pinnedAt, ...rest } = now;
  const mentions = after.mentions.filter((uid) => now.mentions.includes(uid));
  const present = { ...rest, mentions, ...(pinnedAt === after.pinnedAt && pinnedAt && { pinnedAt }) };
  return noticesOf({ ...change, after: present });
}

const concernsUsers = ({ mentions, replyTo, pinnedAt }: Message): boolean =>
  mentions.length > 0 || replyTo !== undefined || pinnedAt !== undefined;
