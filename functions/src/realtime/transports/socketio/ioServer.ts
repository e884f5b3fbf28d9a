import { Server as Engine } from "engine.io";
import type { IncomingMessage } from "node:http";
import { Server } from "socket.io";
import { seconds } from "../../../platform/clock.js";
import { compression } from "../webSocket/frames.js";
import { BusAdapter, type BusAdapterDeps } from "./busAdapter.js";

/** Largest message of a client, bytes: the largest data of an event, and what is around it. */
const maxMessageBytes = 100_000;

export interface IoServerOptions extends BusAdapterDeps {
  /** Also HTTP long-polling, which needs all requests of a client to meet the same instance. */
  polling: boolean;
  /** Whether messages are compressed for clients that can read that. Default: no. */
  compressed?: boolean;
  /** Origins whose pages may read the answers of polls. */
  allowedOrigins: readonly string[];
  /** Why a request is not let in; undefined for one that is. */
  refusal?(req: IncomingMessage): string | undefined;
  /** ms. Default: 25 s. */
  pingIntervalMs?: number;
  /** ms. Default: 20 s. */
  pingTimeoutMs?: number;
  /** A connection that joins no namespace in that time is closed, ms. Default: 10 s. */
  connectTimeoutMs?: number;
  /** Bytes. Default: 100,000. */
  maxMessageBytes?: number;
}

export interface IoServer {
  readonly io: Server;
  /** Takes requests and upgrades. */
  readonly engine: Engine;
}

/** Socket.IO as it is, on Engine.IO as it is, with an adapter of ours; nothing listens for requests by itself. */
export function ioServer(options: IoServerOptions): IoServer {
  const { polling, compressed = false, allowedOrigins, refusal, ...deps } = options;
  const engine = new Engine({
    transports: polling ? ["polling", "websocket"] : ["websocket"],
    allowRequest: (req, answer) => {
      const refused = refusal?.(req);
      answer(refused, refused === undefined);
    },
    cors: { origin: [...allowedOrigins], credentials: true },
    maxHttpBufferSize: options.maxMessageBytes ?? maxMessageBytes,
    pingInterval: options.pingIntervalMs ?? seconds(25),
    pingTimeout: options.pingTimeoutMs ?? seconds(20),
    perMessageDeflate: compressed && compression,
    allowEIO3: false,
  });
  const io = new Server({
    serveClient: false,
    connectTimeout: options.connectTimeoutMs ?? seconds(10),
    // Called with `new`, which an arrow function is not made for.
    adapter: function (nsp) {
      // What clients come back to are channels, which the main namespace alone has.
      return new BusAdapter(nsp, nsp.name === "/" ? deps : { bus: deps.bus });
    },
    // How long is what the log decides, and our store: Socket.IO keeps nothing.
    ...(deps.restore && { connectionStateRecovery: { skipMiddlewares: false } }),
  });
  io.bind(engine);
  return { io, engine };
}
