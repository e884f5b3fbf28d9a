import type { Socket } from "socket.io";
import type { RememberedIdentity } from "../../../platform/auth/identify.js";
import type { Limits } from "../../../platform/http/limits/limits.js";
import { toProblem } from "../../../platform/http/problems.js";
import type { Log } from "../../../platform/log.js";
import { notFound, Problem } from "../../../platform/problems.js";
import type { ClientSession } from "../../session/clientSession.js";
import type { SessionRegistry } from "../../session/sessionRegistry.js";
import { readRenewal, readSaid, readSubscribe } from "./asked.js";
import { hasEvent, say, type SayDeps } from "./say.js";
import type { SocketRooms } from "./socketRooms.js";

export interface HearDeps extends SayDeps {
  sessions: SessionRegistry;
  limits: Limits;
  identity: Pick<RememberedIdentity, "ofToken">;
  log: Log;
}

interface Heard {
  readonly socket: Socket;
  readonly session: ClientSession;
  readonly rooms: SocketRooms;
}

/** Refused calls in a row after which a client is one that runs away. */
const mostRefused = 1000;

/**
 * Answers each call of a client by its acknowledgement: `{ ok: true, … }`, or a problem document. A call without one is told of
 * its problem by an event `error`.
 */
export function hearSocket(deps: HearDeps, heard: Heard): void {
  const { socket } = heard;
  let refused = 0;
  const answer = async (type: string, args: readonly unknown[]): Promise<object> => {
    try {
      const told = await actOn(deps, heard, type, args);
      refused = 0;
      return { ok: true, ...told };
    } catch (error) {
      const problem = toProblem(error);
      if (problem.status >= 500) deps.log.error("socket.call.failed", error, { type, code: problem.code });
      if (++refused >= mostRefused) socket.disconnect(true);
      return problem.document();
    }
  };
  socket.onAny((type: string, ...args: unknown[]) => {
    const last = args.at(-1);
    const acknowledge = isAcknowledgement(last) ? last : undefined;
    void answer(type, acknowledge ? args.slice(0, -1) : args).then((told) => {
      if (acknowledge) acknowledge(told);
      else if (!("ok" in told)) socket.emit("error", told);
    });
  });
}

const isAcknowledgement = (last: unknown): last is (told: object) => void => typeof last === "function";

async function actOn(
  deps: HearDeps,
  { socket, session, rooms }: Heard,
  type: string,
  args: readonly unknown[],
): Promise<object> {
  const { limits, sessions } = deps;
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
      await socket.leave(room);
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
