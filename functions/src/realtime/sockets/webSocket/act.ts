import type { SocketRequest } from "@firecast/contract/sockets";
import { assertNever } from "../../../platform/assertNever.js";
import { asCaller } from "../../../platform/auth/caller.js";
import type { User } from "../../../platform/auth/user.js";
import { seconds, toTimestamp } from "../../../platform/clock.js";
import { within } from "../../../platform/firestore/grpc.js";
import { Problem } from "../../../platform/problems.js";
import { parseCursor } from "../../cursor.js";
import type { Encoded } from "../../hub/batch.js";
import type { Begin } from "../../hub/attach.js";
import { publishOne } from "../../publishing/publishOne.js";
import type { ClientSession } from "../../session/clientSession.js";
import type { SocketDeps } from "../socketDeps.js";
import { sayableIn, sayTo } from "../say.js";
import { subscribe, unsubscribe } from "../subscribing.js";
import { done } from "./answers.js";

/** The connection that a message came on. */
interface Connection {
  readonly deps: SocketDeps;
  /** Undefined until it is known who connects, and where there is no place for one. */
  readonly session: ClientSession | undefined;
  /** Opens the session; `key` is whom it counts for. */
  begin(user: User, key: string): Promise<void>;
  say(answer: Encoded): void;
  /** Ends for good. */
  refuse(error: unknown): void;
}

type RequestOf<Type extends SocketRequest["type"]> = Extract<SocketRequest, { type: Type }>;

/** Longest that a client waits for what it has sent; it may still take effect. */
const answerWithin = seconds(10);

/** Does what a message asks for, and answers it. @throws Problem what is wrong with it, or with its sender's rights. */
export async function act(connection: Connection, request: SocketRequest): Promise<void> {
  const { deps, session } = connection;
  const answer = (data: unknown, cursor?: string): void => {
    if (request.id !== undefined) connection.say(done(request.id, data, cursor));
  };
  if (request.type === "auth:refresh") {
    answer(await identify(connection, request));
    return;
  }
  // Sent away, as where there is no place: it has been told so.
  if (!session) return;
  switch (request.type) {
    case "ping":
      answer({ at: toTimestamp(deps.clock.now()) });
      break;
    case "subscribe": {
      count(connection, session, "opens");
      const names = [request.channel].flat();
      await subscribe(deps, session, names, beginOf(request), (channels) =>
        answer({ channels }, session.reads.cursor.text),
      );
      break;
    }
    case "unsubscribe":
      unsubscribe(deps, session, request.channel);
      answer({ channel: request.channel });
      break;
    case "send": {
      count(connection, session, "writes");
      answer((await within(answerWithin, "an event that was sent", send(deps, session, request))) ?? {});
      break;
    }
    default:
      assertNever(request);
  }
}

/** What a feature sees to, or else publishes it: returns once it is in the log, if it is kept. @throws Problem */
function send(
  deps: SocketDeps,
  { options: { user } }: ClientSession,
  { channel: name, data: event }: RequestOf<"send">,
): Promise<unknown> {
  const { type, data, idempotencyKey: key } = event;
  const caller = asCaller(user);
  const channel = deps.access.channelAsked(caller, name);
  const sayable = channel && sayableIn(deps, type, channel);
  if (user && sayable) return sayTo(deps, sayable, { user, type, data, key }, channel);
  return publishOne(deps, caller, { channel: name, ...event });
}

/** @throws Problem `rate_limited` */
function count({ deps }: Connection, { uid, options }: ClientSession, limit: "opens" | "writes"): void {
  if (options.user) deps.limits.account(uid, limit, "WS /ws");
}

function beginOf({ data }: RequestOf<"subscribe">): Begin {
  const { cursor, history = 0, snapshot: state = false } = data ?? {};
  return cursor === undefined || cursor === ""
    ? { type: "live", history, state }
    : { type: "resume", cursor: parseCursor(cursor), state };
}

/** A first proof of identity, or a newer one of the same user's. A bad one ends the connection. */
async function identify(connection: Connection, { data }: RequestOf<"auth:refresh">): Promise<unknown> {
  const { deps, session } = connection;
  const user = await deps.identity.ofToken(data.token).catch((error: unknown) => {
    if (error instanceof Problem && error.code === "unauthenticated") connection.refuse(error);
    throw error;
  });
  if (!session) {
    deps.limits.account(user.uid, "opens", "WS /ws");
    await connection.begin(user, user.uid);
  } else if (session.uid === user.uid) deps.sessions.renew(session, user);
  else
    throw new Problem("forbidden", { detail: "The connection is another user's: open one for this token." });
  return { expiresAt: toTimestamp(user.expiresAt) };
}
