import type { Socket } from "socket.io";
import type { RememberedIdentity } from "../../../platform/auth/identify.js";
import type { Limits } from "../../../platform/http/limits/limits.js";
import { toProblem } from "../../../platform/http/problems.js";
import type { Log } from "../../../platform/log.js";
import type { Settings } from "../../../platform/params.js";
import { notFound, Problem } from "../../../platform/problems.js";
import type { Measured } from "../../measured.js";
import type { ClientSession } from "../../session/clientSession.js";
import type { SessionRegistry } from "../../session/sessionRegistry.js";
import { hasEvent, say, type SayDeps } from "../say.js";
import { readRenewal, readSaid, readSubscribe } from "./asked.js";
import { hearCalls } from "./hearCalls.js";
import type { SocketRooms } from "./socketRooms.js";

export interface HearDeps extends SayDeps {
  sessions: SessionRegistry;
  limits: Limits;
  identity: Pick<RememberedIdentity, "ofToken">;
  log: Log;
  measured?: Pick<Measured, "received" | "objected">;
  settings: Pick<Settings, "rateFactor">;
}

type Rooms = SocketRooms<{ readonly socket: Socket; readonly session: ClientSession }>;

/** Refused calls in a row after which a client is one that runs away. */
const mostRefused = 1000;

/** Answers each call of a client: `{ ok: true, … }`, or a problem document. */
export function hearSocket(deps: HearDeps, rooms: Rooms): void {
  let refused = 0;
  const answer = async (type: string, args: readonly unknown[]): Promise<object> => {
    try {
      const told = await actOn(deps, rooms, type, args);
      refused = 0;
      return { ok: true, ...told };
    } catch (error) {
      const problem = toProblem(error);
      deps.measured?.objected("socket_io", problem.code);
      if (problem.status >= 500) deps.log.error("socket.call.failed", error, { type, code: problem.code });
      if (++refused >= mostRefused) rooms.of.socket.disconnect(true);
      return problem.document();
    }
  };
  hearCalls(deps, rooms.of, answer);
}

async function actOn(deps: HearDeps, rooms: Rooms, type: string, args: readonly unknown[]): Promise<object> {
  const { limits, sessions } = deps;
  const { socket, session } = rooms.of;
  const { uid } = session;
  switch (type) {
    case "subscribe": {
      limits.account(uid, "reads", type);
      const { room, begin } = readSubscribe(args);
      const channels = await rooms.subscribe(room, begin);
      await socket.join(room);
      return { room, channels };
    }
    case "unsubscribe": {
      limits.account(uid, "reads", type);
      const { room } = readSubscribe(args);
      await rooms.unsubscribe(room);
      // By its own id the backend reaches it.
      if (room !== socket.id) await socket.leave(room);
      return { room };
    }
    case "auth:refresh": {
      limits.account(uid, "reads", type);
      const user = await deps.identity.ofToken(readRenewal(args));
      if (user.uid !== uid) throw new Problem("forbidden");
      sessions.renew(session, user);
      return {};
    }
    default: {
      limits.account(uid, "writes", "emit");
      const said = readSaid(args);
      const channel = rooms.channelIn(said.channel, hasEvent(type));
      const { user } = session.options;
      if (!user) throw notFound();
      const told = await say(deps, { ...said, user, type }, channel);
      return typeof told === "object" && told !== null ? told : {};
    }
  }
}
