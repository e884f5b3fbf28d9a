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
import { created, endpoint, noContent, ok, type Route } from "../../platform/http/endpoint.js";
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
      answers: { 200: MessagePage },
    },
    async ({ params, query, user }) => ok(await actions.list(user, params.spaceId, query)),
  ),

  endpoint(
    {
      method: "POST",
      path: "/spaces/:spaceId/chat",
      summary: "Post a message",
      params: ChatPath,
      body: PostMessage,
      answers: { 201: Message },
    },
    async ({ params, body, user, keyed }) => created(await actions.post(user, params.spaceId, body, keyed)),
  ),

  endpoint(
    {
      method: "POST",
      path: "/spaces/:spaceId/chat/typing",
      summary: "Say that one types; others see it for 6 s, or until it is taken back",
      params: ChatPath,
      body: SetTyping,
      answers: { 204: null },
    },
    async ({ params, body, user }) => {
      await actions.setTyping(user, params.spaceId, body.typing);
      return noContent();
    },
  ),

  endpoint(
    {
      method: "POST",
      path: "/spaces/:spaceId/chat/read",
      summary: "Say how far one has read; goes forward only",
      params: ChatPath,
      body: MarkRead,
      answers: { 200: ReadState },
    },
    async ({ params, body, user, keyed }) =>
      ok(await actions.markRead(user, params.spaceId, body.lastReadMessageId, keyed)),
  ),

  endpoint(
    {
      method: "GET",
      path: "/spaces/:spaceId/chat/reads",
      summary: "How far each reader has read; later receipts come on the chat's stream",
      params: ChatPath,
      query: ListReceipts,
      answers: { 200: ReceiptPage },
    },
    async ({ params, query, user }) => ok(await actions.listReceipts(user, params.spaceId, query)),
  ),

  endpoint(
    {
      method: "PATCH",
      path: "/spaces/:spaceId/chat/:messageId",
      summary: "Edit one's own message",
      params: MessagePath,
      body: EditMessage,
      answers: { 200: Message },
    },
    async ({ params, body, user, keyed }) => ok(await actions.edit({ ...params, user, keyed }, body.text)),
  ),

  endpoint(
    {
      method: "DELETE",
      path: "/spaces/:spaceId/chat/:messageId",
      summary: "Delete a message: one's own, or as an owner or admin; its place stays",
      params: MessagePath,
      answers: { 204: null },
    },
    async ({ params, user, keyed }) => {
      await actions.remove({ ...params, user, keyed });
      return noContent();
    },
  ),

  endpoint(
    {
      method: "PUT",
      path: "/spaces/:spaceId/chat/:messageId/pin",
      summary: "Pin a message: one's own, or as an owner or admin",
      params: MessagePath,
      answers: { 200: Message },
    },
    async ({ params, user, keyed }) => ok(await actions.pin({ ...params, user, keyed })),
  ),

  endpoint(
    {
      method: "DELETE",
      path: "/spaces/:spaceId/chat/:messageId/pin",
      summary: "Unpin a message",
      params: MessagePath,
      answers: { 204: null },
    },
    async ({ params, user, keyed }) => {
      await actions.unpin({ ...params, user, keyed });
      return noContent();
    },
  ),
];
