import { z } from "zod";
import { channelOf } from "@firecast/contract/core/channel";
import {
  chatChannel,
  readsChannel,
  EditMessage,
  MarkRead,
  Message,
  MessagePage,
  PostMessage,
  ReadState,
  ReceiptPage,
  SetTyping,
} from "@firecast/contract/space/chat";
import { Segment } from "@firecast/contract/core/ids";
import { created, noContent, ok } from "../../platform/http/answers.js";
import { endpoint, type Route } from "../../platform/http/endpoint.js";
import { type StreamDeps, streamRoute } from "../../realtime/index.js";
import { deleteMessage, editMessage, pinMessage, unpinMessage } from "./changeMessage.js";
import type { ChatDeps } from "./deps.js";
import { ListMessages, listMessages, ListReceipts, listReceipts } from "./listMessages.js";
import { markRead } from "./reads/markRead.js";
import { postMessage } from "./postMessage.js";
import { setTyping } from "./setTyping.js";

const ChatPath = z.object({ spaceId: Segment });
const MessagePath = z.object({ spaceId: Segment, messageId: Segment });

export const chatRoutes = (deps: ChatDeps): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/spaces/:spaceId/chat",
      summary: "Messages, newest first, or those after a cursor, oldest first",
      params: ChatPath,
      query: ListMessages,
      answer: ok(MessagePage),
    },
    ({ params, query, user }) => listMessages(deps, { ...params, query, user }),
  ),

  endpoint(
    {
      method: "POST",
      path: "/spaces/:spaceId/chat",
      summary: "Post a message",
      params: ChatPath,
      body: PostMessage,
      answer: created(Message),
    },
    ({ params, body, user, request }) => postMessage(deps, { ...params, draft: body, user, request }),
  ),

  endpoint(
    {
      method: "POST",
      path: "/spaces/:spaceId/chat/typing",
      summary: "Say that one types; others see it for 6 s, or until it is taken back",
      params: ChatPath,
      body: SetTyping,
      answer: noContent,
    },
    ({ params, body, user }) => setTyping(deps, { ...params, ...body, user }),
  ),

  endpoint(
    {
      method: "POST",
      path: "/spaces/:spaceId/chat/read",
      summary: "Say how far one has read; goes forward only",
      params: ChatPath,
      body: MarkRead,
      answer: ok(ReadState),
    },
    ({ params, body, user, request }) => markRead(deps, { ...params, ...body, user, request }),
  ),

  endpoint(
    {
      method: "GET",
      path: "/spaces/:spaceId/chat/reads",
      summary: "How far each reader has read; later receipts come on the chat's stream",
      params: ChatPath,
      query: ListReceipts,
      answer: ok(ReceiptPage),
    },
    ({ params, query, user }) => listReceipts(deps, { ...params, query, user }),
  ),

  endpoint(
    {
      method: "PATCH",
      path: "/spaces/:spaceId/chat/:messageId",
      summary: "Edit one's own message",
      params: MessagePath,
      body: EditMessage,
      answer: ok(Message),
    },
    ({ params, body, user, request }) => editMessage(deps, { ...params, user, request }, body.text),
  ),

  endpoint(
    {
      method: "DELETE",
      path: "/spaces/:spaceId/chat/:messageId",
      summary: "Delete a message: one's own, or as an owner or admin; its place stays",
      params: MessagePath,
      answer: noContent,
    },
    ({ params, user, request }) => deleteMessage(deps, { ...params, user, request }),
  ),

  endpoint(
    {
      method: "PUT",
      path: "/spaces/:spaceId/chat/:messageId/pin",
      summary: "Pin a message: one's own, or as an owner or admin",
      params: MessagePath,
      answer: ok(Message),
    },
    ({ params, user, request }) => pinMessage(deps, { ...params, user, request }),
  ),

  endpoint(
    {
      method: "DELETE",
      path: "/spaces/:spaceId/chat/:messageId/pin",
      summary: "Unpin a message",
      params: MessagePath,
      answer: noContent,
    },
    ({ params, user, request }) => unpinMessage(deps, { ...params, user, request }),
  ),
];

export const chatStream = (deps: StreamDeps): Route =>
  streamRoute(
    {
      path: "/spaces/:spaceId/chat/stream",
      summary:
        "What happens in the space's chat and who reads it, from now on, from a cursor, or with the newest events first",
      params: ChatPath,
      channels: (_, { spaceId }) => [
        channelOf(chatChannel, { spaceId }),
        channelOf(readsChannel, { spaceId }),
      ],
    },
    deps,
  );
