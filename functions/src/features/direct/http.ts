import { z } from "zod";
import {
  ConversationPage,
  DirectMessage,
  DirectMessagePage,
  ListConversations,
  ListDirectMessages,
  SendDirectMessage,
} from "@firecast/contract/direct";
import { Segment } from "@firecast/contract/core/ids";
import { created, ok } from "../../platform/http/answers.js";
import { endpoint, type Route } from "../../platform/http/endpoint.js";
import type { DirectDeps } from "./deps.js";
import { listConversations, listMessages } from "./listMessages.js";
import { sendMessage } from "./sendMessage.js";

const DirectPath = z.object({ uid: Segment });

export const directRoutes = (deps: DirectDeps): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/direct",
      summary: "With whom the caller has exchanged messages, the latest first",
      query: ListConversations,
      answer: ok(ConversationPage),
    },
    ({ query, user }) => listConversations(deps, { query, user }),
  ),

  endpoint(
    {
      method: "GET",
      path: "/direct/:uid",
      summary: "What the caller and another user have said to each other, newest first",
      params: DirectPath,
      query: ListDirectMessages,
      answer: ok(DirectMessagePage),
    },
    ({ params, query, user }) => listMessages(deps, { other: params.uid, query, user }),
  ),

  endpoint(
    {
      method: "POST",
      path: "/direct/:uid",
      summary: "Say something to another user, for the two alone; not where one has blocked the other",
      params: DirectPath,
      body: SendDirectMessage,
      answer: created(DirectMessage),
    },
    ({ params, body, user, request }) => sendMessage(deps, { to: params.uid, draft: body, user, request }),
  ),
];
