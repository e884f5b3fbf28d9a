import type { IncomingMessage } from "node:http";
import { z } from "zod";
import type { AppCheck } from "../../../platform/appCheck/appCheck.js";
import type { Callers } from "../../../platform/auth/caller.js";
import type { RememberedIdentity } from "../../../platform/auth/identify.js";
import { unauthenticated } from "../../../platform/auth/refusal.js";
import type { Presented, Tickets } from "../../../platform/auth/tickets.js";
import type { User } from "../../../platform/auth/user.js";
import { sameOrigin } from "../../../platform/http/origins.js";
import { Problem } from "../../../platform/problems.js";
import { splitCursor } from "../../cursor.js";

/** What a client says of itself when it connects: `auth` of `socket.io-client`, and what that adds by itself. */
export const Auth = z.object({
  /** ID token. */
  token: z.string().min(1).max(10_000).optional(),
  ticket: z.string().min(1).max(100).optional(),
  /** A token of Firebase App Check. */
  appCheck: z.string().min(1).max(10_000).optional(),
  /** Where it stood, if it has been here before; what cannot be that says nothing. */
  offset: z.string().max(2000).optional().catch(undefined),
});
export type Auth = z.infer<typeof Auth>;

export interface IdentifyDeps {
  callers: Callers;
  appCheck?: AppCheck | undefined;
  identity: Pick<RememberedIdentity, "ofToken">;
  tickets: Pick<Tickets, "present">;
  allowedOrigins: readonly string[];
}

export interface Opener {
  readonly user: User;
  readonly ticket?: Presented;
}

/**
 * By `auth.token` or `auth.ticket`; else, as any request, by its header or the session cookie. A browser sends the cookie whatever
 * page connects, so that one counts for pages of our own alone.
 * @throws Problem `unauthenticated`, `foreign_origin`.
 */
export async function identifySocket(
  req: IncomingMessage,
  { token, ticket, offset, appCheck: ofApp }: Auth,
  { callers, appCheck, identity, tickets, allowedOrigins }: IdentifyDeps,
): Promise<Opener> {
  const isOpen = token === undefined && ticket !== undefined;
  // With a token in `auth` the header proves nothing: it is not looked at again.
  await appCheck?.admit(req, { route: "/socket.io", isOpen, identifies: token === undefined }, ofApp);
  const { origin, authorization } = req.headers;
  if (token !== undefined) return { user: await identity.ofToken(token) };
  if (ticket !== undefined) {
    const secret = offset === undefined ? undefined : splitCursor(offset).secret;
    const presented = await tickets.present(ticket, { origin, secret });
    return { user: presented.user, ticket: presented };
  }
  if (authorization === undefined && req.headers.cookie !== undefined && !sameOrigin(req, allowedOrigins))
    throw new Problem("foreign_origin");
  const caller = await callers.identify(req);
  if (caller.type !== "user") throw unauthenticated();
  return { user: caller.user };
}
