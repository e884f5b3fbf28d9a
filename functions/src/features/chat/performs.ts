import { actionKind } from "../../platform/actions/actionKind.js";
import { spaceOf } from "../../platform/actions/place.js";
import type { ChatDeps } from "./deps.js";
import { postMessage } from "./postMessage.js";

/** Automations post messages, as their author. */
export const chatPerforms = (deps: ChatDeps) =>
  actionKind({
    type: "post_message",
    check: async (action, authored) => {
      await deps.spaces.requireMember(authored.author.uid, spaceOf(action, authored));
    },
    perform: async (action, performing) => {
      const { author: user, request, depth } = performing;
      const { text } = action;
      await postMessage(deps, {
        user,
        spaceId: spaceOf(action, performing),
        draft: { text },
        request,
        depth,
      });
    },
  });
