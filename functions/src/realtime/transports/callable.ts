import type { ServerResponse } from "node:http";
import type { Encoded, Frame } from "../hub/batch.js";
import type { CloseReason } from "../session/ending/closeReason.js";
import type { Encoding, Message, Sink, Transport } from "../session/transport.js";
import { plainResponse } from "./responseSink.js";
import { textOf } from "./webSocket/webSocketEncoding.js";

/*
 * Chunks of a callable function's stream (https://firebase.google.com/docs/functions/callable-reference): what a WebSocket's
 * message is, one line each.
 */

export const callableEncoding: Encoding = {
  messages: (messages) => ({ bytes: Buffer.from(messages.map(chunkOf).join("")) }),
  batch: ({ frames }) => ({ bytes: Buffer.from(frames.map(frameChunk).join("")) }),
  retry: (retryMs) => ({ bytes: Buffer.from(line(JSON.stringify({ type: "retry", retryMs }))) }),
};

const frameChunk = ({ type, wire, entry }: Frame): string => chunkOf({ type, wire, cursor: entry });

/**
 * Firebase's SDKs take an object with a field `@type` for a number that JSON cannot hold, and end a stream that has any other:
 * one user's payload would end the streams of all. Such a message comes as text.
 */
function chunkOf(message: Message): string {
  const text = textOf(message);
  return line(text.includes('"@type"') ? asText(message, text) : text);
}

const asText = ({ type, cursor }: Message, text: string): string =>
  JSON.stringify({ type, cursor, json: text });

/** The web SDK's expression for a line ends at these two, and leaves the line out. */
const line = (json: string): string =>
  `data: {"message":${json.replace(/[\u2028\u2029]/g, (end) => (end === "\u2028" ? "\\u2028" : "\\u2029"))}}\n\n`;

/** The response of a callable function, which firebase-functions ends with its result: a session's end is that of its handler. */
class CallableSink implements Sink {
  /** Resolves when nothing more is said. */
  readonly ended: Promise<CloseReason>;
  private readonly response: Sink;
  private over: (reason: CloseReason) => void = () => undefined;

  constructor(res: ServerResponse) {
    this.response = plainResponse(res, "identity");
    this.ended = new Promise((resolve) => {
      this.over = resolve;
      this.response.onClose(() => resolve("client_gone"));
    });
  }

  get waiting(): number {
    return this.response.waiting;
  }

  drained(): Promise<void> | undefined {
    return this.response.drained();
  }

  get closed(): boolean {
    return this.response.closed;
  }

  open(): void {
    this.response.open();
  }

  write(encoded: Encoded): void {
    this.response.write(encoded);
  }

  end(reason: CloseReason): void {
    this.over(reason);
  }

  destroy(): void {
    this.response.destroy();
  }

  onClose(act: () => void): void {
    this.response.onClose(act);
  }
}

export type CallableTransport = Transport & { readonly sink: CallableSink };

export const callable = (res: ServerResponse): CallableTransport => ({
  name: "callable",
  poll: false,
  encoding: callableEncoding,
  sink: new CallableSink(res),
});
