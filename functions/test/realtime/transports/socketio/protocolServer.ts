import { createServer, type Server as HttpServer } from "node:http";
import { EventEmitter, once } from "node:events";
import type { AddressInfo } from "node:net";
import express from "express";
import type { Server } from "socket.io";
import { takeInBody } from "../../../../src/platform/http/intake.js";
import { socketServer } from "../../../../src/realtime/sockets/socketServer.js";
import { engineRoute } from "../../../../src/realtime/transports/socketio/engineRoute.js";
import { type IoServerOptions, ioServer } from "../../../../src/realtime/transports/socketio/ioServer.js";
import { handOffUpgrades } from "../../../../src/realtime/transports/upgrades.js";

export interface ProtocolServer {
  readonly url: string;
  readonly io: Server;
  readonly engine: ReturnType<typeof ioServer>["engine"];
  readonly http: HttpServer;
  close(): Promise<void>;
}

handOffUpgrades(["sockets"], undefined);

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

/**
 * What the function `sockets` serves at `/socket.io/`, without our sessions: Engine.IO and Socket.IO are given what the
 * published protocol suites ask for.
 */
export async function protocolServer(options: Partial<IoServerOptions> = {}): Promise<ProtocolServer> {
  const { io, engine } = ioServer({
    polling: true,
    allowedOrigins: [],
    bus: emittingBus(),
    pingIntervalMs: 300,
    pingTimeoutMs: 200,
    connectTimeoutMs: 400,
    maxMessageBytes: 1_000_000,
    ...options,
  });
  const serve = socketServer({
    upgrades: [engineRoute(engine, options.polling ?? true)],
    app: (_, res) => void res.writeHead(404).end(),
  });
  const http = createServer(express().use(takeInBody, serve)).listen(0, "127.0.0.1");
  await once(http, "listening");
  const address = http.address();
  const { port } = isInternet(address) ? address : { port: 0 };
  return {
    url: `http://127.0.0.1:${port}`,
    io,
    engine,
    http,
    close: async () => {
      engine.close();
      await io.of("/").adapter.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

const isInternet = (address: string | AddressInfo | null): address is AddressInfo =>
  typeof address === "object" && address !== null;
