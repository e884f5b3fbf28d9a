import type { WireEvent } from "@firecast/contract/core/events";
import type { Socket } from "../../environment/environment.js";
import { isRecord, type Json } from "../../stream/wire.js";
import { begin, type BeginDeps, refused } from "./begin.js";
import { unauthenticated } from "./network.js";
import type { Carrier, Said, Stream } from "./streams.js";

interface SocketDeps extends BeginDeps {
  /** False: no socket is let through. */
  isOpen(): boolean;
  isFrozen(): boolean;
  isRefused(token: string): boolean;
  publish(event: Json): WireEvent;
}

/** A socket of a test server, as `/api/ws` is. */
export function openTestSocket(deps: SocketDeps, url: string, protocols: readonly string[]): Socket {
  let stream: Stream | undefined;
  let isClosed = false;
  const closeWith = (code: number, reason: string): void => {
    if (isClosed) return;
    isClosed = true;
    if (stream) deps.streams.leave(stream);
    queueMicrotask(() => socket.onclose?.({ code, reason }));
  };
  const say = (...messages: object[]): void =>
    messages.forEach((message) =>
      queueMicrotask(() => socket.onmessage?.({ data: JSON.stringify(message) })),
    );
  const carrierFor = (id: unknown): Carrier => ({
    write: (text) => text.split("\n").forEach((data) => queueMicrotask(() => socket.onmessage?.({ data }))),
    encode: (said) =>
      messagesOf(said, id)
        .map((message) => JSON.stringify(message))
        .join("\n"),
    end: () => closeWith(1012, "lifetime"),
    fail: () => closeWith(1006, ""),
  });
  const subscribe = ({ id, channel, data }: Json): void => {
    const channels = [channel].flat().map(String);
    const problem = refused(deps, channels);
    if (problem) return say({ type: "answer", id, ok: false, problem });
    const cursor = isRecord(data) && typeof data["cursor"] === "string" ? data["cursor"] : "";
    const replaces = new URL(url, "http://test.invalid").searchParams.get("replaces");
    stream = begin(deps, { channels, cursor, poll: false, snapshot: false, replaces }, carrierFor(id));
  };
  const socket: Socket = {
    ...{ onopen: null, onmessage: null, onclose: null },
    send: (text) => {
      const request: unknown = JSON.parse(text);
      if (isClosed || deps.isFrozen() || !isRecord(request)) return;
      if (request["type"] === "subscribe") return subscribe(request);
      const { id, channel, data } = request;
      const { seq, ...event } = deps.publish({ ...(isRecord(data) && data), channel });
      say({ type: "answer", id, ok: true, data: { id: event.id, channel: event.channel, seq } });
    },
    close: () => closeWith(1000, ""),
  };
  queueMicrotask(() => {
    const token = protocols.find((one) => one.startsWith("bearer."))?.slice("bearer.".length);
    if (!deps.isOpen()) return closeWith(1006, "");
    if (token !== undefined && deps.isRefused(token)) {
      say({ type: "error", data: unauthenticated });
      return closeWith(4401, "unauthenticated");
    }
    socket.onopen?.();
  });
  return socket;
}

/** What `connected` says of a stream is the answer to `subscribe` here. */
function messagesOf({ event, data, cursor }: Said, id: unknown): object[] {
  if (event !== "connected" || !isRecord(data))
    return [event.includes(":") && isRecord(data) ? { ...data, cursor } : { type: event, data, cursor }];
  const { channels, ...connected } = data;
  return [
    { type: "connected", data: { ...connected, channels: [] } },
    { type: "answer", id, ok: true, data: { channels }, cursor },
  ];
}
