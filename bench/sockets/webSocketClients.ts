import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { host } from "../../scripts/project.mjs";
import type { BenchUser } from "../support/users.js";

export interface WebSocketClients {
  close(): void;
}

const atOnce = 10;

/** Connects raw sockets, has each subscribe to a channel, and waits until it is answered. */
export async function openWebSockets(port: number, requests: readonly string[]): Promise<WebSocketClients> {
  const sockets: Socket[] = [];
  for (let first = 0; first < requests.length; first += atOnce) {
    const group = requests.slice(first, first + atOnce);
    sockets.push(...(await Promise.all(group.map((request) => openWebSocket(port, request)))));
  }
  return {
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** What a browser sends, the token among its subprotocols. */
export const upgradeRequest = ({ token }: BenchUser): string =>
  [
    "GET /api/ws HTTP/1.1",
    "Host: sockets-abcdefghij-uc.a.run.app",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
    `Sec-WebSocket-Protocol: firecast.v1, bearer.${token}`,
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "X-Forwarded-For: 203.0.113.7",
    "X-Forwarded-Proto: https",
    "\r\n",
  ].join("\r\n");

function openWebSocket(port: number, request: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    let heard = "";
    let asked = false;
    const socket = connect({ port, host });
    socket.setNoDelay(true).once("error", reject);
    socket.once("close", () => reject(new Error(`The connection ended: ${heard.slice(0, 500)}`)));
    socket.on("data", (bytes) => {
      heard += bytes.toString("latin1");
      if (!asked && heard.includes('"type":"connected"')) {
        asked = true;
        socket.write(subscribe);
      }
      if (heard.includes('"type":"answer"')) resolve(socket);
    });
    socket.write(request);
  });
}

/** A client's frames are masked (https://www.rfc-editor.org/rfc/rfc6455#section-5.3); with zeros they stay as they are. */
const subscribe = framed('{"type":"subscribe","channel":"global","id":1}');

function framed(text: string): Buffer {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}
