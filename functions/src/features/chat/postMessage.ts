import { channelOf } from "@firecast/contract/core/channel";
import { chatChannel, type Message, type PostMessage } from "@firecast/contract/space/chat";
import type { User } from "../../platform/auth/user.js";
import { toTimestamp } from "../../platform/clock.js";
import { once } from "../../platform/concurrency/once.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import { Problem } from "../../platform/problems.js";
import { seqOf } from "../../realtime/index.js";
import type { ChatDeps } from "./deps.js";

export interface Post {
  readonly user: Pick<User, "uid">;
  readonly spaceId: string;
  readonly draft: PostMessage;
  readonly request?: IdempotentRequest<Message> | undefined;
  /** Of what an automation posts: how many rules lie between it and a user. */
  readonly depth?: number | undefined;
}

/** Round trips: the membership and the name unless they are known, what the message refers to if anything, and the commit. */
export async function postMessage(
  deps: ChatDeps,
  { user, spaceId, draft, request, depth }: Post,
): Promise<Message> {
  const { store, spaces, names, publisher, limits, clock, ids } = deps;
  const channel = channelOf(chatChannel, { spaceId });
  const count = once(() => limits.take(user.uid, channel));

  return retryOnConflict(request, async () => {
    const [authorName] = await Promise.all([names.one(user.uid), spaces.requireMember(user.uid, spaceId)]);
    await count();
    const [mentions] = await Promise.all([
      deps.mentionedMembers(spaceId, draft.text),
      requireReplied(deps, spaceId, draft.replyTo),
    ]);
    const id = ids.next();
    const createdAt = toTimestamp(clock.now());
    const messageAt = (seq: number): Message => ({
      id,
      spaceId,
      seq,
      authorId: user.uid,
      authorName,
      ...draft,
      mentions,
      createdAt,
    });

    const events = await publisher.append({
      channel,
      events: [{ type: "chat:message:created", by: user.uid, dataAt: messageAt }],
      writes: (batch, placed) => {
        const message = messageAt(seqOf(placed));
        store.createMessage(batch, message, depth);
        request?.record(batch, message);
      },
      request,
    });
    return messageAt(seqOf(events));
  });
}

async function requireReplied(
  { store }: ChatDeps,
  spaceId: string,
  replyTo: string | undefined,
): Promise<void> {
  if (replyTo === undefined) return;
  const replied = await store.message(spaceId, replyTo);
  if (replied && replied.value.deletedAt === undefined) return;
  const detail = "must be a message of this space that is not deleted";
  throw new Problem("invalid_request", { errors: [{ in: "body", pointer: "/replyTo", detail }] });
}
