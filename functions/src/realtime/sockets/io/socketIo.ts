import type { IncomingMessage } from "node:http";
import type { Server, Socket } from "socket.io";
import { sameOrigin } from "../../../platform/http/origins.js";
import { toProblem } from "../../../platform/http/problems.js";
import type { Log } from "../../../platform/log.js";
import { unavailable } from "../../../platform/problems.js";
import type { ClientSession } from "../../session/clientSession.js";
import type { AdapterBus } from "../../transports/socketio/busAdapter.js";
import { engineRoute } from "../../transports/socketio/engineRoute.js";
import { ioServer } from "../../transports/socketio/ioServer.js";
import type { UpgradeRoute } from "../socketServer.js";
import { pidOf, restored } from "./comeBack.js";
import { type HearDeps, hearSocket } from "./hearSocket.js";
import { limitPackets, type LimitPacketsDeps } from "./limitPackets.js";
import { type OpenSession, serveNamespaces, type SocketNamespace } from "./namespaces.js";
import { openSocket, type OpenDeps, type Opened } from "./openSocket.js";
import { refused } from "./refused.js";
import { channelsOfRoom } from "./rooms.js";
import { SocketRooms, type SocketRoomsDeps } from "./socketRooms.js";
import type { SocketSessions } from "./socketSessions.js";

export interface SocketIoDeps extends OpenDeps, HearDeps, LimitPacketsDeps {
  namespaces: readonly SocketNamespace[];
  compressed: boolean;
  store: SocketSessions;
  bus: AdapterBus;
  log: Log;
  settings: HearDeps["settings"] & LimitPacketsDeps["settings"];
}

export interface SocketIo {
  readonly io: Server;
  readonly route: UpgradeRoute;
}

type Rooms = SocketRooms<Opened>;

/** Socket.IO at `/socket.io/`. Each of its sockets is a session like any stream, whose channels the client chooses. */
export function socketIo(deps: SocketIoDeps): SocketIo {
  const { store, sessions, allowedOrigins, polling, bus, compressed } = deps;
  const { io, engine } = ioServer({
    polling,
    compressed,
    allowedOrigins,
    bus,
    restore: (pid, offset) => restored(store, io, pid, offset),
    refusal: (req) => refusalOf(req, allowedOrigins, sessions.isDraining),
  });
  limitPackets(engine, deps);
  const opened = new WeakMap<Socket, Opened>();
  const opening = new WeakMap<Socket["conn"], Promise<Opened>>();
  const connected = new WeakMap<ClientSession | Socket, Rooms>();
  const shared: SocketRoomsDeps<Opened> = {
    sessions,
    access: deps.access,
    keep: ({ socket, session: { uid } }, names) =>
      store.put(pidOf(socket), { sid: socket.id, uid, rooms: [...names] }),
    tell: ({ session, sink }, room, channels) => {
      const wire = JSON.stringify({ room, channels });
      const { text: cursor } = session.reads.cursor;
      sink.write(session.transport.encoding.messages([{ type: "subscribed", wire, cursor }]));
    },
  };
  /** From there on a socket leaves its rooms because it goes. */
  function disconnecting(this: Socket): void {
    connected.delete(this);
  }

  io.use((socket, next) => {
    // It asks twice, or has left and comes back: then the request that says who it is has gone. It comes back by a new connection.
    if (opening.has(socket.conn)) {
      next(refused(deps, socket, unavailable()));
      return;
    }
    const open = openSocket(deps, socket);
    opening.set(socket.conn, open);
    open.then(
      (open) => {
        opened.set(socket, open);
        open.sink.connects();
        next();
      },
      (error: unknown) => {
        opening.delete(socket.conn);
        next(refused(deps, socket, toProblem(error)));
      },
    );
  });
  io.on("connection", (socket) => {
    const open = opened.get(socket);
    if (!open) return;
    opened.delete(socket);
    const rooms = new SocketRooms(open, open.rooms, shared);
    for (const key of [open.session, socket]) connected.set(key, rooms);
    socket.on("disconnecting", disconnecting);
    connect(deps, rooms);
  });
  serveNamespaces(io, deps, async (socket): Promise<OpenSession> => {
    const main = await opening.get(socket.conn);
    const { session, sink } = main ?? (await openSocket(deps, socket));
    if (main && !sessions.find(session.options.connectionId)) throw unavailable();
    return { session, begin: () => main ?? sink.begin() };
  });
  followBackend(io, deps, (socket) => connected.get(socket));
  sessions.observe({
    opened: () => undefined,
    closed: () => undefined,
    left: (session, channel) => {
      const rooms = connected.get(session);
      if (rooms) for (const room of rooms.lost(channel)) tellLeft(rooms.of.socket, room, channel);
    },
  });
  return { io, route: engineRoute(engine, polling) };
}

/** From here on the client hears its channels, and is heard. */
function connect(deps: SocketIoDeps, rooms: Rooms): void {
  const { socket, sink, rooms: had, gone } = rooms.of;
  for (const name of rooms.names) void socket.join(name);
  sink.begin();
  for (const room of gone) tellLeft(socket, room);
  if (gone.length > 0 || (!socket.recovered && had.length > 0)) void keepLater(deps, rooms);
  hearSocket(deps, rooms);
  // It holds all of HTTP, and is not needed any more; Engine.IO keeps it, too.
  Object.assign(socket.conn, { request: undefined });
}

/** Rooms that the backend has a socket join or leave are rooms like those that its client asks for: rights decide. */
function followBackend(io: Server, deps: SocketIoDeps, roomsOf: (socket: Socket) => Rooms | undefined): void {
  const { access, log } = deps;
  const failed = (error: unknown): void => log.warn("socket.room.refused", { reason: String(error) });
  const { adapter, sockets } = io.of("/");
  adapter.on("join-room", (room: string, id: string) => {
    const rooms = roomsIn(id);
    if (rooms && !rooms.has(room) && channelsOfRoom(access, room).length > 0)
      rooms.subscribe(room, { type: "live", history: 0 }).catch(failed);
  });
  adapter.on("leave-room", (room: string, id: string) => {
    const rooms = roomsIn(id);
    if (rooms?.has(room)) rooms.unsubscribe(room).catch(failed);
  });
  function roomsIn(id: string): Rooms | undefined {
    const socket = sockets.get(id);
    return socket && roomsOf(socket);
  }
}

const keepLater = ({ log }: SocketIoDeps, rooms: Rooms): Promise<void> =>
  rooms.keep().catch((error: unknown) => log.warn("socket.rooms.unkept", { reason: String(error) }));

/** The right to a room was taken away, and with it the room. */
function tellLeft(socket: Socket, room: string, channel?: string): void {
  void socket.leave(room);
  socket.emit("left", { room, channel, reason: "forbidden" });
}

/** There is no CORS for WebSockets: a page of another origin is not let in, whatever it brings. */
function refusalOf(
  req: IncomingMessage,
  allowedOrigins: readonly string[],
  isDraining: boolean,
): string | undefined {
  if (isDraining) return "shutting down";
  return req.headers.origin === undefined || sameOrigin(req, allowedOrigins) ? undefined : "foreign origin";
}
