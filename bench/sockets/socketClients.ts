import { connect, type Socket } from "node:net";
import { host } from "../../scripts/project.mjs";
import type { SocketProtocol } from "./socketProtocols.js";
import type { Received, StreamClients } from "../clients/streamClients.js";
import type { BenchUser } from "../support/users.js";

export interface SocketClients extends StreamClients {
  /** From the first packet of each connection until it could be used, ms. */
  readonly connectMs: readonly number[];
  /** From there, each on its own, until it was told that it hears the channel, ms. */
  readonly subscribeMs: readonly number[];
}

const atOnce = 10;

/**
 * Connects raw sockets, and once all are connected has each subscribe; counts the events that come with as little work as that
 * can be done, so that one core of the clients keeps up with one core of the server.
 */
export async function openSockets(
  port: number,
  protocol: SocketProtocol,
  users: readonly BenchUser[],
  received: Received = () => undefined,
): Promise<SocketClients> {
  const shared = Buffer.allocUnsafe(256 * 1024);
  const clients = users.map(
    (user, index) => new Client(protocol, user, (...came) => received(index, ...came)),
  );
  const connectMs = await timed(clients, (client) => client.connect(port, shared));
  const subscribeMs = await timed(clients, (client) => client.subscribe());
  return {
    count: clients.length,
    connectMs,
    subscribeMs,
    close: () => {
      for (const client of clients) client.close();
    },
  };
}

/** How long each took, ms: ten of them do it at once. */
async function timed(clients: readonly Client[], act: (client: Client) => Promise<void>): Promise<number[]> {
  const took: number[] = [];
  for (let first = 0; first < clients.length; first += atOnce)
    await Promise.all(
      clients.slice(first, first + atOnce).map(async (client) => {
        const begun = performance.now();
        await act(client);
        took.push(performance.now() - begun);
      }),
    );
  return took;
}

class Client {
  private socket: Socket | undefined;
  private heard = "";
  private reached: Partial<Record<"connected" | "ready", () => void>> = {};
  private failed: (error: Error) => void = () => undefined;

  constructor(
    private readonly protocol: SocketProtocol,
    private readonly user: BenchUser,
    private readonly received: (events: number, bytes: number) => void,
  ) {}

  /** `shared` is what all connections are read into. */
  connect(port: number, shared: Buffer): Promise<void> {
    const count = eventCounter(this.protocol, (text) => this.hears(text));
    const onBytes = (size: number): boolean => {
      const events = count(shared.subarray(0, size));
      if (events > 0) this.received(events, size);
      return true;
    };
    const socket = connect({ port, host, onread: { buffer: shared, callback: onBytes } });
    this.socket = socket.setNoDelay(true);
    socket.once("error", (error) => this.failed(error));
    socket.once("close", () => this.failed(new Error(`The connection ended: ${this.heard.slice(0, 500)}`)));
    return this.says(this.protocol.request(this.user), "connected");
  }

  subscribe(): Promise<void> {
    return this.says(framed(this.protocol.subscribes), "ready");
  }

  close(): void {
    this.socket?.destroy();
  }

  private says(what: string | Buffer, until: "connected" | "ready"): Promise<void> {
    return new Promise((resolve, reject) => {
      this.reached[until] = resolve;
      this.failed = reject;
      this.socket?.write(what);
    });
  }

  private hears(text: string): void {
    this.heard = text;
    const { says, step } = this.protocol.answer(text, this.user);
    if (says !== undefined) this.socket?.write(framed(says));
    if (step) this.reached[step]?.();
  }
}

const endOfHead = "\r\n\r\n";
const [textOpcode, lengthOf16Bits] = [1, 126];

/** Counts the events in what one connection receives, piece by piece; all other texts are handed to `onText`. */
function eventCounter(
  { isEvent }: SocketProtocol,
  onText: (text: string) => void,
): (bytes: Buffer) => number {
  let rest = Buffer.alloc(0);
  let isHead = true;
  return (piece) => {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    let [events, at] = [0, 0];
    if (isHead) {
      const end = bytes.indexOf(endOfHead);
      if (end >= 0) at = end + endOfHead.length;
      isHead = end < 0;
    }
    while (!isHead && at + 2 <= bytes.length) {
      const short = (bytes[at + 1] ?? 0) & 127;
      if (short === lengthOf16Bits && at + 4 > bytes.length) break;
      const from = at + (short === lengthOf16Bits ? 4 : 2);
      const to = from + (short === lengthOf16Bits ? bytes.readUInt16BE(at + 2) : short);
      if (to > bytes.length) break;
      if (isEvent(bytes, from)) events++;
      else if (((bytes[at] ?? 0) & 15) === textOpcode) onText(bytes.toString("utf8", from, to));
      at = to;
    }
    rest = Buffer.from(bytes.subarray(at));
    return events;
  };
}

/** A client's frames are masked (https://www.rfc-editor.org/rfc/rfc6455#section-5.3); with zeros they stay as they are. */
function framed(text: string): Buffer {
  const payload = Buffer.from(text);
  const { length } = payload;
  const head = length < lengthOf16Bits ? [length | 128] : [lengthOf16Bits | 128, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([0x80 | textOpcode, ...head, 0, 0, 0, 0]), payload]);
}
