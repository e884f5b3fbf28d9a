import { type Firestore, Timestamp } from "firebase-admin/firestore";
import { z } from "zod";
import { type Clock, hours, seconds } from "../../../platform/clock.js";
import { together } from "../../../platform/concurrency/together.js";
import { within } from "../../../platform/firestore/grpc.js";
import { path } from "../../../platform/firestore/path.js";
import { maxRooms } from "./rooms.js";

export const socketSessionDocument = path("socketSessions/{pid}");

const Stored = z.object({
  sid: z.string().min(1).max(64),
  uid: z.string().min(1),
  rooms: z.array(z.string().max(400)).max(maxRooms),
});
export type SocketSession = z.infer<typeof Stored>;

/** For so long a client can come back, as far as the logs of its channels still hold what it missed. */
const keptFor = hours(24);

const readWithin = seconds(5);

/** Of sessions in one commit. */
const mostTogether = 100;

/** What Socket.IO makes ids of, and what cannot be guessed. */
const Pid = /^[A-Za-z0-9_-]{20}$/;

/**
 * Which rooms a client had, by its private session id, which it brings when it comes back, to whatever instance. Where it stood in
 * them it knows itself.
 */
export interface SocketSessions {
  /** Undefined for one that is not known any more. */
  find(pid: string): Promise<SocketSession | undefined>;
  put(pid: string, session: SocketSession): Promise<void>;
}

export function socketSessions(firestore: Firestore, clock: Clock): SocketSessions {
  const documentOf = (pid: string) => socketSessionDocument.document(firestore, { pid });
  /** Hundreds come back at once after a deploy: a commit for each would cost more than all else of their connecting. */
  const put = together<[pid: string, session: SocketSession]>(mostTogether, async (sessions) => {
    const batch = firestore.batch();
    const expireAt = Timestamp.fromMillis(clock.now() + keptFor);
    for (const [pid, session] of sessions) batch.set(documentOf(pid), { ...session, expireAt });
    await within(readWithin, "sockets' sessions", batch.commit());
  });
  return {
    find: async (pid) => {
      if (!Pid.test(pid)) return undefined;
      const snapshot = await within(readWithin, "a socket's session", documentOf(pid).get());
      const expireAt: unknown = snapshot.get("expireAt");
      if (!(expireAt instanceof Timestamp) || expireAt.toMillis() < clock.now()) return undefined;
      return Stored.safeParse(snapshot.data()).data;
    },
    put: (pid, session) => put([pid, session]),
  };
}
