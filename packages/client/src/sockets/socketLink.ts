import type { Environment, Socket } from "../environment/environment.js";
import type { Frame } from "../stream/frames.js";
import type { Shared } from "../environment/shared.js";
import type { Asked, Link, LinkEnd, LinkHandlers } from "../stream/link.js";
import type { Json } from "../stream/wire.js";
import { createAnswers, refusalIn } from "./answers.js";

interface SocketRequest {
  /** Of the function `sockets`, such as `https://…/api/ws`. */
  readonly url: string;
  readonly bearer: string | undefined;
  readonly asked: Asked;
}

const protocol = "firecast.v1";

/** A socket of the function `sockets`: it says what streams say, with the same cursor, and takes events. */
export type OpenSocketLink = (env: Environment, request: SocketRequest, handlers: LinkHandlers) => Link;

export const socketLinks =
  (shared: Shared): OpenSocketLink =>
  (env, { url, bearer, asked }, handlers) => {
    const { isRecord } = shared;
    const answers = createAnswers(env, shared, (text) => socket?.send(text));
    let socket: Socket | undefined;
    return shared.createLink(env, asked, handlers, {
      publish: ({ channel, type, data }, idempotencyKey) =>
        answers.to({ type: "send", channel, data: { type, data, idempotencyKey } }),
      run: ({ signal, isConnected, heard, take, end }) =>
        new Promise<LinkEnd>((resolve) => {
          const protocols = bearer === undefined ? [protocol] : [protocol, `bearer.${bearer}`];
          const opened = (env.openSocket ?? openSocket)(url.replace(/^http/, "ws"), protocols);
          if (!opened) return resolve({ type: "failed", cause: "there are no sockets here" });
          socket = opened;
          const leave = (): void => opened.close();
          signal.addEventListener("abort", leave);
          let connected: Json = {};
          let refusal: LinkEnd | undefined;

          const begin = (answer: Json): void => {
            if (answer["ok"] === true && isRecord(answer["data"])) {
              const data = { ...connected, ...answer["data"] };
              return take({ event: "connected", data, cursor: textOf(answer["cursor"]) });
            }
            refusal = { type: "refused", ...refusalIn(shared, answer) };
            opened.close();
          };
          opened.onopen = () => {
            const { channels, cursor } = asked;
            answers.ask({ type: "subscribe", channel: channels, data: { cursor } }, begin);
          };
          opened.onmessage = ({ data }) => {
            const text = String(data);
            const parsed = parse(text);
            const message = isRecord(parsed) ? parsed : undefined;
            heard(text.length);
            if (!message) return handlers.broken("A message of the socket is not JSON.");
            if (answers.take(message)) return;
            if (message["type"] === "retry") handlers.retry(Number(message["retryMs"]));
            else if (message["type"] === "connected" && isRecord(message["data"]))
              connected = message["data"];
            else take(frameOf(message));
          };
          opened.onclose = ({ code, reason }) => {
            signal.removeEventListener("abort", leave);
            answers.close();
            const ended = end(false);
            const isTold = isConnected() || (ended.problem ?? ended.farewell) !== undefined;
            const failed: LinkEnd = {
              type: "failed",
              cause: `the socket was closed: ${code} ${reason}`.trimEnd(),
            };
            resolve(refusal ?? (isTold ? ended : failed));
          };
        }),
    });
  };

/** An event is its own envelope, with the cursor beside it; all else has its `data`. */
function frameOf({ cursor, ...message }: Json): Frame {
  const event = textOf(message["type"]) ?? "";
  return { event, data: event.includes(":") ? message : message["data"], cursor: textOf(cursor) };
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Undefined where there are no WebSockets. */
function openSocket(url: string, protocols: readonly string[]): Socket | undefined {
  if (typeof WebSocket === "undefined") return undefined;
  const made = new WebSocket(url, [...protocols]);
  const socket: Socket = {
    ...{ onopen: null, onmessage: null, onclose: null },
    send: (text) => made.send(text),
    close: () => made.close(),
  };
  made.onopen = () => socket.onopen?.();
  made.onmessage = ({ data }: { data: unknown }) => socket.onmessage?.({ data });
  made.onclose = (event) => socket.onclose?.(event);
  return socket;
}
