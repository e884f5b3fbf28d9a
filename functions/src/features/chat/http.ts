import { z } from "zod";
import {
  EditMessage,
  MarkRead,
  Message,
  MessagePage,
  PostMessage,
  ReadState,
  ReceiptPage,
  SetTyping,
} from "@firecast/contract/chat";
import { Segment } from "@firecast/contract/ids";
import { created, noContent, ok } from "../../platform/http/answers.js";
import { endpoint, type Route } from "../../platform/http/endpoint.js";
import type { ChatActions } from "./actions.js";
import { ListMessages, ListReceipts } from "./page.js";

const ChatPath = z.object({ spaceId: Segment });
const MessagePath = z.object({ spaceId: Segment, messageId: Segment });

export const chatRoutes = (actions: ChatActions): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/spaces/:spaceId/chat",
      summary: "Messages, newest first, or those after a cursor, oldest first",
      params: ChatPath,
      query: ListMessages,
      answer: ok(MessagePage),
    },
    ({ params, query, user }) => actions.list(user, params.spaceId, query),
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
    ({ params, body, user, request }) => actions.post(user, params.spaceId, body, request),
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
    ({ params, body, user }) => actions.setTyping(user, params.spaceId, body.typing),
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
    ({ params, body, user, request }) =>
      actions.markRead(user, params.spaceId, body.lastReadMessageId, request),
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
    ({ params, query, user }) => actions.listReceipts(user, params.spaceId, query),
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
    ({ params, body, user, request }) => actions.edit({ ...params, user, request }, body.text),
  ),

  endpoint(
    {
      method: "DELETE",
      path: "/spaces/:spaceId/chat/:messageId",
      summary: "Delete a message: one's own, or as an owner or admin; its place stays",
      params: MessagePath,
      answer: noContent,
    },
    ({ params, user, request }) => actions.remove({ ...params, user, request }),
  ),

  endpoint(
    {
      method: "PUT",
      path: "/spaces/:spaceId/chat/:messageId/pin",
      summary: "Pin a message: one's own, or as an owner or admin",
      params: MessagePath,
      answer: ok(Message),
    },
    ({ params, user, request }) => actions.pin({ ...params, user, request }),
  ),

  endpoint(
    {
      method: "DELETE",
      path: "/spaces/:spaceId/chat/:messageId/pin",
      summary: "Unpin a message",
      params: MessagePath,
      answer: noContent,
    },
    ({ params, user, request }) => actions.unpin({ ...params, user, request }),
  ),
];
