import { chatChannel, readsChannel } from "@firecast/contract/space/chat";
import { onWritten } from "../../platform/firestore/trigger.js";
import type { FeatureKit, Manifest } from "../feature.js";
import { type ChatActions, chatActions } from "./actions.js";
import { chatDeps } from "./deps.js";
import { messagePosted, messagesPosted, noteMessage } from "./happenings.js";
import { chatRoutes, chatStream } from "./http.js";
import { chatTypes } from "./notices.js";
import { messageDocument } from "./paths.js";
import { chatPerforms } from "./performs.js";
import { chatSayables } from "./sayables.js";
import { chatSetup } from "./setupStep.js";
import { tellOfMessage } from "./tellOfMessages.js";
import { onMessageWritten } from "./triggers.js";

export const chat = {
  name: "chat",
  channels: [chatChannel, readsChannel],
  noticeTypes: chatTypes,
  happeningKinds: [messagePosted],
  build: (kit) => {
    const deps = chatDeps({ ...kit, names: kit.accounts.names });
    const actions = chatActions(deps);
    return {
      name: "chat",
      actions,
      routes: chatRoutes(deps),
      streams: (streaming) => [chatStream(streaming)],
      sayables: chatSayables(deps),
      setupSteps: [chatSetup(deps)],
      performs: [chatPerforms(deps)],
      snapshots: [{ kind: readsChannel, read: deps.store.readsAtHead }],
      triggers: [onWritten(messageDocument, onMessageWritten(deps))],
      notices: {
        triggers: (teller) => [
          onWritten(messageDocument, (event) => tellOfMessage({ ...kit, chat: actions, teller }, event)),
        ],
      },
      happenings: {
        triggers: (listener) => [onWritten(messageDocument, (event) => noteMessage(listener, event))],
        lookups: [messagesPosted(deps.store)],
      },
      forgetUser: deps.store.forgetUser,
      forgetSpace: deps.store.forgetSpace,
      close: deps.receipts.flush,
    };
  },
} satisfies Manifest<FeatureKit, ChatActions>;
