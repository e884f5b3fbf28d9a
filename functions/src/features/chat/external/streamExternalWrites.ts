import type { Timestamp } from "firebase-admin/firestore";
import { channelOf } from "@firecast/contract/core/channel";
import { chatChannel, type Message } from "@firecast/contract/space/chat";
import { ignoreConflict } from "../../../platform/firestore/ignoreConflict.js";
import { seqOf } from "../../../realtime/index.js";
import type { ChatDeps } from "../deps.js";
import type { ExternalPost } from "./externalWrites.js";

/*
 * What another backend did to a message is streamed exactly once. Each commit holds only if the document is still in the
 * version that the trigger was called for: of repeats one gets through, and an older version leaves it to the newer one,
 * whose own call is on its way.
 */

/** Gives a message that was written without one its place in the chat. */
export async function streamPost(deps: ChatDeps, posted: ExternalPost, version: Timestamp): Promise<void> {
  const { store, names, publisher } = deps;
  const { spaceId, authorId: by } = posted;
  const [mentions, authorName] = await Promise.all([
    deps.mentionedMembers(spaceId, posted.text),
    posted.authorName ?? names.one(by),
  ]);
  const messageAt = (seq: number): Message => ({ ...posted, authorName, seq, mentions });
  await ignoreConflict(
    publisher.append({
      channel: channelOf(chatChannel, { spaceId }),
      events: [{ type: "chat:message:created", by, dataAt: messageAt }],
      writes: (batch, placed) => {
        store.adoptMessage(batch, messageAt(seqOf(placed)), version);
      },
    }),
  );
}

export async function streamEdit(deps: ChatDeps, edited: Message, version: Timestamp): Promise<void> {
  const { store, publisher } = deps;
  const { spaceId, authorId: by } = edited;
  const message = { ...edited, mentions: await deps.mentionedMembers(spaceId, edited.text) };
  await ignoreConflict(
    publisher.append({
      channel: channelOf(chatChannel, { spaceId }),
      events: [{ type: "chat:message:updated", by, data: message }],
      writes: (batch) => {
        store.adoptMessage(batch, message, version);
      },
    }),
  );
}

export async function streamDeletion(
  { store, publisher }: ChatDeps,
  gone: Message,
  deletedAt: string,
): Promise<void> {
  const { id, spaceId, seq } = gone;
  const once = store.deletionOnce(gone);
  await ignoreConflict(
    publisher.append({
      channel: channelOf(chatChannel, { spaceId }),
      events: [{ type: "chat:message:deleted", data: { id, spaceId, seq, deletedAt } }],
      writes: (batch) => {
        // Written again under the same id meanwhile: then that is what counts.
        store.confirmNoMessage(batch, gone);
        once.record(batch, undefined);
      },
      request: once,
    }),
  );
}
