import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { z } from "zod";
import { Reconnect, WireEvent } from "@firecast/contract/core/events";
import { Published } from "@firecast/contract/realtime";
import type { Server } from "@firecast/conformance/transport";
import { send } from "../support/api.js";
import { type Frame, SseClient, type SseRequest } from "../support/sse.js";
import type { TestUser } from "../support/users.js";

/** Signals between a user's own devices: the simplest durable events, on a channel that nobody else writes to. */
const type = "user:signal:sent";

export const channelOf = ({ uid }: TestUser): string => `users/${uid}`;

/** Publishes one signal per payload, in one request of at most 100; the `seq` of each. */
export async function signal(server: Server, user: TestUser, ...payloads: unknown[]): Promise<number[]> {
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
  server: Server,
  user: TestUser,
  { query = "", ...request }: SseRequest & { query?: string } = {},
): Promise<SseClient> {
  const channels = query.includes("channels=") ? query : `channels=${channelOf(user)}&${query}`;
  const token = request.headers && "Authorization" in request.headers ? {} : { token: user.idToken };
  return SseClient.open(`${server.baseUrl}/sse/stream?${channels}`, { ...token, ...request });
}

/** Resolves when the stream has begun; nothing published from then on is missed. */
export async function connected(server: Server, user: TestUser, request = {}): Promise<SseClient> {
  for (;;) {
    const stream = await openStream(server, user, request);
    const { event, data } = await stream.waitFor(
      ({ event }) => event === "connected" || event === "reconnect",
    );
    if (event === "connected") return stream;
    // A busy machine may ask to come back, which every client does; whatever else it says is for the test to explain.
    const { reason, retryMs } = Reconnect.parse(data);
    if (reason !== "unavailable") throw new Error(`The stream ended at once, as ${reason}.`);
    await delay(retryMs);
  }
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
