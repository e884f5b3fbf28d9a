import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { Socket } from "node:net";
import express, { type Request } from "express";
import { z } from "zod";
import { compose, type Instance, type Overrides } from "../../src/compose.js";
import { serving } from "../../src/serving.js";
import { type WireEvent, WireEvent as WireEventSchema } from "@firecast/contract/core/events";
import { callable } from "../../src/platform/http/callable.js";
import { callFunction } from "../../src/platform/http/callFunction.js";
import { connectFirebase, type Firebase } from "../../src/platform/firebase.js";
import type { Log } from "../../src/platform/log.js";
import { readSettings } from "../../src/platform/params.js";
import { type BusMessage, decodePacket } from "../../src/realtime/bus/message.js";
import { subscribeFunction } from "../../src/realtime/callables/subscribeFunction.js";
import { socketIoRoute } from "../../src/realtime/sockets/io/socketIoRoute.js";
import { routeOf, type UpgradeRoute } from "../../src/realtime/sockets/socketServer.js";
import { webSocketRoute } from "../../src/realtime/sockets/webSocket/webSocketRoute.js";
import { type Caller, callerOf } from "./caller.js";
import type { TestUser } from "./users.js";

/** An instance of the backend in this process, reached over HTTP. */
export interface TestInstance {
  readonly instance: Instance;
  readonly url: string;
  /** What it told the bus, oldest first. */
  readonly sent: readonly BusMessage[];
  /** What it logged, as `level event`. */
  readonly logged: readonly string[];
  as(user?: TestUser): Caller;
  /** Everything the channel still keeps. */
  events(channel: string): Promise<WireEvent[]>;
  close(): Promise<void>;
}

let connected: Firebase | undefined;

/** One connection for all instances of this process: Firestore takes its settings once. */
export const theFirebase = (): Firebase => (connected ??= connectFirebase(readSettings()));

/** Limits are far away unless the test names its own settings. */
export async function startInstance(given: Partial<Overrides> = {}): Promise<TestInstance> {
  const sent: BusMessage[] = [];
  const logged: string[] = [];
  const instance = compose({
    firebase: theFirebase(),
    settings: { ...readSettings(), rateFactor: 1000 },
    log: aLog(logged),
    wrapBus: (bus) => ({
      ...bus,
      publish: (shard, packet) => {
        sent.push(decodePacket(packet));
        return bus.publish(shard, packet);
      },
    }),
    ...given,
  });
  const server = createServer(withCallables(instance));
  let routes: UpgradeRoute[] | undefined;
  server.on("upgrade", (req: Request, socket: Socket, head) => {
    routes ??= [webSocketRoute(instance.sockets), socketIoRoute(instance.sockets)];
    routeOf(routes, req)?.accept(req, { socket, head });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  const url = `http://127.0.0.1:${port}`;
  return {
    instance,
    url,
    sent,
    logged,
    as: (user) => callerOf(url, user),
    events: async (channel) => {
      const logged = await instance.core.reader.from(channel, 1, 1000);
      return logged.map(({ wire }) => WireEventSchema.parse(JSON.parse(wire)));
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await instance.close();
    },
  };
}

/** One instance for all tests of the suite that this is called in. */
export function anInstance(given?: Partial<Overrides>): () => TestInstance {
  let started: TestInstance | undefined;
  before(async () => {
    started = await startInstance(given);
  });
  after(async () => {
    await started?.close();
  });
  return () => {
    if (!started) throw new Error("The instance starts before the first test.");
    return started;
  };
}

const aLog = (entries: string[]): Log => ({
  info: (event) => void entries.push(`info ${event}`),
  warn: (event) => void entries.push(`warn ${event}`),
  error: (event) => void entries.push(`error ${event}`),
});

/** The API, and the callable functions where Firebase's SDKs look for them in the functions emulator. */
function withCallables(instance: Instance): RequestListener {
  const api = serving(instance);
  const callables = {
    subscribe: callable({}, subscribeFunction(instance.sockets)),
    call: callable({}, callFunction(api)),
  };
  const app = express();
  for (const [name, handle] of Object.entries(callables)) {
    app.post(`/:project/:region/${name}`, async (req, res) => {
      await handle(Object.assign(req, { rawBody: Buffer.alloc(0) }), res);
    });
  }
  return (req, res) => {
    (isCallable(req) ? app : api.app)(req, res);
  };
}

const isCallable = ({ url }: IncomingMessage): boolean =>
  /^\/[^/]+\/[^/]+\/(subscribe|call)$/.test(url ?? "");
