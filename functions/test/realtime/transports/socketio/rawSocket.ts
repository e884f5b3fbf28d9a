import { WebSocket } from "ws";

/** A WebSocket whose messages are taken one by one. */
export interface RawSocket {
  readonly ws: WebSocket;
  /** The next message: text as it is, binary as a buffer. */
  next(): Promise<string | Buffer>;
  /** The next one that is no ping of Engine.IO. */
  nextPacket(): Promise<string | Buffer>;
  readonly opened: Promise<void>;
  readonly closed: Promise<void>;
}

export function rawSocket(url: string): RawSocket {
  const ws = new WebSocket(url.replace("http", "ws"));
  const messages: (string | Buffer)[] = [];
  const waiting: ((message: string | Buffer) => void)[] = [];
  ws.on("message", (data: Buffer, isBinary) => {
    const message = isBinary ? data : data.toString();
    const taker = waiting.shift();
    if (taker) taker(message);
    else messages.push(message);
  });
  ws.on("error", () => undefined);
  const next = async (): Promise<string | Buffer> =>
    messages.shift() ?? new Promise((resolve) => waiting.push(resolve));
  const nextPacket = async (): Promise<string | Buffer> => {
    for (;;) {
      const message = await next();
      if (message !== "2") return message;
    }
  };
  const closed = new Promise<void>((resolve) => ws.once("close", () => resolve()));
  return {
    ws,
    next,
    nextPacket,
    opened: new Promise((resolve) => ws.once("open", resolve)),
    closed,
  };
}
