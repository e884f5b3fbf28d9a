import type { Request } from "express";
import { SubscribeCall, type SubscribeResult } from "@firecast/contract/callables";
import type { Channel } from "@firecast/contract/core/channel";
import type { AppCheck } from "../../platform/appCheck/appCheck.js";
import type { Callers } from "../../platform/auth/caller.js";
import { seconds } from "../../platform/clock.js";
import { within } from "../../platform/firestore/grpc.js";
import { admit } from "../../platform/http/admit.js";
import type { Called } from "../../platform/http/callable.js";
import { check } from "../../platform/http/endpoint.js";
import type { Limits } from "../../platform/http/limits/limits.js";
import { Problem } from "../../platform/problems.js";
import type { Access } from "../access.js";
import { askedChannel, listenFirst, requireReadable } from "../askedChannels.js";
import { parseCursor } from "../cursor.js";
import { anonymousStreams } from "../http/anonymousStreams.js";
import type { Begin } from "../hub/attach.js";
import { replaysOf } from "../session/replays.js";
import type { ClientSession } from "../session/clientSession.js";
import type { SessionRegistry } from "../session/sessionRegistry.js";
import type { SessionRequest } from "../session/sessionRequest.js";
import { callable } from "../transports/callable.js";

export interface SubscribeDeps {
  sessions: SessionRegistry;
  access: Access;
  callers: Callers;
  appCheck?: AppCheck | undefined;
  limits: Limits;
}

type Opening = Omit<SessionRequest, "replays"> & { key: string };

const inData = { in: "body", pointer: "/channels" } as const;

/** Whose rights cannot be read in that time is asked to come back. */
const readWithin = seconds(8);

/**
 * The callable function `subscribe`: a stream's frames as the chunks of one call, which lasts as long as a stream does. The
 * result says where the next call goes on.
 */
export function subscribeFunction(deps: SubscribeDeps) {
  const { sessions, limits } = deps;
  const visitors = anonymousStreams();

  /** @throws Problem 400, 401, 404, 429, 503 */
  return async ({ req, res, data, inChunks }: Called): Promise<SubscribeResult> => {
    if (!inChunks) throw new Problem("invalid_request", { detail: "Call it with `.stream()`." });
    const opening = await within(readWithin, "a callable's rights", read(req, data, deps));
    const transport = callable(res);
    const { key, user } = opening;
    let session: ClientSession | undefined;
    await limits.inTurn({ uid: key, limit: "opens", res }, async () => {
      if (!user) visitors.count(key, transport.sink);
      session = await sessions.serve(transport, { ...opening, replays: replaysOf(key, limits) });
    });
    const reason = await transport.sink.ended;
    return { reason, cursor: session?.reads.cursor.text ?? null };
  };
}

async function read(req: Request, data: unknown, deps: SubscribeDeps): Promise<Opening> {
  const { callers, limits, access, sessions } = deps;
  await deps.appCheck?.admit(req, { route: "subscribe" });
  const identify = async () => ({ caller: await callers.identify(req) });
  const { caller, key } = await admit(req, limits, "opens", identify, { anonymous: true });
  const asked = check(SubscribeCall, data, "body");
  const named = asked.channels.map((name) => askedChannel(access, caller, name, inData));
  const channels = [...new Map(named.map((channel): [string, Channel] => [channel.name, channel])).values()];
  const begin = beginOf(asked);
  await listenFirst(caller, channels, access, sessions);
  await requireReadable(access, caller, channels, inData);
  return { user: caller.type === "user" ? caller.user : undefined, key, channels, begin };
}

const beginOf = ({ cursor, history, snapshot: state }: SubscribeAsked): Begin =>
  cursor === undefined || cursor === ""
    ? { type: "live", history, state }
    : { type: "resume", cursor: parseCursor(cursor), state };

type SubscribeAsked = ReturnType<typeof SubscribeCall.parse>;
