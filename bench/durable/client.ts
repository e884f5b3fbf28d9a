import { Agent, request } from "node:http";
import { connect } from "node:net";
import { host } from "../../scripts/project.mjs";
import type { BenchUser } from "../support/users.js";
import { streamRequest } from "../clients/streamClients.js";

export interface Requests {
  send(method: string, path: string, body?: string, headers?: Record<string, string>): Promise<void>;
  close(): void;
}

/** Requests over connections that are kept. */
export function requestsTo(port: number, { token }: BenchUser, contentType: string): Requests {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const own = { authorization: `Bearer ${token}`, "content-type": contentType };
  return {
    send: (method, path, body, headers = {}) =>
      new Promise((resolve, reject) => {
        const options = {
          agent,
          host,
          port,
          method,
          path: `/api/ds/${path}`,
          headers: { ...own, ...headers },
        };
        const sent = request(options, (answer) => {
          answer.resume().once("end", () => {
            const status = answer.statusCode ?? 0;
            if (status < 300) resolve();
            else reject(new Error(`${method} ${path}: ${status}`));
          });
        });
        sent.once("error", reject).end(body);
      }),
    close: () => agent.destroy(),
  };
}

export interface EventReader {
  /** Resolves when the server has ended it. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Follows a durable stream by events over a raw socket; resolves once the first bytes have come. */
export function eventReader(
  port: number,
  user: BenchUser,
  path: string,
  onBytes: (bytes: Buffer) => void = () => undefined,
): Promise<EventReader> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host }).setNoDelay(true);
    const ended = new Promise<void>((end) => socket.once("close", () => end()));
    socket.once("error", reject);
    socket.once("data", () => resolve({ ended, close: () => socket.destroy() }));
    socket.on("data", onBytes);
    // The last chunk of an answer: a server keeps the connection for another request.
    socket.on("data", (bytes) => {
      if (bytes.toString("latin1").endsWith("\r\n0\r\n\r\n")) socket.destroy();
    });
    socket.write(streamRequest(user, `/api/ds/${path}?offset=-1&live=sse`));
  });
}
