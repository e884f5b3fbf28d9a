import { randomBytes } from "node:crypto";
import type { BenchUser } from "../support/users.js";

/** How a client of one kind connects, subscribes to a channel, and knows an event when it sees one. */
export interface SocketProtocol {
  /** The request that opens the connection. */
  request(user: BenchUser): string;
  /** What the client says to a text that is no event; `connected` and `ready` are the steps that it has come to. */
  answer(text: string, user: BenchUser): { says?: string; step?: "connected" | "ready" };
  /** What it says once it is connected, to hear the channel. */
  readonly subscribes: string;
  /** By its first bytes, without parsing it. */
  isEvent(bytes: Buffer, at: number): boolean;
}

const isText = (start: string) => {
  const wanted = Buffer.from(start);
  return (bytes: Buffer, at: number): boolean =>
    at + wanted.length <= bytes.length &&
    bytes.compare(wanted, 0, wanted.length, at, at + wanted.length) === 0;
};

/** As stock clients speak it once they are on WebSocket; events of the channel begin with `event`. */
export const socketIo = (channel: string, event: string): SocketProtocol => ({
  request: () => upgradeTo("/socket.io/?EIO=4&transport=websocket"),
  answer: (text, { token }) => {
    if (text.startsWith("0")) return { says: `40${JSON.stringify({ token })}` };
    if (text.startsWith("40")) return { step: "connected" };
    if (text.startsWith("431")) return { step: "ready" };
    return text === "2" ? { says: "3" } : {};
  },
  subscribes: `421["subscribe","${channel}"]`,
  isEvent: isText(`42["${event}`),
});

/** `/api/ws`; a server of bare `ws` says the same. */
export const webSocket = (channel: string): SocketProtocol => ({
  request: ({ token }) => upgradeTo("/api/ws", `firecast.v1, bearer.${token}`),
  answer: (text) => {
    if (text.startsWith('{"type":"connected"')) return { step: "connected" };
    return text.startsWith('{"type":"answer"') ? { step: "ready" } : {};
  },
  subscribes: JSON.stringify({ type: "subscribe", channel, id: 1 }),
  isEvent: isText('{"id":'),
});

/** What a browser sends. */
function upgradeTo(path: string, protocols?: string): string {
  const offered = protocols === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocols}`];
  return [
    `GET ${path} HTTP/1.1`,
    "Host: sockets-abcdefghij-uc.a.run.app",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
    ...offered,
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "X-Forwarded-For: 203.0.113.7",
    "X-Forwarded-Proto: https",
    "\r\n",
  ].join("\r\n");
}
