import { chatChannel, readsChannel } from "@firecast/contract/chat";
import { onWritten } from "../../platform/firestore/trigger.js";
import type { FeatureKit, Manifest } from "../feature.js";
import { type ChatActions, chatActions } from "./actions.js";
import { chatRoutes } from "./http.js";
import { messageDocument } from "./paths.js";
import { chatStream } from "./stream.js";
import { onMessageWritten } from "./triggers.js";

export const chat = {
  name: "chat",
  channels: [chatChannel, readsChannel],
  build: (kit) => {
    const actions = chatActions({ ...kit, names: kit.accounts.names });
    return {
      name: "chat",
      actions,
      routes: chatRoutes(actions),
      streams: (deps) => [chatStream(deps)],
      triggers: [onWritten(messageDocument, onMessageWritten({ chat: actions, log: kit.log }))],
      forgetUser: actions.forgetUser,
      close: actions.flush,
    };
  },
} satisfies Manifest<FeatureKit, ChatActions>;
