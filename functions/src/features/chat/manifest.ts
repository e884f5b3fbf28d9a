import { chatChannel, readsChannel } from "@firecast/contract/chat";
import { onWritten } from "../../platform/firestore/trigger.js";
import type { FeatureKit, Manifest } from "../feature.js";
import { type ChatActions, chatActions } from "./actions.js";
import { chatDeps } from "./deps.js";
import { chatRoutes, chatStream } from "./http.js";
import { messageDocument } from "./paths.js";
import { onMessageWritten } from "./triggers.js";

export const chat = {
  name: "chat",
  channels: [chatChannel, readsChannel],
  build: (kit) => {
    const deps = chatDeps({ ...kit, names: kit.accounts.names });
    return {
      name: "chat",
      actions: chatActions(deps),
      routes: chatRoutes(deps),
      streams: (streaming) => [chatStream(streaming)],
      triggers: [onWritten(messageDocument, onMessageWritten(deps))],
      forgetUser: deps.store.forgetUser,
      close: deps.receipts.flush,
    };
  },
} satisfies Manifest<FeatureKit, ChatActions>;
