import { expect } from "chai";
import { z } from "zod";
import { WireEvent } from "@firecast/contract/core/events";
import { Published } from "@firecast/contract/realtime";
import { send } from "../support/api.js";
import type { ServerProcess } from "../support/serverProcess.js";
import { type Frame, SseClient, type SseRequest } from "../support/sse.js";
import type { TestUser } from "../support/users.js";

/** Signals between a user's own devices: the simplest durable events, on a channel that nobody else writes to. */
const type = "user:signal:sent";

export const channelOf = ({ uid }: TestUser): string => `users/${uid}`;

/** Publishes one signal per payload, in one request of at most 100; the `seq` of each. */
export async function signal(
  server: ServerProcess,
  user: TestUser,
  ...payloads: unknown[]
): Promise<number[]> {
  const events = payloads.map((payload) => ({
    channel: channelOf(user),
    type,
    data: { topic: "t", payload },
  }));
  const answer = await send(server.baseUrl, "POST", "/realtime/publish", {
    token: user.idToken,
    body: { events },
  });
  expect(answer.status, answer.text).to.equal(201);
  return Published.parse(answer.json()).events.map(({ seq = 0 }) => seq);
}

/** Opens the user's own channel, or those that `query` names. */
export function openStream(
  server: ServerProcess,
  user: TestUser,
  { query = "", ...request }: SseRequest & { query?: string } = {},
): Promise<SseClient> {
  const channels = query.includes("channels=") ? query : `channels=${channelOf(user)}&${query}`;
  const token = request.headers && "Authorization" in request.headers ? {} : { token: user.idToken };
  return SseClient.open(`${server.baseUrl}/sse/stream?${channels}`, { ...token, ...request });
}

/** Resolves when the stream has begun; nothing published from then on is missed. */
export async function connected(server: ServerProcess, user: TestUser, request = {}): Promise<SseClient> {
  const stream = await openStream(server, user, request);
  await stream.waitFor(({ event }) => event === "connected");
  return stream;
}

const SignalEvent = WireEvent.extend({ data: z.object({ topic: z.string(), payload: z.unknown() }) });

export const signalsOf = (frames: readonly Frame[]) =>
  frames.filter(({ event }) => event === type).map(({ data }) => SignalEvent.parse(data));

export const payloadsOf = (frames: readonly Frame[]): unknown[] =>
  signalsOf(frames).map(({ data }) => data.payload);

export const seqsOf = (frames: readonly Frame[]): number[] => signalsOf(frames).map(({ seq = 0 }) => seq);

/** Waits until the stream has brought a signal with this payload. */
export const arrives = (stream: SseClient, payload: unknown, withinMs?: number): Promise<Frame> =>
  stream.waitFor((frame) => payloadsOf([frame])[0] === payload, withinMs);

export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
