import { expect } from "chai";
import { Message } from "@firecast/contract/space/chat";
import { Space } from "@firecast/contract/space/spaces";
import type { Server } from "@firecast/conformance/transport";
import { send } from "../support/api.js";
import type { Frame } from "../support/sse.js";
import type { TestUser } from "../support/users.js";

/** A space that whoever knows its id may join. */
export async function aSpace(server: Server, owner: TestUser): Promise<string> {
  const body = { name: "Wire", joinPolicy: "open" };
  const answer = await send(server.baseUrl, "POST", "/spaces", { token: owner.idToken, body });
  expect(answer.status, answer.text).to.equal(201);
  return Space.parse(answer.json()).id;
}

export async function join(server: Server, spaceId: string, user: TestUser): Promise<void> {
  const answer = await send(server.baseUrl, "POST", `/spaces/${spaceId}/join`, { token: user.idToken });
  expect(answer.status, answer.text).to.be.oneOf([200, 201]);
}

export async function say(server: Server, spaceId: string, user: TestUser, text: string): Promise<Message> {
  const answer = await send(server.baseUrl, "POST", `/spaces/${spaceId}/chat`, {
    token: user.idToken,
    body: { text },
  });
  expect(answer.status, answer.text).to.equal(201);
  return Message.parse(answer.json());
}

export const chatOf = (spaceId: string): string => `spaces/${spaceId}/chat`;

/** What was said, in the order it arrived. */
export const textsOf = (frames: readonly Frame[]): string[] =>
  frames
    .filter(({ event }) => event === "chat:message:created")
    .map(({ data }) => (data as { data: { text: string } }).data.text);
