import type { Request, Response } from "express";
import { asUser } from "../../platform/auth/caller.js";
import { minutes, seconds } from "../../platform/clock.js";
import { admit } from "../../platform/http/admit.js";
import type { Kit } from "../../platform/http/endpoint.js";
import { Problem } from "../../platform/problems.js";
import type { Lifecycle, Watched } from "../operations/lifecycle.js";
import type { SessionRegistry } from "../session/sessionRegistry.js";

/** A watch is for a person who looks on. */
const longest = minutes(10);
/** Bytes that wait for a reader before the watch ends. */
const maxWaiting = 64_000;

export const asksForDebug = ({ query }: Request): boolean => query["debug"] === "1";

/**
 * `?debug=1&uid=` or `&channel=`: the lifecycle of one user's or channel's streams on this instance, and of the user on the
 * others, as lines of text. For operators. @throws Problem 401, 403, 429
 */
export async function serveDebug(
  req: Request,
  res: Response,
  kit: Kit,
  { lifecycle, sessions }: { lifecycle: Lifecycle; sessions: SessionRegistry },
): Promise<void> {
  const { user } = await admit(req, kit.limits, "opens", async () => {
    const user = await kit.identity.identify(req);
    return { user, caller: asUser(user) };
  });
  if (!user.operator) throw new Problem("forbidden");
  const watched = watchedBy(req);
  res.setHeader("Content-Type", "text/plain; charset=utf-8");
  res.setHeader("Cache-Control", "no-cache, no-store, no-transform");
  res.setHeader("X-Accel-Buffering", "no");
  res.writeHead(200);
  const say = (line: string): void => {
    if (res.writableLength > maxWaiting) res.destroy();
    else res.write(`${line}\n`);
  };
  say(`watching ${Object.values(watched).join(" ")}`);
  const stop = lifecycle.watch(watched, say);
  const limit = setTimeout(() => res.end(), longest).unref();
  const drained = setInterval(() => {
    if (sessions.isDraining) res.end();
  }, seconds(1)).unref();
  res.once("close", () => {
    stop();
    clearTimeout(limit);
    clearInterval(drained);
  });
}

function watchedBy({ query: { uid, channel } }: Request): Watched {
  if (typeof uid === "string" && uid !== "") return { type: "user", uid };
  if (typeof channel === "string" && channel !== "") return { type: "channel", channel };
  throw new Problem("invalid_request", {
    errors: [{ in: "query", pointer: "/uid", detail: "name a uid or a channel" }],
  });
}
