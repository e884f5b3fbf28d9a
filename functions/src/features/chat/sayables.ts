import { chatChannel, MarkRead, readsChannel, SetTyping } from "@firecast/contract/space/chat";
import { Segment } from "@firecast/contract/core/ids";
import { z } from "zod";
import { sayable } from "../../realtime/index.js";
import type { ChatDeps } from "./deps.js";
import { markRead } from "./reads/markRead.js";
import { setTyping } from "./setTyping.js";

const params = z.object({ spaceId: Segment });

/** What clients of sockets say of a chat; they post by HTTP. */
export const chatSayables = (deps: ChatDeps) => [
  sayable({
    kind: chatChannel,
    type: "chat:typing",
    params,
    data: SetTyping,
    say: ({ user, params, data }) => setTyping(deps, { ...params, ...data, user }),
  }),
  sayable({
    kind: readsChannel,
    type: "chat:read",
    params,
    data: MarkRead,
    say: ({ user, params, data, request }) => markRead(deps, { ...params, ...data, user, request }),
  }),
];
