import type { Server, Socket } from "socket.io";
import type { Session } from "socket.io-adapter";
import { z } from "zod";
import type { User } from "../../../platform/auth/user.js";
import type { Ids } from "../../../platform/ids.js";
import { type Cursor, longestSocketCursor, parseCursor } from "../../cursor.js";
import { nowhere } from "../../transports/socketio/packets.js";
import type { SocketSessions } from "./socketSessions.js";

/** What is found of a client that comes back, before it is known who it is. */
const Found = z.object({ uid: z.string(), rooms: z.array(z.string()), offset: z.string() });

/** Where a client was, and what it had. */
export interface Former {
  readonly rooms: readonly string[];
  readonly cursor: Cursor;
}

/** For Socket.IO: whose private id this is. What was missed comes from the log, through the session. */
export async function restored(
  { find }: Pick<SocketSessions, "find">,
  io: Server,
  pid: string,
  offset: string,
): Promise<Session> {
  const known = await find(pid);
  if (!known) throw new Error("nothing is known of it any more");
  const { sid, uid, rooms } = known;
  // Its client has come back before this instance noticed that it was gone.
  io.sockets.sockets.get(sid)?.conn.close(true);
  return { sid, pid, rooms: [], data: { found: { uid, rooms, offset } }, missedPackets: [] };
}

/** Undefined for a client that is new, or another user now. */
export function formerOf(socket: Socket, { uid }: User): Former | undefined {
  const found = Found.safeParse(Reflect.get(socket.data ?? {}, "found")).data;
  if (found?.uid !== uid) return undefined;
  return { rooms: found.rooms, cursor: cursorOf(found.offset) };
}

/** What is none is from before it stood anywhere, or made up: whatever it had begins anew. */
function cursorOf(offset: string): Cursor {
  try {
    if (offset !== nowhere) return parseCursor(offset, { longest: longestSocketCursor });
  } catch {
    // As if there was none.
  }
  return { seqIn: () => undefined };
}

const Pid = z.string();

/** By which the client comes back. */
export const pidOf = (socket: Socket): string => Pid.parse(Reflect.get(socket, "pid"));

/** The client is told that it was not recovered: it finds out by an id that is not the one that it had. */
export function beginAnew(socket: Socket, ids: Ids): void {
  socket.nsp._remove(socket);
  Object.assign(socket, { id: ids.next(), pid: ids.next(), recovered: false });
}
