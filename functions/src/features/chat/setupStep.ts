import type { Message } from "@firecast/contract/space/chat";
import type { Made, SetupStep } from "../../platform/setup/step.js";
import { deleteMessage } from "./changeMessage.js";
import type { ChatDeps } from "./deps.js";
import { postMessage } from "./postMessage.js";

/** The first message of a new space. */
export const chatSetup = (deps: ChatDeps): SetupStep => ({
  name: "welcome",
  order: 60,
  doing: "Posting the welcome",
  parts: ["welcome"],
  run: async ({ spaceId, founder: user, order: { welcome: text }, once }) => {
    if (text === undefined) return;
    const made = ({ id }: Message): Made => ({ messageId: id });
    await once({ key: "message", what: "The welcome", made }, (request) =>
      postMessage(deps, { user, spaceId, draft: { text }, request }),
    );
  },
  undo: ({ messageId = "" }, { spaceId, owner: user }) =>
    deleteMessage(deps, { user, spaceId, messageId, request: undefined }),
});
