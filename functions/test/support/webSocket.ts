import { z } from "zod";
import { type ClientOptions, WebSocket } from "ws";
import { type SocketAnswer, SocketAnswer as Answer, webSocketProtocol } from "@firecast/contract/sockets";
import { eventually } from "./eventually.js";

/** A message of the server: an event, a control event or an answer. */
const Said = z.looseObject({ type: z.string(), data: z.unknown().optional(), cursor: z.string().optional() });
export type Said = z.infer<typeof Said>;

export interface Closing {
  readonly code: number;
  readonly reason: string;
}

type Request = Readonly<Record<string, unknown>>;

/** A client of `/api/ws`, with the real library. */
export class SocketClient {
  readonly said: Said[] = [];
  closing: Closing | undefined;
  private requests = 0;

  private constructor(readonly socket: WebSocket) {
    socket.on("message", (data) => {
      if (Buffer.isBuffer(data)) this.said.push(Said.parse(JSON.parse(data.toString())));
    });
    socket.on("error", () => undefined);
    socket.on("close", (code, reason) => (this.closing = { code, reason: String(reason) }));
  }

  /** Resolves once it is connected, whatever the server says then. */
  static async open(
    baseUrl: string,
    { token, protocols = [webSocketProtocol], query = "", ...options }: OpenOptions = {},
  ): Promise<SocketClient> {
    const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const url = `${baseUrl.replace(/^http/, "ws")}/api/ws${query}`;
    const headers = { ...authorization, ...options.headers };
    const client = new SocketClient(new WebSocket(url, [...protocols], { ...options, headers }));
    await eventually(
      () => client.socket.readyState,
      (state) => state !== WebSocket.CONNECTING,
    );
    return client;
  }

  /** The same, and the server knows who it is. */
  static async connected(baseUrl: string, options: OpenOptions = {}): Promise<SocketClient> {
    const client = await SocketClient.open(baseUrl, options);
    await client.until(({ type }) => type === "connected");
    return client;
  }

  tell(message: unknown): void {
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  /** What the server answers. */
  async ask(request: Request): Promise<SocketAnswer> {
    const id = `r${++this.requests}`;
    this.tell({ ...request, id });
    return this.answerTo(id);
  }

  async answerTo(id: unknown): Promise<SocketAnswer> {
    return Answer.parse(await this.until((said) => said.type === "answer" && said["id"] === id));
  }

  /** The first message that fits, also if it has come before. Rejects if the connection is closed without it. */
  async until(fits: (said: Said) => boolean): Promise<Said> {
    const told = await eventually(
      () => ({ found: this.said.find(fits), closing: this.closing, last: this.said.slice(-10) }),
      ({ found, closing }) => found !== undefined || closing !== undefined,
    );
    if (told.found) return told.found;
    throw new Error(`closed without saying so: ${JSON.stringify(told)}`);
  }

  /** The message at that place; undefined if the connection is closed before. */
  async message(index: number, withinMs: number): Promise<Said | undefined> {
    await eventually(
      () => this.said.length > index || this.closing !== undefined,
      (isThere) => isThere,
      withinMs,
    );
    return this.said[index];
  }

  async closed(): Promise<Closing> {
    const isThere = (closing: Closing | undefined): boolean => closing !== undefined;
    const closing = await eventually(() => this.closing, isThere);
    if (!closing) throw new Error("is open");
    return closing;
  }

  get events(): Said[] {
    return this.said.filter(({ type }) => type.includes(":"));
  }

  close(): void {
    this.socket.terminate();
  }
}

export interface OpenOptions extends ClientOptions {
  token?: string | undefined;
  protocols?: readonly string[];
  query?: string;
}
