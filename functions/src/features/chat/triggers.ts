import { assertNever } from "../../platform/assertNever.js";
import { toTimestamp } from "../../platform/clock.js";
import type { Written } from "../../platform/firestore/trigger.js";
import type { ChatDeps } from "./deps.js";
import { meaningOf } from "./external/externalWrites.js";
import { streamDeletion, streamEdit, streamPost } from "./external/streamExternalWrites.js";

/**
 * Streams messages that another backend wrote, edited or deleted in Firestore itself.
 *
 * Runs at least once, late or out of order. Safe to repeat: a commit names the document's version that it rests on. What
 * is no message is logged and left alone; a failure is thrown, and the function runs again.
 */
export const onMessageWritten =
  (deps: ChatDeps) =>
  async ({ data, params, time }: Written<{ spaceId: string; messageId: string }>): Promise<void> => {
    if (!data) return;
    const { before, after } = data;
    const at = toTimestamp(Date.parse(time));
    const meaning = meaningOf({ ...params, before: before.data(), after: after.data(), at });
    switch (meaning.type) {
      case "known":
        return;
      case "unreadable":
        deps.log.error("chat.message.unreadable", meaning.error, params);
        return;
      case "posted":
        if (after.updateTime) await streamPost(deps, meaning.message, after.updateTime);
        return;
      case "edited":
        if (after.updateTime) await streamEdit(deps, meaning.message, after.updateTime);
        return;
      case "deleted":
        // Of a space that is deleted, all messages are: no subscriber is left to tell.
        if ((await deps.spaces.name(params.spaceId)) === undefined) return;
        return streamDeletion(deps, meaning.message, at);
      default:
        assertNever(meaning);
    }
  };
