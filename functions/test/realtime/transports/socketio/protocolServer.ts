import { createServer, type Server as HttpServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express from "express";
import type { Server } from "socket.io";
import { takeInBody } from "../../../../src/platform/http/intake.js";
import { socketServer } from "../../../../src/realtime/sockets/socketServer.js";
import { engineRoute } from "../../../../src/realtime/transports/socketio/engineRoute.js";
import { type IoServerOptions, ioServer } from "../../../../src/realtime/transports/socketio/ioServer.js";
import { handOffUpgrades } from "../../../../src/realtime/transports/upgrades.js";
import { suiteOptions } from "./protocolSuites.js";

export interface ProtocolServer {
  readonly url: string;
  readonly io: Server;
  readonly engine: ReturnType<typeof ioServer>["engine"];
  readonly http: HttpServer;
  close(): Promise<void>;
}

/** No session ends because a busy machine stands still for a moment. */
export const unhurried = { pingIntervalMs: 800, pingTimeoutMs: 1500 };

handOffUpgrades(["sockets"], undefined);

/**
 * What the function `sockets` serves at `/socket.io/`, without our sessions: Engine.IO and Socket.IO are given what the
 * published protocol suites ask for.
 */
export async function protocolServer(options: Partial<IoServerOptions> = {}): Promise<ProtocolServer> {
  const { io, engine } = ioServer({
    ...suiteOptions,
    ...options,
  });
  const { serve } = socketServer({
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
