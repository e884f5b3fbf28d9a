import type { Server, Socket } from "socket.io";
import type { z } from "zod";
import type { User } from "../../../platform/auth/user.js";
import { invalidInput } from "../../../platform/http/invalidParts.js";
import { toProblem } from "../../../platform/http/problems.js";
import type { Limits } from "../../../platform/http/limits/limits.js";
import type { Log } from "../../../platform/log.js";
import { notFound } from "../../../platform/problems.js";
import type { ClientSession } from "../../session/clientSession.js";
import { hearCalls, type HearCallsDeps } from "./hearCalls.js";
import { refused } from "./refused.js";

/**
 * A namespace of Socket.IO that a feature serves beside the channels: what is said in it reaches the sockets that are connected at
 * that moment, on all instances, and is kept nowhere. Its sockets are sessions: their users are known, limited and sent away as
 * on any stream.
 */
export interface SocketNamespace {
  /** Such as `/arena`. */
  readonly name: `/${string}`;
  /** Whether the user may connect. Default: every user may. */
  admits?(user: User): boolean | Promise<boolean>;
  /** The rooms that a user's sockets are in from the beginning. Default: none. */
  rooms?(user: User): readonly string[];
  /** What clients may say, by the event's name. */
  readonly hears: Readonly<Record<string, NamespaceEvent>>;
}

interface Heard<Data> {
  readonly socket: Socket;
  /** With the rights of this moment. */
  readonly user: User;
  readonly data: Data;
}

export interface NamespaceEvent {
  /** What the client is answered, beside `ok`. @throws Problem, which is the answer then. */
  act(heard: Heard<unknown>): unknown;
}

/** An event that clients of a namespace emit with one argument, as the schema has it. */
export const namespaceEvent = <Schema extends z.ZodType>(
  data: Schema,
  act: (heard: Heard<z.output<Schema>>) => unknown,
): NamespaceEvent => ({
  act: (heard) => {
    const parsed = data.safeParse(heard.data);
    if (!parsed.success) throw invalidInput(parsed.error.issues, heard.data, "body");
    return act({ ...heard, data: parsed.data });
  },
});

export interface NamespacesDeps extends HearCallsDeps {
  readonly namespaces: readonly SocketNamespace[];
  readonly limits: Pick<Limits, "account">;
  readonly log: Log;
}

/** A socket's session: that of its connection, or one of its own, whose client hears nothing before `begin`. */
export interface OpenSession {
  readonly session: ClientSession;
  begin(): void;
}

type Open = (socket: Socket) => Promise<OpenSession>;

/** `open` identifies a socket's user. @throws Problem */
export function serveNamespaces(io: Server, deps: NamespacesDeps, open: Open): void {
  for (const served of deps.namespaces) {
    const namespace = io.of(served.name);
    const opened = new WeakMap<Socket, OpenSession>();
    namespace.use((socket, next) => {
      admit(served, socket, open).then(
        (session) => {
          opened.set(socket, session);
          next();
        },
        (error: unknown) => next(refused(deps, socket, toProblem(error))),
      );
    });
    namespace.on("connection", (socket) => {
      const { session, begin } = opened.get(socket) ?? {};
      const user = session?.options.user;
      if (!session || !user) return;
      begin?.();
      void socket.join([...(served.rooms?.(user) ?? [])]);
      // Also if the client leaves the main namespace, whose session it is: it comes back for this one by itself.
      void session.closed().then(() => socket.conn.close());
      hear(deps, served, socket, session);
    });
  }
}

async function admit({ admits }: SocketNamespace, socket: Socket, open: Open): Promise<OpenSession> {
  const opened = await open(socket);
  const { user } = opened.session.options;
  if (!user || (await admits?.(user)) === false) throw notFound();
  socket.data = { uid: user.uid };
  return opened;
}

function hear(deps: NamespacesDeps, served: SocketNamespace, socket: Socket, session: ClientSession): void {
  const answer = async (type: string, [data]: readonly unknown[]): Promise<object> => {
    try {
      const { user } = session.options;
      const event = Object.hasOwn(served.hears, type) ? served.hears[type] : undefined;
      if (!user || !event) throw notFound();
      deps.limits.account(user.uid, "writes", `emit ${served.name}`);
      const told = await event.act({ socket, user, data });
      return { ok: true, ...(typeof told === "object" && told) };
    } catch (error) {
      const problem = toProblem(error);
      if (problem.status >= 500) deps.log.error("socket.call.failed", error, { type, code: problem.code });
      return problem.document();
    }
  };
  hearCalls(deps, { socket, session }, answer);
}
