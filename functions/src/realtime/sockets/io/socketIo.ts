import type { IncomingMessage } from "node:http";
import type { Server, Socket } from "socket.io";
import { sameOrigin } from "../../../platform/http/origins.js";
import { toProblem } from "../../../platform/http/problems.js";
import type { Log } from "../../../platform/log.js";
import type { Problem } from "../../../platform/problems.js";
import type { ClientSession } from "../../session/clientSession.js";
import type { AdapterBus } from "../../transports/socketio/busAdapter.js";
import { engineRoute } from "../../transports/socketio/engineRoute.js";
import { ioServer } from "../../transports/socketio/ioServer.js";
import type { UpgradeRoute } from "../socketServer.js";
import { pidOf, restored } from "./comeBack.js";
import { type HearDeps, hearSocket } from "./hearSocket.js";
import { openSocket, type OpenDeps, type Opened } from "./openSocket.js";
import { channelsOfRoom } from "./rooms.js";
import { SocketRooms } from "./socketRooms.js";
import type { SocketSessions } from "./socketSessions.js";

export interface SocketIoDeps extends OpenDeps, HearDeps {
  store: SocketSessions;
  bus: AdapterBus;
  log: Log;
}

export interface SocketIo {
  readonly io: Server;
  readonly route: UpgradeRoute;
}

interface Connected {
  readonly socket: Socket;
  readonly rooms: SocketRooms;
}

/** Socket.IO at `/socket.io/`. Each of its sockets is a session like any stream, whose channels the client chooses. */
export function socketIo(deps: SocketIoDeps): SocketIo {
  const { store, sessions, allowedOrigins, polling, bus } = deps;
  const { io, engine } = ioServer({
    polling,
    allowedOrigins,
    bus,
    restore: (pid, offset) => restored(store, io, pid, offset),
    refusal: (req) => refusalOf(req, allowedOrigins, sessions.isDraining),
  });
  const opened = new WeakMap<Socket, Opened>();
  const connected = new WeakMap<ClientSession | Socket, Connected>();

  io.use((socket, next) => {
    openSocket(deps, socket).then(
      (open) => {
        opened.set(socket, open);
        next();
      },
      (error: unknown) => next(refusal(deps, socket, toProblem(error))),
    );
  });
  io.on("connection", (socket) => {
    const open = opened.get(socket);
    if (!open) return;
    const rooms = connect(deps, socket, open);
    for (const key of [open.session, socket]) connected.set(key, { socket, rooms });
    // From here on it leaves its rooms because it goes.
    socket.once("disconnecting", () => connected.delete(socket));
  });
  followBackend(io, deps, (socket) => connected.get(socket)?.rooms);
  sessions.observe({
    opened: () => undefined,
    closed: () => undefined,
    left: (session, channel) => {
      const { socket, rooms } = connected.get(session) ?? {};
      for (const room of rooms?.lost(channel) ?? []) if (socket) tellLeft(socket, room, channel);
    },
  });
  return { io, route: engineRoute(engine, polling) };
}

/** The client hears what is wrong; one that may try again is cut off instead, which its library takes for a reason to. */
function refusal({ log }: SocketIoDeps, socket: Socket, problem: Problem): Error {
  if (problem.status >= 500) log.warn("socket.open.failed", { reason: String(problem.cause) });
  if (problem.status === 503) socket.conn.close();
  return Object.assign(new Error(problem.message), { data: problem.document() });
}

/** From here on the client hears its channels, and is heard. */
function connect(
  deps: SocketIoDeps,
  socket: Socket,
  { session, sink, rooms: had, gone }: Opened,
): SocketRooms {
  const { store } = deps;
  const { uid } = session;
  const [pid, sid] = [pidOf(socket), socket.id];
  const rooms = new SocketRooms(session, had, {
    ...deps,
    keep: (names) => store.put(pid, { sid, uid, rooms: [...names] }),
    tell: (room, channels) => {
      const wire = JSON.stringify({ room, channels });
      const { text: cursor } = session.reads.cursor;
      sink.write(session.transport.encoding.messages([{ type: "subscribed", wire, cursor }]));
    },
  });
  for (const name of rooms.names) void socket.join(name);
  sink.begin();
  for (const room of gone) tellLeft(socket, room);
  if (gone.length > 0 || (!socket.recovered && had.length > 0)) void keepLater(deps, rooms);
  hearSocket(deps, { socket, session, rooms });
  // It holds all of HTTP, and is not needed any more.
  Object.assign(socket.conn, { request: undefined });
  return rooms;
}

/** Rooms that the backend has a socket join or leave are rooms like those that its client asks for: rights decide. */
function followBackend(
  io: Server,
  deps: SocketIoDeps,
  roomsOf: (socket: Socket) => SocketRooms | undefined,
): void {
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
  function roomsIn(id: string): SocketRooms | undefined {
    const socket = sockets.get(id);
    return socket && roomsOf(socket);
  }
}

const keepLater = ({ log }: SocketIoDeps, rooms: SocketRooms): Promise<void> =>
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
