import type { Socket as EngineSocket, Server as Engine } from "engine.io";
import { EventEmitter } from "node:events";
import type { Server, Socket } from "socket.io";
import type { IoServerOptions } from "../../../../src/realtime/transports/socketio/ioServer.js";

/** A bus in this process, over which adapters hear each other. */
export function emittingBus(emitter = new EventEmitter().setMaxListeners(0)): IoServerOptions["bus"] {
  return {
    tell: (message) => void emitter.emit("message", message),
    hear: (act) => {
      emitter.on("message", act);
      return () => void emitter.off("message", act);
    },
  };
}

/** What the published suites of both protocols want of a server, whose intervals they wait for. */
export const suiteOptions: IoServerOptions = {
  polling: true,
  allowedOrigins: [],
  bus: emittingBus(),
  pingIntervalMs: 300,
  pingTimeoutMs: 200,
  connectTimeoutMs: 1500,
  maxMessageBytes: 1_000_000,
};

/** For the suite of Engine.IO (github.com/socketio/engine.io-protocol): what comes goes back, without Socket.IO on top. */
export function echo(engine: Engine): void {
  engine.removeAllListeners("connection");
  engine.on("connection", (socket: EngineSocket) => {
    socket.on("data", (data: string) => socket.send(data));
  });
}

/** The suite's client loses one of two messages that it reads at once, and asks for the first of these alone. */
const apartMs = 20;

/** For the suite of Socket.IO (github.com/socketio/socket.io-protocol): two namespaces. */
export function echoSockets(io: Server): void {
  const tellAuth = (socket: Socket): void => {
    setTimeout(() => socket.emit("auth", socket.handshake.auth), apartMs);
  };
  io.on("connection", (socket) => {
    tellAuth(socket);
    socket.on("message", (...args: unknown[]) => socket.emit("message-back", ...args));
    socket.on("message-with-ack", (...args: unknown[]) => {
      const acknowledge = args.at(-1);
      if (typeof acknowledge === "function") Reflect.apply(acknowledge, undefined, args.slice(0, -1));
    });
  });
  io.of("/custom").on("connection", tellAuth);
}
