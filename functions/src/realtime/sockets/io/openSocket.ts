import type { Socket } from "socket.io";
import { asUser } from "../../../platform/auth/caller.js";
import type { User } from "../../../platform/auth/user.js";
import type { Limits } from "../../../platform/http/limits/limits.js";
import type { Ids } from "../../../platform/ids.js";
import { Problem, unavailable } from "../../../platform/problems.js";
import type { Access } from "../../access.js";
import { listenFirst, requireReadable } from "../../askedChannels.js";
import { joinCursor, longestSocketCursor, splitCursor } from "../../cursor.js";
import type { ClientSession } from "../../session/clientSession.js";
import { replaysOf } from "../../session/replays.js";
import type { Encoding, Sink, Transport } from "../../session/transport.js";
import type { SessionRegistry } from "../../session/sessionRegistry.js";
import type { Admission } from "../../session/sessionRequest.js";
import { deflated, framed, hasCompression, unframed } from "../../transports/socketio/encodings.js";
import { FrameSink, PacketSink } from "../../transports/socketio/sinks.js";
import { beginAnew, formerOf } from "./comeBack.js";
import { Auth, identifySocket, type IdentifyDeps, type Opener } from "./identifySocket.js";
import { inBody, type Room, roomNamed } from "./rooms.js";

export interface OpenDeps extends IdentifyDeps {
  sessions: SessionRegistry;
  access: Access;
  limits: Limits;
  ids: Ids;
  polling: boolean;
}

/** A socket whose user is known, with the rooms that it has again. */
export interface Opened {
  readonly socket: Socket;
  readonly session: ClientSession;
  readonly sink: FrameSink | PacketSink;
  readonly rooms: readonly Room[];
  /** Rooms that it had, and may not have any more. */
  readonly gone: readonly string[];
}

/** Before Socket.IO tells the client that it is connected, and whether it was recovered. @throws Problem */
export async function openSocket(deps: OpenDeps, socket: Socket): Promise<Opened> {
  const { sessions, limits, ids } = deps;
  const auth = Auth.safeParse(socket.handshake.auth).data ?? {};
  const opener = await identify(deps, socket, auth);
  const { user } = opener;
  limits.account(user.uid, "opens", "socket.io");
  const former = formerOf(socket, user);
  const { rooms, gone } = await roomsStillOpen(deps, user, former?.rooms ?? []);
  const sink = sinkOf(socket, deps.polling);
  const session = await sessions.serve(new SocketTransport(encodingOf(socket, deps.polling), sink), {
    user,
    channels: distinct(rooms),
    begin: former ? { type: "resume", cursor: former.cursor } : { type: "live", history: 0 },
    replays: replaysOf(user.uid, limits),
    ...(opener.ticket && { ticket: admission(opener.ticket, auth.offset) }),
  });
  if (!session) throw unavailable();
  const isWhole = session.channels.every((name) => session.reads.startIn(name)?.start !== "reset");
  if (socket.recovered && !(former && isWhole)) beginAnew(socket, ids);
  // What other instances are told of sockets, and what each keeps in memory, has no secrets in it.
  socket.data = { uid: user.uid };
  Object.assign(socket.handshake, { auth: nothing, headers: nothing, query: nothing, url: "" });
  return { socket, session, sink, rooms, gone };
}

const nothing = Object.freeze({});

/** What all sockets have in common is no field of each. */
class SocketTransport implements Transport {
  constructor(
    readonly encoding: Encoding,
    readonly sink: Sink,
  ) {}

  get name() {
    return "socket_io" as const;
  }

  get poll(): boolean {
    return false;
  }

  get staysOpen(): boolean {
    return true;
  }

  get tellsOnce(): boolean {
    return true;
  }

  get longestCursor(): number {
    return longestSocketCursor;
  }
}

async function identify(deps: OpenDeps, socket: Socket, auth: Auth): Promise<Opener> {
  try {
    return await identifySocket(socket.request, auth, deps);
  } catch (error) {
    if (error instanceof Problem && error.code === "unauthenticated")
      deps.limits.address(socket.request, "failures");
    throw error;
  }
}

/** A client that stays on WebSocket gets its frames past Engine.IO. */
const sinkOf = (socket: Socket, polling: boolean): FrameSink | PacketSink =>
  polling ? new PacketSink(socket) : new FrameSink(socket, socket.request.socket);

const encodingOf = ({ conn }: Socket, polling: boolean): Encoding =>
  polling ? unframed : hasCompression(conn.transport) ? deflated : framed;

/** Rights are asked for anew whenever a client comes back. */
async function roomsStillOpen(
  { sessions, access }: OpenDeps,
  user: User,
  names: readonly string[],
): Promise<Pick<Opened, "rooms" | "gone">> {
  if (names.length === 0) return withoutRooms;
  const caller = asUser(user);
  const found = names.flatMap((name) => roomOrNone(access, user, name) ?? []);
  const channels = distinct(found);
  if (channels.length > 0) await listenFirst(caller, channels, access, sessions);
  const rooms: Room[] = [];
  for (const room of found) if (await isReadable(access, caller, room)) rooms.push(room);
  return { rooms, gone: names.filter((name) => !rooms.some((room) => room.name === name)) };
}

const withoutRooms = { rooms: [], gone: [] };

function roomOrNone(access: Access, user: User, name: string): Room | undefined {
  try {
    return roomNamed(access, asUser(user), name);
  } catch {
    return undefined;
  }
}

async function isReadable(access: Access, caller: ReturnType<typeof asUser>, room: Room): Promise<boolean> {
  try {
    await requireReadable(access, caller, room.channels, inBody);
    return true;
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return false;
    throw error;
  }
}

const distinct = (rooms: readonly Room[]): Room["channels"] => [
  ...new Map(rooms.flatMap(({ channels }) => channels.map((channel) => [channel.name, channel]))).values(),
];

function admission(
  { id, secret, use }: NonNullable<Opener["ticket"]>,
  offset: string | undefined,
): Admission {
  const { entries } = splitCursor(offset ?? "");
  return {
    id,
    secret,
    firstCursor: joinCursor([secret, ...entries.filter(Boolean)], longestSocketCursor),
    use,
  };
}
